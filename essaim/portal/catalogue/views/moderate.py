"""What waits for a moderator, and her decisions: publish, schedule, refuse, compare, restore."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE, may_moderate, may_publish
from essaim.portal.catalogue.domain import amendments, lifecycle, proposals
from essaim.portal.catalogue.domain.queries import moderation
from essaim.portal.catalogue.forms.amendment import EditForm
from essaim.portal.catalogue.forms.moderation import ReasonForm, ScheduleForm
from essaim.portal.catalogue.models import Amendment, Initiative, Proposal, Status
from essaim.portal.catalogue.views.contribute import sections

QUEUES = {
    "propositions": "Propositions",
    "modifications": "Modifications",
    "relecture": "En relecture",
    "programmees": "Programmées",
    "brouillons": "Brouillons",
    "a-rafraichir": "À rafraîchir",
}


@never_cache
@require_GET
@accounts.requires(MODERATE)
def queue(request: HttpRequest, name: str = "propositions") -> HttpResponse:
    """Show one queue, and how many wait in each."""
    rows = _queues(accounts.scope(request, MODERATE))
    name = name if name in rows else "propositions"
    tabs = [
        {
            "key": key,
            "label": label,
            "count": len(rows[key]),
            "current": key == name,
            "url": reverse("catalogue:moderation_queue", args=[key]),
        }
        for key, label in QUEUES.items()
    ]
    context = {"tabs": tabs, "queue": name, "label": QUEUES[name], "rows": rows[name][:100]}
    return render(request, "catalogue/moderate/queue.html", context)


def _queues(roots: frozenset[str]) -> dict[str, list[Any]]:
    return {
        "propositions": moderation.proposals(roots=roots),
        "modifications": list(moderation.amendments(roots=roots)),
        "relecture": list(moderation.initiatives(status=Status.REVIEW, roots=roots)),
        "programmees": list(moderation.initiatives(status=Status.SCHEDULED, roots=roots)),
        "brouillons": list(moderation.initiatives(status=Status.DRAFT, roots=roots)),
        "a-rafraichir": moderation.stale(roots=roots),
    }


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
        page = proposals.accept(proposal=row, actor=_actor(request))
        messages.success(request, "La proposition est devenue une page, en relecture. Vous pouvez la publier.")
        return redirect("catalogue:moderation_initiative", slug=page.slug)
    if form.is_valid():
        proposals.refuse(proposal=row, reason=form.cleaned_data["reason"], actor=_actor(request))
        messages.success(request, "La proposition est refusée ; son auteur lira votre motif.")
        return redirect("catalogue:moderation")
    raise proposals.NotReady("Dites pourquoi : la personne lira votre motif.")


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a change as a difference, then accept some or all of it, or refuse it."""
    row = get_object_or_404(Amendment.objects.select_related("initiative"), pk=pk)
    _check(may_moderate(request, row.initiative))
    if request.method == "POST":
        try:
            _decide_amendment(request, row)
        except amendments.NothingToChange as problem:
            messages.error(request, str(problem))
        else:
            return redirect("catalogue:moderation_queue", name="modifications")
    changed = amendments.changed_since(row)
    differences = [
        {
            "name": name,
            "label": amendments.FIELDS[name],
            "old": getattr(row.initiative, name),
            "new": text,
            "changed_since": name in changed,
        }
        for name, text in row.changes.items()
    ]
    return render(request, "catalogue/moderate/amendment.html", {"amendment": row, "differences": differences})


def _decide_amendment(request: HttpRequest, row: Amendment) -> None:
    if "accept" in request.POST:
        amendments.accept(amendment=row, fields=request.POST.getlist("fields"), actor=_actor(request))
        messages.success(request, "La modification est publiée.")
    else:
        amendments.refuse(amendment=row, reason=request.POST.get("reason", ""), actor=_actor(request))
        messages.success(request, "La modification est refusée ; son auteur lira votre motif.")


