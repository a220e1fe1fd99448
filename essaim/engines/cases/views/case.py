"""One case: what was answered, what the rules say, what happened, what may be done; and doing it."""

from dataclasses import replace
from fractions import Fraction

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, DoneRequest
from essaim.adoptions.refusing import told
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.cores.rules.kinds import Kind, Shape
from essaim.cores.rules.wording import say_number
from essaim.engines.cases.access import Reader, cases_page
from essaim.engines.cases.domain import acts
from essaim.engines.cases.domain.queries import reading
from essaim.engines.cases.domain.queries.foreseeing import Choice, choices, world_now
from essaim.engines.cases.domain.queries.others import COMPARED, others
from essaim.engines.cases.domain.words import Words
from essaim.engines.cases.domain.writing import StaleError
from essaim.engines.cases.models import Case, Decision
from essaim.engines.cases.views.attempt import Attempt
from essaim.engines.cases.views.desk import TINTS
from essaim.foundation.accounts.public import display_name
from essaim.foundation.ui.public import Tag, read_key

DONE_BEFORE = "C’est fait : envoyé deux fois, cet acte n’a compté qu’une fois."


def found(adoption: Adoption, reader: Reader, number: int) -> Case:
    """Return the last case of a number. Raises Http404: there is none, or the reader may not open it. Two queries."""
    cases = Case.objects.filter(reader.cases, adoption=adoption, participation__number=number, trial=adoption.trial)
    case = (
        cases.select_related(*acts.CASE_WITH, "participation__mandate", "sector", "decision").order_by("-rank").first()
    )
    if case is None:
        raise Http404("aucun dossier de ce numéro")
    return case


def _context(adoption: Adoption, reader: Reader, case: Case) -> dict[str, object]:
    world, words = world_now(case.participation), Words.of(case.participation)
    decision = getattr(case, "decision", None)
    return {
        "adoption": adoption, "case": case, "person": case.participation.party, "reader": reader,
        "amount": _sum(decision), "state": Tag(words.state(case.state), TINTS[case.kind]), "decision": decision,
        "decided_by": "la plateforme" if decision and decision.machine else display_name(decision.actor) if decision else "",
        "answers": reading.answers(case.participation, reader, world), "amounts": reading.amounts(reader, world),
        "files": reading.files(case.participation, reader),
        "rules": reading.rules(case, world), "deadlines": reading.deadlines(case, words),
        "others": _others(adoption, reader, case, words), "compared": COMPARED,
        "history": reading.history(case, words), "told": list(reading.told(case)),
        "choices": choices(case, reader.roles, world),
        "assigned": display_name(case.assigned_to) if case.assigned_to else "",
        "mine": case.assigned_to is not None and case.assigned_to == reader.actor.key,
    }  # fmt: skip


def _others(adoption: Adoption, reader: Reader, case: Case, words: Words) -> list[dict[str, object]]:
    """The other cases of the same person, where somebody else may not open them said without a link."""
    open_to = (
        set(Case.objects.filter(reader.cases, adoption=adoption).values_list("pk", flat=True)) if reader.reach else None
    )
    return [
        {
            "case": one.case, "why": one.why, "state": words.state(one.case.state),
            "opens": open_to is None or one.case.pk in open_to,
        }
        for one in others(case.participation)
    ]  # fmt: skip


def _sum(decision: Decision | None) -> str:
    cents = decision.amount_cents if decision else None
    return "" if cents is None else say_number(Fraction(cents), Shape(Kind.MONEY))


@never_cache
@require_GET
@cases_page
def page(request: HttpRequest, adoption: Adoption, reader: Reader, number: int) -> HttpResponse:
    """One case whole."""
    context = _context(adoption, reader, found(adoption, reader, number))
    return render(request, "cases/case.html", context | {"tabs": tabs(request, adoption, "")})


@never_cache
@require_GET
@cases_page
def sheet(request: HttpRequest, adoption: Adoption, reader: Reader, number: int) -> HttpResponse:
    """The same case to print, for a meeting or a visit: no act, nothing folded."""
    return render(request, "cases/sheet.html", _context(adoption, reader, found(adoption, reader, number)))


@never_cache
@require_POST
@cases_page
def assign(request: HttpRequest, adoption: Adoption, reader: Reader, number: int) -> HttpResponse:
    """Take a case for oneself, or give it back to the team."""
    case = found(adoption, reader, number)
    to = reader.actor.key if "take" in request.POST else None
    with told(request):
        acts.assign(case=case, to=to, actor=reader.actor, version=read_key(request.POST.get("version", "")))
    return redirect("cases_desk:case", slug=adoption.slug, number=number)


@never_cache
@require_http_methods(["GET", "POST"])
@cases_page
def act(request: HttpRequest, adoption: Adoption, reader: Reader, number: int, verb: str) -> HttpResponse:
    """Do something to a case: what it asks, what the rule says, the letter that will leave; then do it."""
    case = found(adoption, reader, number)
    choice = _choice(case, reader, verb)
    if choice is None and _sent_before(request, adoption):
        messages.info(request, DONE_BEFORE)
        return redirect("cases_desk:case", slug=adoption.slug, number=number)
    if choice is None:
        messages.warning(request, "Cet acte n’est plus possible : le dossier a changé, ou votre rôle ne le permet pas.")
        return redirect("cases_desk:case", slug=adoption.slug, number=number)
    attempt = Attempt(case, choice, request.POST if request.method == "POST" else None)
    if attempt.asked_to_act:
        answer = _acted(request, adoption, replace(reader.actor, role=choice.role), attempt)
        if answer is not None:
            return answer
    context = {"adoption": adoption, "case": case, "attempt": attempt, "tabs": tabs(request, adoption, "")}
    return render(request, "cases/act.html", context, status=422 if attempt.wrong else 200)


def _sent_before(request: HttpRequest, adoption: Adoption) -> bool:
    """Whether this very form was already sent: a second click, of which the first one acted."""
    key = request.POST.get("request_key", "")
    return bool(key) and DoneRequest.objects.filter(adoption=adoption, key=key[:64]).exists()


def _choice(case: Case, reader: Reader, verb: str) -> Choice | None:
    return next(
        (one for one in choices(case, reader.roles, world_now(case.participation)) if one.way.verb == verb), None
    )


def _acted(request: HttpRequest, adoption: Adoption, actor: Actor, attempt: Attempt) -> HttpResponse | None:
    """Do it and go back to the case; None when the form is to be shown again with what is wrong."""
    number = attempt.case.participation.number
    try:
        attempt.do(actor)
        messages.success(request, f"Fait : {attempt.choice.label}.")
    except AlreadyDoneError:
        messages.info(request, DONE_BEFORE)
    except StaleError as stale:
        messages.error(request, str(stale))
    except RefusedActError as refusal:
        attempt.refuse(str(refusal))
        return None
    return redirect("cases_desk:case", slug=adoption.slug, number=number)
