"""Searches kept by mail, without an account: ask, confirm, stop."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import spam
from essaim.portal.catalogue.domain import alerts
from essaim.portal.catalogue.domain.queries import finding
from essaim.portal.catalogue.forms.visitor import AlertForm
from essaim.portal.catalogue.models import Alert
from essaim.portal.catalogue.search.address import Address, parse, write

LONGEST_SEARCH = 1000


@never_cache
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Ask for an alert on the search of the address."""
    address = parse(request.GET)
    search, words = write(_bare(address)), search_words(address)
    form = AlertForm(request.POST if request.method == "POST" else None)
    if form.is_bound and len(search) > LONGEST_SEARCH:
        form.add_error(None, "Cette recherche a trop de filtres pour une alerte : enlevez-en.")
    if form.is_bound and form.is_valid():
        if spam.looks_automatic(request) or spam.too_many(request, "alert"):
            return render(request, "catalogue/contribute/too_many.html", status=429)
        alerts.ask(email=form.cleaned_data["email"], search=search, words=words)
        return render(request, "catalogue/alerts/asked.html", {"query": search})
    context = {"form": form, "words": words, "query": search}
    return render(request, "catalogue/alerts/create.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show one alert to whoever holds its link; confirm it, or stop it, in one click."""
    alert = Alert.objects.filter(token=token).first()
    if alert is None:
        return render(request, "catalogue/alerts/gone.html", status=404)
    if request.method == "POST" and request.POST.get("act") == "stop":
        alerts.stop(alert=alert)
        messages.success(request, "L’alerte est arrêtée et votre adresse est effacée.")
        return redirect("catalogue:search")
    if request.method == "POST":
        alerts.confirm(alert=alert)
        messages.success(request, "Votre alerte est en service.")
        return redirect("catalogue:alert", token=token)
    return render(request, "catalogue/alerts/manage.html", {"alert": alert})


def _bare(address: Address) -> Address:
    """Leave out how the results were shown: two people who ask the same ask the same alert."""
    return replace(address, view="liste", request=replace(address.request, sort="relevance"))


def search_words(address: Address) -> str:
    """Say a search in French: its words, then its filters."""
    asked, labels = address.request, finding.facet_words()
    parts = [f"« {asked.query} »"] if asked.query else ["toutes les nouveautés"]
    for facet, values in [
        ("theme", asked.themes),
        ("public", asked.publics),
        ("territory", asked.departements),
        ("stage", asked.stages),
        ("evidence", asked.evidence),
    ]:
        parts += [labels[facet][value] for value in values if value in labels[facet]]
    scope = territories.find(asked.territory) if asked.territory else None
    parts += [scope.name] if scope else []
    parts += [f"à moins de {address.radius} km de {address.near.name}"] if address.near else []
    return ", ".join(parts)[:500]
