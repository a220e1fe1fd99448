"""The desk of barometers: their list, a new one, a wave and what it still needs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from essaim.foundation.accounts.public import may, requires
from essaim.foundation.papers import public as papers
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.access import COLLECT, COMPOSE, may_compose, within_scope
from essaim.portal.barometer.domain import composing, running
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries import board
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.domain.queries.readiness import checks, missing
from essaim.portal.barometer.forms.composing import BarometerForm, CollectionForm, NoticeForm, WaveForm
from essaim.portal.barometer.models import Barometer, Kind, Status, Wave
from essaim.portal.barometer.views.doors import actor, collects, composes, wave_of

FOLDER = "barometer/desk"
EVERY = 20
"""Seconds between two readings of the live board."""


@require_GET
@requires(COLLECT)
def index(request: HttpRequest) -> HttpResponse:
    """List the barometers of the territories where the person has a role."""
    rows = Barometer.objects.select_related("territory").prefetch_related("waves")
    mine = [row for row in rows if within_scope(request, COLLECT, row.territory.code)]
    context = {"barometers": mine, "may_create": may(request, COMPOSE)}
    return render(request, f"{FOLDER}/index.html", context)


@require_http_methods(["GET", "POST"])
@requires(COMPOSE)
def create(request: HttpRequest) -> HttpResponse:
    """Begin a barometer in a territory of one's own."""
    form = BarometerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        place = form.cleaned_data["territory"]
        if within_scope(request, COMPOSE, place.code):
            made = composing.create_barometer(
                territory_id=place.id, title=form.cleaned_data["title"], purpose=form.cleaned_data["purpose"],
                owner_id=request.user.pk, actor=actor(request),
            )  # fmt: skip
            return redirect("barometer:barometer", slug=made.slug)
        form.add_error(
            "territory_name", f"Votre rôle ne s’étend pas à ce territoire : {place.name}. Choisissez le vôtre."
        )
    return render(request, f"{FOLDER}/create.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@composes
def barometer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the waves of a barometer; begin another."""
    row = get_object_or_404(Barometer.objects.select_related("territory"), slug=slug)
    waves = list(row.waves.all())
    form = WaveForm(request.POST if request.method == "POST" else None, previous=waves[0] if waves else None)
    if form.is_bound and form.is_valid():
        start = form.cleaned_data["start"]
        wave = composing.create_wave(
            barometer=row, title=form.cleaned_data["title"], actor=actor(request),
            model=questionnaires.model() if start == "model" else None,
            previous=waves[0] if start == "previous" and waves else None,
        )  # fmt: skip
        return redirect("barometer:desk", slug=slug, number=wave.number)
    context = {"barometer": row, "waves": waves, "form": form}
    return render(request, f"{FOLDER}/barometer.html", context, status=422 if form.errors else 200)


@require_GET
@collects
def desk(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show where a wave stands: what it needs before opening, how it fills, what can be done next."""
    wave = wave_of(slug, number)
    tallies = board.tallies(wave)
    asked = questionnaire(wave)
    found = checks(wave, asked, tests=tallies.done) if wave.status == Status.DRAFT else []
    link = request.build_absolute_uri(f"/repondre/{wave.key}/")
    context = _context(request, wave) | {
        "checks": found, "missing": len(missing(found)), "tallies": tallies, "link": link,
        "qr": papers.qr_svg(link, "Code QR du lien public") if wave.status == Status.OPEN and wave.by_link else "",
        "texts": [one for one in asked.questions if one.kind is Kind.TEXT],
    }  # fmt: skip
    return render(request, f"{FOLDER}/desk.html", context)


@require_GET
@collects
def followed(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The live board: quotas cell by cell, answers by mode."""
    wave = wave_of(slug, number)
    context = _context(request, wave) | {
        "grids": board.grids(wave),
        "tallies": board.tallies(wave),
        "batches": wave.batches.all(),
        "following": "suivre" in request.GET and wave.status == Status.OPEN,
    }
    page = render(request, f"{FOLDER}/board.html", context)
    if context["following"]:
        page["Refresh"] = str(EVERY)  # asked for by the person, and stopped by a link: no script, no surprise
    return page


@require_http_methods(["GET", "POST"])
@composes
def collection(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say who is asked, how, until when, in which words."""
    return _settings(request, wave_of(slug, number), CollectionForm, "Collecte")


@require_http_methods(["GET", "POST"])
@composes
def notice(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Fill the items that the law asks of a poll."""
    return _settings(request, wave_of(slug, number), NoticeForm, "Notice légale")


def _settings(request: HttpRequest, wave: Wave, form_class: Any, heading: str) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None, instance=wave)
    frozen = wave.status != Status.DRAFT
    for field in form.fields:
        form.fields[field].disabled = wave.status == Status.PUBLISHED or (frozen and field in composing.FROZEN_FIELDS)
    if form.is_bound and form.is_valid():
        try:
            composing.change_wave(wave=wave, fields=form.cleaned_data, actor=actor(request))
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{heading} : c’est enregistré.")
            return redirect("barometer:desk", slug=wave.barometer.slug, number=wave.number)
    context = _context(request, wave) | {"form": form, "heading": heading, "frozen": frozen}
    return render(request, f"{FOLDER}/settings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@composes
def open_it(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what opening freezes; then open."""
    wave = wave_of(slug, number)
    if request.method == "POST":
        try:
            running.open_wave(wave=wave, actor=actor(request))
        except running.NotReady as problem:
            messages.error(
                request, f"La vague ne peut pas ouvrir : il manque {len(problem.missing)} points de la liste."
            )
        except NotNow as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "La vague est ouverte. Le questionnaire et les quotas ne changent plus.")
        return redirect("barometer:desk", slug=slug, number=number)
    context = _context(request, wave) | {"tallies": board.tallies(wave)}
    return render(request, f"{FOLDER}/open.html", context)


@require_http_methods(["GET", "POST"])
@composes
def close_it(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what closing ends; then close."""
    wave = wave_of(slug, number)
    if request.method == "POST":
        try:
            running.close_wave(wave=wave, actor=actor(request))
        except NotNow as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "La vague est close. Les réponses ne changent plus, les codes sont effacés.")
        return redirect("barometer:desk", slug=slug, number=number)
    context = _context(request, wave) | {
        "tallies": board.tallies(wave), "grids": board.grids(wave), "unpoured": wave.paper_batches.filter(poured=False).count(),
    }  # fmt: skip
    return render(request, f"{FOLDER}/close.html", context)


@require_http_methods(["GET", "POST"])
@composes
def delete(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Erase a wave in preparation, after a word of warning."""
    wave = wave_of(slug, number)
    if request.method == "POST":
        try:
            composing.delete_wave(wave=wave, actor=actor(request))
        except NotNow as problem:
            messages.error(request, str(problem))
            return redirect("barometer:desk", slug=slug, number=number)
        messages.success(request, "La vague en préparation est effacée.")
        return redirect("barometer:barometer", slug=slug)
    return render(request, f"{FOLDER}/delete.html", _context(request, wave))


def _context(request: HttpRequest, wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer, "may_compose": may_compose(request, wave.barometer)}
