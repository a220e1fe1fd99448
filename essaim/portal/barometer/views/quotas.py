"""Quotas: official numbers of people given by the platform, by a file, or typed in with their source."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.cores.tables import Problem, UnreadableError, csv_bytes
from essaim.foundation.ui.public import attachment
from essaim.portal.barometer.domain import composing, quotas
from essaim.portal.barometer.domain.intake.grids import ENDING, GridFile, take_grid
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.official import Official, official, official_words
from essaim.portal.barometer.domain.queries import board
from essaim.portal.barometer.domain.queries.offered import offered
from essaim.portal.barometer.domain.queries.questionnaire import Asked, profile_of
from essaim.portal.barometer.forms.sampling import AxesForm, GridFileForm, GridForm
from essaim.portal.barometer.models import Status, Wave
from essaim.portal.barometer.views.doors import actor, composes, wave_of

FOLDER = "barometer/desk"
OFFICIAL = {"sexe": "sex", "age": "age", "taille": "size", "region": "region", "departement": "departement"}


@require_http_methods(["GET", "POST"])
@composes
def grids(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the quotas; pick official totals, bring a file, or choose which questions to cross."""
    wave = wave_of(slug, number)
    profile, sent = profile_of(wave), request.method == "POST"
    upload = GridFileForm(*((request.POST, request.FILES) if sent and "upload" in request.POST else ()))
    axes = AxesForm(profile, request.POST if sent and not upload.is_bound else None)
    problems: list[Problem] = []
    if axes.is_bound and axes.is_valid():
        return redirect("barometer:grid", slug=slug, number=number, axes=_address(axes.cleaned_data["axes"]))
    if upload.is_bound and upload.is_valid():
        taken, problems = _taken(request, wave, profile, upload)
        if taken is not None:
            crossed = " × ".join(asked.label for asked in taken.axes)
            messages.success(request, f"Le quota « {crossed} » est repris du fichier : {len(taken.populations)} cases.")
            return redirect("barometer:quotas", slug=slug, number=number)
    context = _context(wave) | {
        "form": axes, "upload": upload, "problems": problems, "grids": board.grids(wave), "addable": _addable(wave, profile),
        "offered": [(_address(each.axes), each) for each in offered(wave, profile)], "ending": ENDING,
    }  # fmt: skip
    refused = axes.errors or upload.errors or problems
    return render(request, f"{FOLDER}/quotas.html", context, status=422 if refused else 200)


def _taken(
    request: HttpRequest, wave: Wave, profile: Sequence[Asked], form: GridFileForm
) -> tuple[GridFile | None, list[Problem]]:
    file = form.cleaned_data["file"]
    try:
        taken = take_grid(
            wave=wave, profile=profile, name=str(file.name), data=file.read(),
            with_margins=form.cleaned_data["with_margins"], actor=actor(request),
        )  # fmt: skip
    except UnreadableError as problem:
        return None, problem.problems
    except NotNow as problem:
        form.add_error(None, str(problem))
        return None, []
    return taken, []


def _addable(wave: Wave, profile: Sequence[Asked]) -> list[tuple[str, str]]:
    """The profile questions that our own totals can fill and that the wave does not ask: their address and label."""
    held = {asked.label for asked in profile}
    known = [(address, official_words(wave.barometer.territory.code, what)) for address, what in OFFICIAL.items()]
    return [(address, words[0]) for address, words in known if words and words[0] not in held]


@require_POST
@composes
def official_added(request: HttpRequest, slug: str, number: int, what: str) -> HttpResponse:
    """Ask a profile question whose totals the platform knows."""
    wave = wave_of(slug, number)
    found = official_words(wave.barometer.territory.code, OFFICIAL[what]) if what in OFFICIAL else None
    if found is None:
        raise Http404("Pas de totaux officiels pour cette question ici.")
    place = {"profile": True, "required": True}
    try:
        composing.add_question(wave=wave, label=found[0], words=found[1], place=place, actor=actor(request))
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"« {found[0]} » est ajoutée au questionnaire : vous pouvez la croiser.")
    return redirect("barometer:quotas", slug=slug, number=number)


