"""Prepare an adoption, step by step: values, preview, scenarios; then test, open, close."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.domain import adopting, launching, preparing
from essaim.adoptions.domain.adopting import AlreadyAdoptedError, NotNowError
from essaim.adoptions.domain.queries import readiness
from essaim.adoptions.domain.queries.previewing import preview
from essaim.adoptions.domain.queries.rehearsed import rehearsed
from essaim.adoptions.forms.adopting import ServiceForm
from essaim.adoptions.forms.settings import SettingsForm
from essaim.adoptions.guard import manager_page
from essaim.adoptions.models import Adoption, Phase, Terms
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.copying import others, taken
from essaim.adoptions.views.desk import tabs

ROUTES = {
    readiness.SERVICE: "adoptions:describe",
    readiness.VALUES: "adoptions:parameters",
    readiness.PREVIEW: "adoptions:preview",
    readiness.SCENARIOS: "adoptions:scenarios",
    readiness.TEAM: "adoptions:team",
    readiness.DOSSIER: "adoptions:pack",
}
FOLDER = "adoptions/prepare"


@require_GET
@manager_page
def steps(request: HttpRequest, adoption: Adoption, _actor: Actor) -> HttpResponse:
    """What is done, what is missing, what comes next."""
    terms = adoption.terms
    found = readiness.checks(adoption, terms)
    rows = [(step, _url(adoption, step)) for step in readiness.steps(found)]
    context = frame(request, adoption, "prepare", terms) | {
        "steps": rows, "next": next(((step, url) for step, url in rows if step.needed and url), None),
        "before_test": readiness.missing(found, "test"), "before_open": readiness.missing(found, "open"),
    }  # fmt: skip
    return render(request, f"{FOLDER}/steps.html", context)


def _url(adoption: Adoption, step: readiness.Step) -> str:
    """The page that mends a step: ours, or an engine's; none when the test itself is what is missing."""
    own = next((check.route for check in step.checks if check.route and not check.done), step.checks[0].route)
    route = ROUTES.get(step.key, own)
    if step.key == readiness.TRIAL:
        return adoption.get_absolute_url() if adoption.phase == Phase.TESTING else ""
    try:
        return reverse(route, args=[adoption.slug]) if route else ""
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
@manager_page
def describe(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The name of the service, who carries it, where to reach it."""
    initial = {"title": adoption.title, "structure": adoption.structure, "contact": adoption.contact}
    form = ServiceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            preparing.describe(adoption=adoption, actor=actor.key, **form.cleaned_data)
        except AlreadyAdoptedError as error:
            form.add_error("structure", str(error))
        else:
            return _on(request, adoption, readiness.SERVICE)
    context = frame(request, adoption, "prepare") | {"form": form}
    return render(request, f"{FOLDER}/service.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@manager_page
def parameters(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The values of the kit's parameters, while nothing has begun; later, they change by new terms."""
    if adoption.phase != Phase.PREPARING:
        return redirect("adoptions:revise", slug=adoption.slug)
    terms = adoption.terms
    copied = taken(request, adoption, terms)
    form = SettingsForm(
        terms.kit, values=copied.settings if copied else terms.settings, reason=terms.reason,
        initial={"based_on": terms.fingerprint}, data=request.POST if request.method == "POST" else None,
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        answer = _saved(request, adoption, form, actor)
        if answer is not None:
            return answer
    context = frame(request, adoption, "prepare", terms) | {"form": form, "others": others(adoption), "copied": copied}
    return render(request, f"{FOLDER}/parameters.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, adoption: Adoption, form: SettingsForm, actor: Actor) -> HttpResponse | None:
    values = form.cleaned_data
    try:
        preparing.set_values(
            adoption=adoption, written=form.written(), reason=values["reason"], based_on=values["based_on"],
            actor=actor.key,
        )  # fmt: skip
    except NotNowError as error:
        messages.error(request, str(error))
        return redirect("adoptions:parameters", slug=adoption.slug)
    return _on(request, adoption, readiness.VALUES)


@require_http_methods(["GET", "POST"])
@manager_page
def previewed(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The public form, the rules in words and the letters, as they will be."""
    terms = adoption.terms
    if request.method == "POST":
        return _reviewed(request, adoption, readiness.PREVIEW, terms, actor)
    context = frame(request, adoption, "prepare", terms) | {
        "preview": preview(adoption, terms), "fingerprint": terms.fingerprint,
        "read": adoption.reviewed.get(readiness.PREVIEW) == terms.fingerprint,
    }  # fmt: skip
    return render(request, f"{FOLDER}/preview.html", context)


def _reviewed(request: HttpRequest, adoption: Adoption, page: str, terms: Terms, actor: Actor) -> HttpResponse:
    if request.POST.get("fingerprint") != terms.fingerprint:
        messages.error(request, preparing.STALE)
        return redirect(ROUTES[page], slug=adoption.slug)
    preparing.review(adoption=adoption, page=page, terms=terms, actor=actor.key)
    return _on(request, adoption, page)


@require_GET
@manager_page
def scenarios(request: HttpRequest, adoption: Adoption, _actor: Actor) -> HttpResponse:
    """The scenarios of the kit, played with the values of the adopter."""
    terms = adoption.terms
    found = rehearsed(terms)
    passed = sum(one.passed for one in found)
    context = frame(request, adoption, "prepare", terms) | {
        "scenarios": found,
        "passed": passed,
        "next": _after(adoption, readiness.SCENARIOS),
    }
    return render(request, f"{FOLDER}/scenarios.html", context)


@require_http_methods(["GET", "POST"])
@manager_page
def test(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Say what the test phase is; then begin it."""
    lacking = readiness.missing(readiness.checks(adoption), "test")
    if request.method == "POST":
        said = "Le service est en test : essayez-le, tout sera effacé à l’ouverture."
        return _moved(request, adoption, lambda: launching.begin_test(adoption=adoption, actor=actor.key), said)
    return render(request, f"{FOLDER}/test.html", frame(request, adoption, "prepare") | {"lacking": lacking})


@require_http_methods(["GET", "POST"])
@manager_page
def opening(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Say what is missing, what will be erased; then open."""
    if request.method == "POST":
        said = "Le service est ouvert. Sa page est publique."
        return _moved(request, adoption, lambda: launching.open_for_real(adoption=adoption, actor=actor.key), said)
    found = readiness.checks(adoption)
    context = frame(request, adoption, "prepare") | {
        "lacking": readiness.missing(found, "open"), "trials": launching.trials(adoption),
        "wise": [check for check in found if not check.done and not check.before],
    }  # fmt: skip
    return render(request, f"{FOLDER}/open.html", context)


@require_http_methods(["GET", "POST"])
@manager_page
def closing(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Say what closing ends; then close."""
    if request.method == "POST":
        said = "Le service est fermé. Ce qui est gardé s’efface selon son calendrier."
        return _moved(request, adoption, lambda: adopting.close_adoption(adoption=adoption, actor=actor.key), said)
    under_way = adoption.participations.filter(standing__in=("draft", "submitted"), erased_at=None).count()
    return render(request, f"{FOLDER}/close.html", frame(request, adoption, "prepare") | {"under_way": under_way})


def _moved(request: HttpRequest, adoption: Adoption, verb: Any, said: str) -> HttpResponse:
    try:
        verb()
    except NotNowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("adoptions:prepare", slug=adoption.slug)


def _on(request: HttpRequest, adoption: Adoption, step: str) -> HttpResponse:
    """Say that it is kept, and lead to the next step that is not done."""
    messages.success(request, f"{readiness.TITLES[step]} : c’est enregistré.")
    return redirect(_after(adoption, step))


def _after(adoption: Adoption, step: str) -> str:
    later = list(ROUTES.items())
    place = [key for key, _ in later].index(step)
    route = later[place + 1][1] if place + 1 < len(later) and adoption.phase == Phase.PREPARING else "adoptions:prepare"
    return reverse(route, args=[adoption.slug])


def frame(request: HttpRequest, adoption: Adoption, here: str, terms: Terms | None = None) -> dict[str, Any]:
    """Return what every page of the desk shows."""
    return {"adoption": adoption, "tabs": tabs(request, adoption, here, terms=terms), "terms": terms or adoption.terms}