@never_cache
@require_GET
@accounts.requires(MODERATE)
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    """The desk of one page: its state, what may be done, the pages that look like it."""
    page = _page(request, slug)
    territory = next((territory.code for territory in page.territories.all()), None)
    alike = moderation.duplicates(title=page.title, summary=page.summary, territory=territory, but=page.slug)
    context = {
        "page": page,
        "duplicates": alike,
        "may_publish": may_publish(request, page),
        "schedule_form": ScheduleForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "catalogue/moderate/initiative.html", context)


@require_POST
@accounts.requires(MODERATE)
def step(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """Publish, schedule or withdraw a page."""
    page = _page(request, slug)
    _check(may_publish(request, page))
    try:
        messages.success(request, _take(request, page, act))
    except lifecycle.WrongStep as problem:
        messages.error(request, str(problem))
    return redirect("catalogue:moderation_initiative", slug=slug)


def _take(request: HttpRequest, page: Initiative, act: str) -> str:
    if act == "publier":
        lifecycle.publish(page=page, actor=_actor(request), reason="publiée par un modérateur")
        return "La page est publiée."
    if act == "programmer":
        form = ScheduleForm(request.POST)
        if not form.is_valid():
            raise lifecycle.WrongStep("La date n’est pas lisible : choisissez un jour et une heure à venir.")
        lifecycle.schedule(page=page, at=form.cleaned_data["at"], actor=_actor(request))
        return "La publication est programmée."
    lifecycle.withdraw(page=page, reason=request.POST.get("reason", ""), actor=_actor(request))
    return "La page est retirée. Son adresse dit pourquoi."


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the texts of a page; the version before stays in the history."""
    page = _page(request, slug)
    form = EditForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_bound and form.is_valid():
        changed = amendments.edit(
            initiative=page, texts=form.texts(), actor=_actor(request), reason=form.cleaned_data["reason"]
        )
        messages.success(request, "La page est à jour." if changed else "Rien n’a changé.")
        return redirect("catalogue:moderation_initiative", slug=slug)
    return render(
        request, "catalogue/moderate/edit.html", {"page": page, "form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare two versions of a page, and go back to one."""
    page = _page(request, slug)
    versions = list(page.versions.all())
    if request.method == "POST":
        return _restore(request, page, versions)
    new, old = _compared(request, versions)
    differences = [
        {"label": label, "old": old.record.get(name, "") if old else "", "new": new.record.get(name, "")}
        for name, label in amendments.FIELDS.items()
        if new and (old.record.get(name, "") if old else "") != new.record.get(name, "")
    ]
    names = accounts.display_names({version.actor for version in versions if version.actor})
    rows = [{"version": version, "author": names.get(version.actor, "")} for version in versions]
    context = {"page": page, "rows": rows, "new": new, "old": old, "differences": differences}
    return render(request, "catalogue/moderate/history.html", context)


def _compared(request: HttpRequest, versions: list[Any]) -> tuple[Any, Any]:
    """Return the two versions asked for in the address, the last two by default."""
    numbered = {str(version.number): version for version in versions}
    new = numbered.get(request.GET.get("nouvelle", ""), versions[0] if versions else None)
    old = numbered.get(request.GET.get("ancienne", ""), versions[1] if len(versions) > 1 else None)
    return new, old


def _restore(request: HttpRequest, page: Initiative, versions: list[Any]) -> HttpResponse:
    chosen = next((version for version in versions if str(version.number) == request.POST.get("number")), None)
    if chosen is not None:
        texts = {name: chosen.record.get(name, "") for name in amendments.FIELDS}
        reason = f"retour à la version {chosen.number}"
        amendments.edit(initiative=page, texts=texts, actor=_actor(request), reason=reason)
        messages.success(request, f"Les textes de la version {chosen.number} sont revenus.")
    return redirect("catalogue:moderation_history", slug=page.slug)


def _page(request: HttpRequest, slug: str) -> Initiative:
    page = get_object_or_404(Initiative.objects.prefetch_related("territories"), slug=slug)
    _check(may_moderate(request, page))
    return page


def _check(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    if not allowed:
        raise PermissionDenied


def _actor(request: HttpRequest) -> UUID | None:
    view = accounts.signed_in(request)
    return view.key if view else None
