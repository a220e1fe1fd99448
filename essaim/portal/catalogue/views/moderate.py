"""The decisions of a moderator: accept, publish, schedule, refuse, withdraw."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE, may_moderate
from essaim.portal.catalogue.domain import amendments, editing, lifecycle, proposals
from essaim.portal.catalogue.domain.differences import differences
from essaim.portal.catalogue.domain.queries import moderation
from essaim.portal.catalogue.forms.moderation import ReasonForm, ScheduleForm
from essaim.portal.catalogue.models import Amendment, Initiative, Proposal
from essaim.portal.catalogue.views import pages
from essaim.portal.catalogue.views.contribute import sections


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def proposal(request: HttpRequest, token: UUID) -> HttpResponse:
    """Read a proposal beside the pages that look like it, then accept or refuse it."""
    row = get_object_or_404(Proposal, token=token)
    if not accounts.may(request, MODERATE, territory=row.answers.get("territory", "pays-FR")):
        raise PermissionDenied
    form = ReasonForm(request.POST if "refuse" in request.POST else None)
    if request.method == "POST":
        try:
            return _decide_proposal(request, row, form)
        except proposals.NotReady as problem:
            messages.error(request, str(problem))
    answers = row.answers
    alike = moderation.duplicates(
        title=answers.get("title", ""), summary=answers.get("summary", ""), territory=answers.get("territory")
    )
    context = {"proposal": row, "sections": sections(row), "duplicates": alike, "form": form}
    return render(request, "catalogue/moderate/proposal.html", context)


def _decide_proposal(request: HttpRequest, row: Proposal, form: ReasonForm) -> HttpResponse:
    if "accept" in request.POST:
        page = proposals.accept(proposal=row, actor=pages.actor(request))
        messages.success(request, "La proposition est devenue une page, en relecture. Vous pouvez la publier.")
        return redirect("catalogue:moderation_initiative", slug=page.slug)
    if form.is_valid():
        proposals.refuse(proposal=row, reason=form.cleaned_data["reason"], actor=pages.actor(request))
        messages.success(request, "La proposition est refusée ; son auteur lira votre motif.")
        return redirect("catalogue:moderation")
    raise proposals.NotReady("Dites pourquoi : la personne lira votre motif.")


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a change as a difference, then accept some or all of it, or refuse it."""
    row = get_object_or_404(Amendment.objects.select_related("initiative"), pk=pk)
    pages.check(may_moderate(request, row.initiative))
    if request.method == "POST":
        try:
            _decide_amendment(request, row)
        except amendments.NothingToChange as problem:
            messages.error(request, str(problem))
        else:
            return redirect("catalogue:moderation_queue", name="modifications")
    changed = amendments.changed_since(row)
    differing = differences(editing.record_of(row.initiative), row.changes)
    shown = [{**one, "changed_since": one["name"] in changed} for one in differing]
    context = {"amendment": row, "differences": shown}
    return render(request, "catalogue/moderate/amendment.html", context)


def _decide_amendment(request: HttpRequest, row: Amendment) -> None:
    if "accept" in request.POST:
        amendments.accept(amendment=row, fields=request.POST.getlist("fields"), actor=pages.actor(request))
        messages.success(request, "La modification est publiée.")
    else:
        amendments.refuse(amendment=row, reason=request.POST.get("reason", ""), actor=pages.actor(request))
        messages.success(request, "La modification est refusée ; son auteur lira votre motif.")


@never_cache
@require_GET
@accounts.requires(MODERATE)
def desk(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The desk of one page: its state, what may be done, the pages that look like it."""
    page = pages.find(request, kind, slug)
    codes = [territory.code for territory in page.territories.all()] if isinstance(page, Initiative) else []
    of_kind = pages.KINDS[kind]
    context = {
        "page": page,
        "kind": kind,
        "duplicates": moderation.duplicates(
            title=page.title, summary=page.summary, territory=next(iter(codes), None), but=page.slug
        ),
        "may_publish": pages.may_publish_page(request, page),
        "schedule_form": ScheduleForm(),
        "reason_form": ReasonForm(),
        "sections": [(one.title, of_kind.url("edit", slug, one.key)) for one in of_kind.sections],
        "history": of_kind.url("history", slug),
        "steps": {act: of_kind.url("step", slug, act) for act in ("publier", "programmer", "retirer")},
    }
    return render(request, "catalogue/moderate/desk.html", context)


@require_POST
@accounts.requires(MODERATE)
def step(request: HttpRequest, kind: str, slug: str, act: str) -> HttpResponse:
    """Publish, schedule or withdraw a page."""
    page = pages.find(request, kind, slug)
    pages.check(pages.may_publish_page(request, page))
    try:
        messages.success(request, _take(request, page, act))
    except lifecycle.WrongStep as problem:
        messages.error(request, str(problem))
    return redirect(pages.KINDS[kind].url("moderation", slug))


def _take(request: HttpRequest, page: lifecycle.Page, act: str) -> str:
    if act == "publier":
        lifecycle.publish(page=page, actor=pages.actor(request), reason="publiée par un modérateur")
        return "La page est publiée."
    if act == "programmer":
        form = ScheduleForm(request.POST)
        if not form.is_valid():
            raise lifecycle.WrongStep("La date n’est pas lisible : choisissez un jour et une heure à venir.")
        lifecycle.schedule(page=page, at=form.cleaned_data["at"], actor=pages.actor(request))
        return "La publication est programmée."
    if act != "retirer":
        raise Http404("Cet acte n’existe pas.")
    lifecycle.withdraw(page=page, reason=request.POST.get("reason", ""), actor=pages.actor(request))
    return "La page est retirée. Son adresse dit pourquoi."
