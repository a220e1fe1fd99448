"""Quotas and margins: official numbers of people, typed in with their source, or given by the platform."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from essaim.cores.tables import Problem, UnreadableError
from essaim.portal.barometer.domain import composing, quotas
from essaim.portal.barometer.domain.intake.margins import take_margins
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.official import PERIOD, Official, official, official_words
from essaim.portal.barometer.domain.queries import board
from essaim.portal.barometer.domain.queries.questionnaire import Asked, questionnaire
from essaim.portal.barometer.forms.intake import FileForm
from essaim.portal.barometer.forms.sampling import AxesForm, GridForm, MarginForm
from essaim.portal.barometer.models import Kind, Margin, Status, Wave
from essaim.portal.barometer.views.doors import actor, composes, wave_of

FOLDER = "barometer/desk"
MARGINS_HELP = (
    "CSV ou Excel, colonnes : question, reponse, total, source, periode. Un total, ou une part comme « 52,3 % »."
)


@require_http_methods(["GET", "POST"])
@composes
def grids(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the quotas; choose which questions to cross in a new one."""
    wave = wave_of(slug, number)
    form = AxesForm(_profile(wave), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        chosen = "+".join(asked.slug for asked in form.cleaned_data["axes"])
        return redirect("barometer:grid", slug=slug, number=number, axes=chosen)
    context = _context(wave) | {"form": form, "grids": board.grids(wave), "officials": _officials(wave)}
    return render(request, f"{FOLDER}/quotas.html", context, status=422 if form.errors else 200)


OFFICIAL = {"taille": "size", "region": "region", "departement": "departement"}


def _officials(wave: Wave) -> list[tuple[str, str]]:
    """The profile questions that our own totals can fill and that the wave does not ask: their address and label."""
    held = {asked.label for asked in _profile(wave)}
    offered = [(address, official_words(wave.barometer.territory.code, what)) for address, what in OFFICIAL.items()]
    return [(address, words[0]) for address, words in offered if words and words[0] not in held]


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
    """Type in the official number of people of each cell; the targets follow."""
    wave = wave_of(slug, number)
    chosen = AxesForm(_profile(wave), {"axes": axes.split("+")})
    if not chosen.is_valid():
        messages.error(request, " ".join(map(str, chosen.errors["axes"])))
        return redirect("barometer:quotas", slug=slug, number=number)
    crossed = chosen.cleaned_data["axes"]
    known = official(wave.barometer.territory.code, crossed)
    form = GridForm(crossed, request.POST if request.method == "POST" else None, initial=_known(wave, crossed, known))
    if form.is_bound and form.is_valid():
        try:
            quotas.set_quota(
                wave=wave, axes=crossed, populations=form.populations(), source=form.cleaned_data["source"],
                source_date=form.cleaned_data["source_date"], actor=actor(request),
            )  # fmt: skip
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Le quota est enregistré. Les nombres visés suivent les totaux officiels.")
            return redirect("barometer:quotas", slug=slug, number=number)
    context = _context(wave) | {"form": form, "axes": crossed, "official": known}
    return render(request, f"{FOLDER}/grid.html", context, status=422 if form.errors else 200)


def _known(wave: Wave, axes: list[Asked], known: Official | None) -> dict[str, Any]:
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
    return cells | {"source": known.source, "source_date": PERIOD}


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


@require_http_methods(["GET", "POST"])
@composes
def margins(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the margins; take over those that the quotas already give, or those of a file."""
    wave = wave_of(slug, number)
    if request.method == "POST" and "upload" not in request.POST:
        return _from_quotas(request, wave)
    profile = _profile(wave)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, accept=".csv,.xlsx", help_text=MARGINS_HELP)
    problems: list[Problem] = []
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = take_margins(wave=wave, profile=profile, name=str(file.name), data=file.read(), actor=actor(request))
        except UnreadableError as problem:
            problems = problem.problems
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Marges reprises du fichier : {', '.join(made)}.")
            return redirect("barometer:margins", slug=slug, number=number)
    kept = {margin.question_id: margin for margin in wave.margins.all()}
    rows = [{"asked": asked, "margin": kept.get(asked.id)} for asked in profile]
    context = _context(wave) | {"rows": rows, "has_quotas": wave.quotas.exists(), "form": form, "problems": problems}
    return render(request, f"{FOLDER}/margins.html", context, status=422 if form.errors or problems else 200)


def _from_quotas(request: HttpRequest, wave: Wave) -> HttpResponse:
    try:
        made = quotas.margins_from_quotas(wave=wave, actor=actor(request))
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Marges reprises des quotas : {len(made)}.")
    return redirect("barometer:margins", slug=wave.barometer.slug, number=wave.number)


@require_http_methods(["GET", "POST"])
@composes
def margin(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Type in what is known of the population on one question, or take it away."""
    wave = wave_of(slug, number)
    asked = next((one for one in _profile(wave) if one.slug == name), None)
    if asked is None:
        return redirect("barometer:margins", slug=slug, number=number)
    kept = wave.margins.filter(question=asked.id).select_related("question__version__question").first()
    form = MarginForm(asked, request.POST if request.method == "POST" else None, initial=_margin_initial(kept))
    if request.method == "POST" and _margin_kept(request, wave, asked, kept, form):
        return redirect("barometer:margins", slug=slug, number=number)
    context = _context(wave) | {"form": form, "asked": asked, "margin": kept}
    return render(request, f"{FOLDER}/margin.html", context, status=422 if form.errors else 200)


def _margin_initial(kept: Margin | None) -> dict[str, Any]:
    if kept is None:
        return {}
    scale = 100 if kept.in_shares else 1
    totals = {f"total_{code}": value * scale for code, value in kept.totals.items()}
    unit = "shares" if kept.in_shares else "people"
    return totals | {"unit": unit, "source": kept.source, "source_date": kept.source_date}


def _margin_kept(request: HttpRequest, wave: Wave, asked: Asked, kept: Margin | None, form: MarginForm) -> bool:
    try:
        if "drop" in request.POST and kept is not None:
            quotas.remove_margin(margin=kept, actor=actor(request))
            return True
        if not form.is_valid():
            return False
        quotas.set_margin(
            wave=wave, question=wave.questions.select_related("version__question").get(pk=asked.id), totals=form.totals(),
            in_shares=form.cleaned_data["unit"] == "shares", source=form.cleaned_data["source"],
            source_date=form.cleaned_data["source_date"], actor=actor(request),
        )  # fmt: skip
    except NotNow as problem:
        messages.error(request, str(problem))
    return True


def _profile(wave: Wave) -> list[Asked]:
    """The questions that can hold a quota or a margin: profile, one answer among several."""
    return [asked for asked in questionnaire(wave).questions if asked.profile and asked.kind is Kind.SINGLE]


def _context(wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer, "frozen": wave.status != Status.DRAFT}
