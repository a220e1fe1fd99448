"""A moderator begins an initiative or a solution; the list of solutions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE, may_moderate
from essaim.portal.catalogue.domain import creating
from essaim.portal.catalogue.forms.creating import BeginForm, BeginInitiativeForm
from essaim.portal.catalogue.models import Solution
from essaim.portal.catalogue.views import pages

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def initiative(request: HttpRequest) -> HttpResponse:
    """Begin an initiative in a territory of hers."""
    form = BeginInitiativeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if accounts.may(request, MODERATE, territory=form.cleaned_data["territory"]):
            page = creating.begin_initiative(actor=pages.actor(request), **form.cleaned_data)
            return _begun(request, "initiative", page.slug)
        form.add_error("territory", "Vous ne modérez pas ce territoire : choisissez-en un des vôtres.")
    return _ask(request, form, "Nouvelle initiative")


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def solution(request: HttpRequest) -> HttpResponse:
    """Begin a solution: it belongs to no territory, so it is for who moderates the whole of France."""
    pages.check(may_moderate(request))
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        page = creating.begin_solution(actor=pages.actor(request), **form.cleaned_data)
        return _begun(request, "solution", page.slug)
    return _ask(request, form, "Nouvelle solution")


@never_cache
@require_GET
@accounts.requires(MODERATE)
def solutions(request: HttpRequest) -> HttpResponse:
    """List every solution, whatever its state."""
    pages.check(may_moderate(request))
    asked = request.GET.get("q", "").strip()
    rows = Solution.objects.filter(title__icontains=asked).annotate(initiative_count=Count("initiatives"))
    page = Paginator(rows.order_by("title", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "catalogue/moderate/solutions.html", {"page_of": page, "asked": asked})


def _begun(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    messages.success(request, "Le brouillon est prêt : complétez-le partie par partie, puis publiez.")
    return redirect(pages.KINDS[kind].url("moderation", slug))


def _ask(request: HttpRequest, form: BeginForm, title: str) -> HttpResponse:
    context = {"form": form, "heading": title}
    return render(request, "catalogue/moderate/begin.html", context, status=422 if form.errors else 200)
