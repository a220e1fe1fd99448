"""The desk of a closed wave: weigh, group, check, read, publish."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.cores.survey import Problem, Refused
from essaim.portal.barometer.access import may_compose
from essaim.portal.barometer.domain import publishing, weighing
from essaim.portal.barometer.domain.figures import figures
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.material import ALIKE, LEAST_BASE, Material, material
from essaim.portal.barometer.domain.queries.publishable import fresh, limit_of, missing, points
from essaim.portal.barometer.domain.queries.published import page_of
from essaim.portal.barometer.forms.reading import GroupsForm, LimitForm
from essaim.portal.barometer.models import Result, Status, Wave
from essaim.portal.barometer.views.doors import actor, composes, wave_of

FOLDER = "barometer/desk"
REFUSED = 422


@require_http_methods(["GET", "POST"])
@composes
def weights(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the margins as they will serve, and weigh; say in French what keeps it from being done, and what to do."""
    wave = wave_of(slug, number)
    if wave.status not in {Status.CLOSED, Status.PUBLISHED}:
        messages.info(request, "On redresse une vague close : toutes les réponses sont alors là.")
        return redirect("barometer:desk", slug=slug, number=number)
    found, result = material(wave), Result.objects.defer("archive").filter(wave=wave).first()
    form = LimitForm(request.POST if request.method == "POST" else None, initial=vars(limit_of(result)))
    problems: list[Problem] = []
    if form.is_bound and form.is_valid():
        problems = _weigh(request, wave, form)
        if not problems and not form.errors:
            return redirect("barometer:weights", slug=slug, number=number)
    context = _context(request, wave) | {
        "form": form, "problems": problems, "variables": _variables(found, result), "result": result, "least": LEAST_BASE,
        "fresh": fresh(found, result), "alike": found.alike, "alike_needed": ALIKE, "disagree": _kinds(problems) & {"disagree"},
    }  # fmt: skip
    return render(request, f"{FOLDER}/weights.html", context, status=REFUSED if problems or form.errors else 200)


def _weigh(request: HttpRequest, wave: Wave, form: LimitForm) -> list[Problem]:
    try:
        weighing.weigh_wave(wave=wave, limit=form.limit(), actor=actor(request))
    except Refused as refused:
        return list(refused.problems)
    except NotNow as problem:
        form.add_error(None, str(problem))
        return []
    messages.success(request, "Les poids sont calculés. Vérifiez, lisez, puis publiez.")
    return []


def _kinds(problems: list[Problem]) -> set[str]:
    return {problem.kind for problem in problems}


def _variables(found: Material, result: Result | None) -> list[dict[str, Any]]:
    """The profile questions that have a margin: their groups, who is in them, what the weights reached."""
    lines = {(line["variable"], line["group"]): line for line in result.trace["lines"]} if result else {}
    people = len(found.rows)
    listed = []
    for variable in found.variables:
        bases = found.bases(variable) if variable.used else {group.code: people for group in variable.groups}
        groups = [
            {"label": group.label, "base": bases[group.code], "line": lines.get((variable.slug, group.code))}
            for group in variable.groups
        ]
        listed.append({"variable": variable, "groups": groups, "crossed": variable in found.crossed})
    return listed


@require_http_methods(["GET", "POST"])
@composes
def groups(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Say which answers of one profile question are read together, or leave the question out."""
    wave = wave_of(slug, number)
    found = material(wave)
    variable = next((each for each in found.variables if each.slug == name), None)
    if variable is None:
        raise Http404
    asked = found.asked.by_slug[name]
    bases = Counter(str(row.values.get(name)) for row in found.rows)
    form = GroupsForm(asked, variable, bases, request.POST if request.method == "POST" else None)
    out = request.method == "POST" and "out" in request.POST
    if out or (form.is_bound and form.is_valid()):
        chosen = dict.fromkeys(asked.codes, "1") if out else form.groups()
        _do(
            request,
            lambda: weighing.group(margin=wave.margins.get(pk=variable.margin), groups=chosen, actor=actor(request)),
        )
        return redirect("barometer:weights", slug=slug, number=number)
    context = _context(request, wave) | {"form": form, "variable": variable, "least": LEAST_BASE, "alike": ALIKE}
    return render(request, f"{FOLDER}/groups.html", context, status=REFUSED if form.errors else 200)


@require_POST
@composes
def mended(request: HttpRequest, slug: str, number: int, act: str) -> HttpResponse:
    """Group every margin as proposed, or read every margin in shares."""
    wave = wave_of(slug, number)
    acts = {"regrouper": weighing.group_all, "en-parts": weighing.read_in_shares}
    if act not in acts:
        raise Http404
    _do(request, lambda: acts[act](wave=wave, actor=actor(request)))
    return redirect("barometer:weights", slug=slug, number=number)


@require_GET
@composes
def checked(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The list of what must be green before publishing."""
    wave = wave_of(slug, number)
    if wave.status != Status.CLOSED:
        return redirect("barometer:desk", slug=slug, number=number)
    result = Result.objects.defer("archive").filter(wave=wave).first()
    listed = points(wave, material(wave), result)
    context = _context(request, wave) | {"points": listed, "missing": len(missing(listed))}
    return render(request, f"{FOLDER}/check.html", context)


@require_GET
@composes
def previewed(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The page as it would be published now."""
    wave = wave_of(slug, number)
    found, result = material(wave), Result.objects.defer("archive").filter(wave=wave).first()
    if wave.status != Status.CLOSED or result is None or not fresh(found, result):
        messages.info(request, "Calculez d’abord les poids avec les marges d’aujourd’hui.")
        return redirect("barometer:weights", slug=slug, number=number)
    result.figures = figures(weighing.compute(found, limit_of(result)))
    context = {"page": page_of(wave, result, found.asked), "wave": wave, "barometer": wave.barometer, "preview": True}
    return render(request, "barometer/wave.html", context)


@require_POST
@composes
def published(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Publish, when every point is green."""
    wave = wave_of(slug, number)
    try:
        publishing.publish(wave=wave, actor=actor(request))
    except publishing.NotGreen as problem:
        messages.error(request, f"Rien n’est publié : {len(problem.missing)} points de la liste ne sont pas verts.")
        return redirect("barometer:checked", slug=slug, number=number)
    except (NotNow, Refused) as problem:
        messages.error(request, str(problem))
        return redirect("barometer:desk", slug=slug, number=number)
    messages.success(request, "La vague est publiée : ses chiffres et son archive ne changent plus.")
    return redirect("barometer:wave", slug=slug, number=number)


def _do(request: HttpRequest, act: Any) -> None:
    try:
        act()
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "C’est enregistré. Calculez les poids pour voir ce que cela change.")


def _context(request: HttpRequest, wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer, "may_compose": may_compose(request, wave.barometer)}