@require_http_methods(["GET", "POST"])
@composes
def grid(request: HttpRequest, slug: str, number: int, axes: str) -> HttpResponse:
    """Read or type in the official number of people of each cell; the targets follow, and the margins if wanted."""
    wave = wave_of(slug, number)
    profile = profile_of(wave)
    chosen = AxesForm(profile, {"axes": axes.split("+")})
    if not chosen.is_valid():
        messages.error(request, " ".join(map(str, chosen.errors["axes"])))
        return redirect("barometer:quotas", slug=slug, number=number)
    crossed = chosen.cleaned_data["axes"]
    known = official(wave.barometer.territory.code, crossed, profile)
    initial = _initial(wave, crossed, known)
    form = GridForm(crossed, request.POST if request.method == "POST" else None, initial=initial, known=known)
    if form.is_bound and form.is_valid() and _grid_kept(request, wave, crossed, form):
        messages.success(request, "Le quota est enregistré. Les nombres visés suivent les totaux officiels.")
        return redirect("barometer:quotas", slug=slug, number=number)
    shown = known is not None and form["source"].value() == known.source
    context = _context(wave) | {"form": form, "axes": crossed, "address": axes, "official": known if shown else None}
    return render(request, f"{FOLDER}/grid.html", context, status=422 if form.errors else 200)


def _grid_kept(request: HttpRequest, wave: Wave, crossed: Sequence[Asked], form: GridForm) -> bool:
    values = form.cleaned_data
    try:
        quotas.set_quota(
            wave=wave, axes=crossed, populations=form.populations(), source=values["source"],
            source_date=values["source_date"], actor=actor(request), with_margins=values["with_margins"],
        )  # fmt: skip
    except NotNow as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _initial(wave: Wave, axes: Sequence[Asked], known: Official | None) -> dict[str, Any]:
    """What is already typed in for the same questions, or what the platform knows."""
    slugs = [asked.slug for asked in axes]
    combinations = quotas.combinations(axes)
    for quota in wave.quotas.prefetch_related("cells"):
        if quota.axes == slugs:
            people = {tuple(cell.codes): cell.population for cell in quota.cells.all()}
            cells = {f"cell_{place}": people.get(codes) for place, codes in enumerate(combinations)}
            return cells | {"source": quota.source, "source_date": quota.source_date}
    if known is None:
        return {}
    cells = {f"cell_{place}": known.totals[codes] for place, codes in enumerate(combinations)}
    return cells | {"source": known.source, "source_date": known.period}


@require_GET
@composes
def grid_file(_request: HttpRequest, slug: str, number: int, axes: str) -> HttpResponse:
    """Give the grid as a sheet to fill: every cell has its line already, nothing is to be guessed."""
    wave = wave_of(slug, number)
    profile = profile_of(wave)
    chosen = AxesForm(profile, {"axes": axes.split("+")})
    if not chosen.is_valid():
        raise Http404("Ces questions ne se croisent pas.")
    crossed = chosen.cleaned_data["axes"]
    known = official(wave.barometer.territory.code, crossed, profile)
    rows = [
        [*(asked.label_of(code) for asked, code in zip(crossed, codes, strict=True)), *_filled(known, codes)]
        for codes in quotas.combinations(crossed)
    ]
    heads = [*(asked.slug for asked in crossed), *ENDING]
    return attachment(csv_bytes(heads, rows), f"quota-{axes.replace('+', '-')}.csv")


def _filled(known: Official | None, codes: tuple[str, ...]) -> tuple[object, str, str]:
    return (known.totals[codes], known.source, known.period) if known else ("", "", "")


@require_POST
@composes
def grid_removed(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Take a quota away."""
    wave = wave_of(slug, number)
    try:
        quotas.remove_quota(quota=get_object_or_404(wave.quotas.all(), pk=pk), actor=actor(request))
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("barometer:quotas", slug=slug, number=number)


def _address(axes: Sequence[Asked]) -> str:
    return "+".join(asked.slug for asked in axes)


def _context(wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer, "frozen": wave.status != Status.DRAFT}
