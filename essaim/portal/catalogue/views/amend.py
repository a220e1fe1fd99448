"""Anyone proposes a change to a published page: its texts, or its figures. No account is needed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.ui.public import spam
from essaim.portal.catalogue.domain import amendments, editing
from essaim.portal.catalogue.forms import sections
from essaim.portal.catalogue.forms.amendment import AmendmentForm, OriginForm
from essaim.portal.catalogue.models import Initiative, Status

FIGURES = sections.section(sections.INITIATIVE, "chiffres")


@never_cache
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose new texts for a published page."""
    page = get_object_or_404(Initiative, slug=slug, status=Status.PUBLISHED)
    form = AmendmentForm(request.POST if request.method == "POST" else None, initial=editing.record_of(page))
    if form.is_bound and _automatic(request):
        return render(request, "catalogue/contribute/too_many.html", status=429)
    if form.is_bound and form.is_valid() and _proposed(request, page, form, form.changes()):
        return redirect("catalogue:initiative", slug=page.slug)
    return render(
        request, "catalogue/contribute/amend.html", {"page": page, "form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a figure, or correct one, on a published page."""
    page = get_object_or_404(Initiative, slug=slug, status=Status.PUBLISHED)
    assert FIGURES is not None  # noqa: S101 - one of our own sections
    if request.method != "POST":
        return _figures(request, page, FIGURES.empty(editing.record_of(page)), OriginForm())
    if _automatic(request):
        return render(request, "catalogue/contribute/too_many.html", status=429)
    sent, origin = FIGURES.bound(request.POST, editing.record_of(page)), OriginForm(request.POST)
    if "add" in request.POST:
        return _figures(request, page, FIGURES.with_one_more(sent), OriginForm(initial=request.POST.dict()))
    if all([sent.is_valid(), origin.is_valid()]) and _proposed(request, page, origin, FIGURES.changes(sent)):
        return redirect("catalogue:initiative", slug=page.slug)
    return _figures(request, page, sent, origin, status=422)


def _figures(request: HttpRequest, page: Initiative, sent: Any, origin: OriginForm, status: int = 200) -> HttpResponse:
    context = {"page": page, "sent": sent, "origin": origin, "wrong": status != 200}  # noqa: PLR2004
    return render(request, "catalogue/contribute/amend_figures.html", context, status=status)


def _automatic(request: HttpRequest) -> bool:
    return spam.looks_automatic(request) or ("add" not in request.POST and spam.too_many(request, "amend"))


def _proposed(request: HttpRequest, page: Initiative, form: Any, changes: dict[str, Any]) -> bool:
    try:
        amendments.propose(
            initiative=page,
            texts=changes,
            comment=form.cleaned_data["comment"],
            email=form.cleaned_data["email"],
            account_id=request.user.pk if request.user.is_authenticated else None,
        )
    except amendments.NothingToChange as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, "Merci. Votre modification attend la relecture d’un modérateur.")
    return True
