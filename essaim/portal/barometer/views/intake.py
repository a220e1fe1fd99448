"""An institute's file, step by step: send it, say where its columns and values go, read what is wrong, take it in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from essaim.cores.tables import UnreadableError
from essaim.portal.barometer.domain.intake import checking, files, matching, taking
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.domain.running import NotReady
from essaim.portal.barometer.forms.intake import ColumnsForm, FileForm, TakeForm, ValuesForm
from essaim.portal.barometer.models import Intake, Status, Wave
from essaim.portal.barometer.views.doors import actor, composes, wave_of

FOLDER = "barometer/desk"
ACCEPT = ".csv,.tsv,.txt,.xlsx,.sav,.zsav"
HELP = "CSV, Excel (.xlsx) ou SPSS (.sav), une ligne par personne ; 20 Mo, 20 000 lignes et 300 colonnes au plus."
SHOWN = 50
Page = Callable[..., HttpResponse]


def _with_intake(view: Page) -> Page:
    """Open a page to a wave whose file is there; lead the others to the first step."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, number: int, **rest: Any) -> HttpResponse:
        wave = wave_of(slug, number)
        intake = Intake.objects.filter(wave=wave).select_related("wave").first()
        if intake is None:
            return redirect("barometer:intake", slug=slug, number=number)
        return view(request, wave, intake, **rest)

    return guarded


@never_cache
@require_http_methods(["GET", "POST"])
@composes
def sent(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take the file; it is read at once, and refused with every reason where it cannot be."""
    wave = wave_of(slug, number)
    if wave.status != Status.DRAFT:
        messages.error(request, "Un fichier ne se reprend que dans une vague en préparation.")
        return redirect("barometer:desk", slug=slug, number=number)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES, accept=ACCEPT, help_text=HELP)
    else:
        form = FileForm(accept=ACCEPT, help_text=HELP)
    problems: list[Any] = []
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            files.receive(wave=wave, name=str(file.name), data=file.read(), actor=actor(request))
            return redirect("barometer:intake_columns", slug=slug, number=number)
        except UnreadableError as problem:
            problems = problem.problems
        except NotNow as problem:
            form.add_error(None, str(problem))
    context = _context(wave) | {
        "form": form, "problems": problems, "intake": Intake.objects.filter(wave=wave).first(),
        "quotas": wave.quotas.exists(),
    }  # fmt: skip
    return render(request, f"{FOLDER}/intake.html", context, status=422 if form.errors or problems else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@composes
@_with_intake
def columns(request: HttpRequest, wave: Wave, intake: Intake) -> HttpResponse:
    """Say where each column goes."""
    asked = questionnaire(wave)
    known = {name: kept["to"] for name, kept in intake.matching.items()} or matching.propose(intake, asked)
    initial = {f"column_{place}": known.get(column["name"], "") for place, column in enumerate(intake.columns)}
    form = ColumnsForm(intake.columns, asked, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = matching.match_columns(wave=wave, chosen=form.chosen(), actor=actor(request))
        except (NotNow, ValueError) as problem:
            form.add_error(None, _words(problem))
        else:
            if made:
                messages.success(
                    request, f"Questions créées : {', '.join(made)}. Relisez leurs mots à l’étape Questions."
                )
            return redirect("barometer:intake_check", slug=wave.barometer.slug, number=wave.number)
    context = _context(wave) | {"form": form, "intake": intake}
    return render(request, f"{FOLDER}/intake_columns.html", context, status=422 if form.errors else 200)


def _words(problem: Exception) -> str:
    """Return the French of a refusal; pydantic writes it among other lines."""
    errors = getattr(problem, "errors", None)
    if errors is None:
        return str(problem)
    return " ".join(str(each["msg"]).removeprefix("Value error, ") for each in errors())


@never_cache
@require_http_methods(["GET", "POST"])
@composes
@_with_intake
def values(request: HttpRequest, wave: Wave, intake: Intake, place: int) -> HttpResponse:
    """Say what each value of a column means."""
    asked = questionnaire(wave)
    if not 1 <= place <= len(intake.columns):
        raise Http404("Colonne inconnue.")
    column = intake.columns[place - 1]
    kept = intake.matching.get(column["name"], {"to": "", "values": {}})
    target = matching.read_target(kept["to"], asked)
    if target is None:
        raise Http404("Cette colonne ne répond à aucune question.")
    form = ValuesForm(column, target, kept["values"], request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            matching.match_values(wave=wave, column=column["name"], said=form.said())
        except NotNow as problem:
            messages.error(request, str(problem))
        return redirect("barometer:intake_check", slug=wave.barometer.slug, number=wave.number)
    context = _context(wave) | {"form": form, "column": column, "target": target}
    return render(request, f"{FOLDER}/intake_values.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@composes
@_with_intake
def checked(request: HttpRequest, wave: Wave, intake: Intake) -> HttpResponse:
    """Show what would be taken in, or everything that keeps it from being; then take it in."""
    form = TakeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            count = taking.take(wave=wave, fieldwork=form.fieldwork(), actor=actor(request))
        except (NotNow, NotReady, UnreadableError) as problem:
            form.add_error(None, f"Rien n’a été repris. {problem}")
        else:
            messages.success(request, f"{count} réponses reprises. La vague est close : il reste à la redresser.")
            return redirect("barometer:desk", slug=wave.barometer.slug, number=wave.number)
    asked = questionnaire(wave)
    found, unknown = checking.check(intake, asked), matching.unknown(intake, asked)
    places = {column["name"]: place for place, column in enumerate(intake.columns, 1)}
    context = _context(wave) | {
        "intake": intake, "form": form, "problems": found.problems[:SHOWN], "total": len(found.problems),
        "people": len(found.people), "weighed": found.weighed, "lacking": taking.lacking(wave, asked),
        "unasked": [one for one in asked.questions if one.slug not in found.questions],
        "unknown": [(name, places[name], left[:5], len(left)) for name, left in unknown.items()],
        "closed": [(each["name"], places[each["name"]]) for each, target, _said in matching.matched(intake, asked) if matching.listed(each, target)],
    }  # fmt: skip
    return render(request, f"{FOLDER}/intake_check.html", context, status=422 if form.errors else 200)


@require_POST
@composes
def discarded(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Throw the file away."""
    try:
        files.discard(wave=wave_of(slug, number), actor=actor(request))
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Le fichier est effacé.")
    return redirect("barometer:intake", slug=slug, number=number)


def _context(wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer}
