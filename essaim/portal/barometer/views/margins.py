"""Margins: what is known of the population, taken from the quotas, from our official totals or from a file, or typed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from essaim.cores.tables import Problem, UnreadableError
from essaim.portal.barometer.domain import margins as verbs
from essaim.portal.barometer.domain.intake.margins import take_margins
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.official import Official, official
from essaim.portal.barometer.domain.queries.questionnaire import Asked, profile_of
from essaim.portal.barometer.forms.intake import FileForm
from essaim.portal.barometer.forms.sampling import MarginForm
from essaim.portal.barometer.models import Margin, Status, Wave
from essaim.portal.barometer.views.doors import actor, composes, wave_of

FOLDER = "barometer/desk"
FILE_HELP = (
    "CSV ou Excel, colonnes : question, reponse, total, source, periode. Un total, ou une part comme « 52,3 % »."
)


@require_http_methods(["GET", "POST"])
@composes
def margins(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the margins; take those that the quotas give, those that we know, or those of a file."""
    wave = wave_of(slug, number)
    if request.method == "POST" and "upload" not in request.POST:
        return _taken_over(request, wave)
    profile = profile_of(wave)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, accept=".csv,.xlsx", help_text=FILE_HELP)
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
    rows = [
        {"asked": asked, "margin": kept, "known": None if kept else official(wave.barometer.territory.code, [asked], profile)}
        for asked, kept in _kept(wave, profile)
    ]  # fmt: skip
    context = _context(wave) | {
        "rows": rows, "has_quotas": wave.quotas.exists(), "knows": any(row["known"] for row in rows), "form": form,
        "problems": problems,
    }  # fmt: skip
    return render(request, f"{FOLDER}/margins.html", context, status=422 if form.errors or problems else 200)


def _kept(wave: Wave, profile: list[Asked]) -> list[tuple[Asked, Margin | None]]:
    kept = {margin.question_id: margin for margin in wave.margins.all()}
    return [(asked, kept.get(asked.id)) for asked in profile]


def _taken_over(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Take the margins of the quotas, or those that the platform knows."""
    try:
        if "official" in request.POST:
            made = verbs.margins_from_official(wave=wave, profile=profile_of(wave), actor=actor(request))
            said = f"Marges reprises des totaux officiels : {', '.join(made) or 'aucune de plus'}."
        else:
            made = verbs.margins_from_quotas(wave=wave, actor=actor(request))
            said = f"Marges reprises des quotas : {len(made)}."
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)
    return redirect("barometer:margins", slug=wave.barometer.slug, number=wave.number)


@require_http_methods(["GET", "POST"])
@composes
def margin(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Read or type in what is known of the population on one question, or take it away."""
    wave = wave_of(slug, number)
    profile = profile_of(wave)
    asked = next((one for one in profile if one.slug == name), None)
    if asked is None:
        return redirect("barometer:margins", slug=slug, number=number)
    kept = wave.margins.filter(question=asked.id).select_related("question__version__question").first()
    known = official(wave.barometer.territory.code, [asked], profile)
    form = MarginForm(
        asked, request.POST if request.method == "POST" else None, initial=_initial(kept, known), known=known
    )
    if request.method == "POST" and _margin_kept(request, wave, asked, kept, form):
        return redirect("barometer:margins", slug=slug, number=number)
    shown = known is not None and form["source"].value() == known.source
    context = _context(wave) | {"form": form, "asked": asked, "margin": kept, "official": known if shown else None}
    return render(request, f"{FOLDER}/margin.html", context, status=422 if form.errors else 200)


def _initial(kept: Margin | None, known: Official | None) -> dict[str, Any]:
    """What is kept already, or what the platform knows."""
    if kept is None and known is None:
        return {}
    if kept is None:
        assert known is not None  # noqa: S101 - one of the two is there
        kept = Margin(source=known.source, source_date=known.period)
        kept.totals, kept.in_shares = known.margin()
    scale = 100 if kept.in_shares else 1
    totals = {f"total_{code}": round(value * scale, 4) for code, value in kept.totals.items()}
    unit = "shares" if kept.in_shares else "people"
    return totals | {"unit": unit, "source": kept.source, "source_date": kept.source_date}


def _margin_kept(request: HttpRequest, wave: Wave, asked: Asked, kept: Margin | None, form: MarginForm) -> bool:
    try:
        if "drop" in request.POST and kept is not None:
            verbs.remove_margin(margin=kept, actor=actor(request))
            return True
        if not form.is_valid():
            return False
        verbs.set_margin(
            wave=wave, question=wave.questions.select_related("version__question").get(pk=asked.id), totals=form.totals(),
            in_shares=form.cleaned_data["unit"] == "shares", source=form.cleaned_data["source"],
            source_date=form.cleaned_data["source_date"], actor=actor(request),
        )  # fmt: skip
    except NotNow as problem:
        messages.error(request, str(problem))
    return True


def _context(wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer, "frozen": wave.status != Status.DRAFT}
