"""Sectors: who answers for which communes."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from essaim.adoptions.guard import MANAGE
from essaim.adoptions.models import Adoption
from essaim.adoptions.views.desk import tabs
from essaim.engines.cases.access import Reader, figures_page
from essaim.engines.cases.domain.words import section_in
from essaim.engines.cases.forms import SectorForm
from essaim.engines.cases.models import Case, Sector
from essaim.foundation.accounts import public as accounts


@never_cache
@require_http_methods(["GET", "POST"])
@figures_page
def page(request: HttpRequest, adoption: Adoption, reader: Reader) -> HttpResponse:
    """The sectors of a service, and a form for one more."""
    if request.method == "POST" and not reader.arranges:
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    form = SectorForm(adoption, data=request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            sector = form.save()
        messages.success(request, f"Secteur « {sector.label} » créé. Les nouveaux dossiers y arriveront d’eux-mêmes.")
        return redirect("cases_desk:sectors", slug=adoption.slug)
    routing = section_in(adoption.terms).routing
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "cases:sectors"), "form": form,
        "arranges": reader.arranges, "routed": routing is not None, "restricts": routing is not None and routing.restricts,
        "sectors": Sector.objects.filter(adoption=adoption).prefetch_related("communes__commune", "members__member"),
    }  # fmt: skip
    return render(request, "cases/sectors.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@figures_page
def remove(request: HttpRequest, adoption: Adoption, reader: Reader, pk: int) -> HttpResponse:
    """Take a sector away: its cases stay, without a sector."""
    if not reader.arranges:
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    sector = get_object_or_404(Sector, adoption=adoption, pk=pk)
    with transaction.atomic():
        Case.objects.filter(sector=sector).update(sector=None)
        sector.delete()
    messages.success(request, f"Secteur « {sector.label} » supprimé. Ses dossiers restent, sans secteur.")
    return redirect("cases_desk:sectors", slug=adoption.slug)
