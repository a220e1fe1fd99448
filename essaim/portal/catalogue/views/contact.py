"""Writing to whoever answers for a page, and becoming that person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import read_key, spam
from essaim.portal.catalogue.access import MODERATE
from essaim.portal.catalogue.domain import claims as claiming
from essaim.portal.catalogue.domain.contact import write_to
from essaim.portal.catalogue.domain.queries.moderation import within
from essaim.portal.catalogue.forms.visitor import ContactForm
from essaim.portal.catalogue.models import Claim, Initiative, Status


@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to the referent of a page, or to the moderators where it has none."""
    page = _published(slug)
    recipients = _recipients(page)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and recipients and form.is_valid():
        if spam.looks_automatic(request) or spam.too_many(request, "contact"):
            return render(request, "catalogue/contribute/too_many.html", status=429)
        write_to(
            initiative=page, recipients=recipients, sender=form.cleaned_data["email"], text=form.cleaned_data["text"]
        )
        messages.success(request, f"Votre message part vers {_answers(page)}. La réponse arrivera à votre adresse.")
        return redirect(page)
    context = {"page": page, "form": form, "answers": _answers(page), "reachable": bool(recipients)}
    return render(request, "catalogue/read/contact.html", context, status=422 if form.errors else 200)


def _recipients(page: Initiative) -> list[str]:
    """The referent, who alone reads; without one, those who moderate its first territory."""
    if page.referent and page.referent.is_active:
        return [page.referent.email]
    place = page.territories.order_by("pk").first()
    return accounts.emails_with(act=MODERATE, territory=place.code if place else None)


def _answers(page: Initiative) -> str:
    return "le référent de la page" if page.referent else "les modérateurs du catalogue"


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.signed_in_only
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Say « I answer for this page »: one click once signed in; a moderator confirms."""
    page = _published(slug)
    view = accounts.signed_in(request)
    if request.method == "POST" and view is not None:
        return _claimed(request, page, view)
    waiting = Claim.objects.filter(initiative=page, account_id=request.user.pk or 0, state=Claim.State.SENT).exists()
    return render(request, "catalogue/read/claim.html", {"page": page, "view": view, "waiting": waiting})


def _claimed(request: HttpRequest, page: Initiative, view: accounts.AccountView) -> HttpResponse:
    place = page.territories.order_by("pk").first()
    moderators = accounts.emails_with(act=MODERATE, territory=place.code if place else None)
    try:
        claiming.ask(initiative=page, account_id=request.user.pk or 0, actor=view.key, moderators=moderators)
    except claiming.AlreadyHeld as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "Votre demande est envoyée. Un modérateur la confirme, puis vous en êtes averti.")
    return redirect(page)


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def claims(request: HttpRequest) -> HttpResponse:
    """List the requests to become a referent that wait in the moderator's territories; accept or refuse one."""
    here = within(accounts.scope(request, MODERATE), "initiative__territories")
    rows = Claim.objects.filter(here, state=Claim.State.SENT).select_related("initiative", "account").distinct()
    if request.method == "POST":
        return _decided(request, get_object_or_404(rows, pk=read_key(request.POST.get("claim", ""))))
    return render(request, "catalogue/moderate/claims.html", {"rows": rows.prefetch_related("initiative__territories")})


def _decided(request: HttpRequest, row: Claim) -> HttpResponse:
    view = accounts.signed_in(request)
    accepted = request.POST.get("decision") == "accept"
    try:
        claiming.decide(claim=row, accepted=accepted, actor=view.key if view else None)
    except claiming.AlreadyHeld as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "La page a son référent." if accepted else "La demande est refusée.")
    return redirect("catalogue:claims")


def _published(slug: str) -> Initiative:
    rows = Initiative.objects.filter(status=Status.PUBLISHED).select_related("referent")
    return get_object_or_404(rows, slug=slug)
