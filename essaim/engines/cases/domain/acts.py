"""The verbs of cases: do something to a case, give it to somebody, and see beforehand what would follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from essaim.adoptions.acting import Act, AlreadyDoneError, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Participation
from essaim.adoptions.runtime import Actor
from essaim.adoptions.world import RunningWorld
from essaim.cores.rules.evaluation import Evaluation
from essaim.engines.cases.domain.machine import RuleNotMetError, move, way
from essaim.engines.cases.domain.words import ASSIGN, section_of
from essaim.engines.cases.domain.writing import Deed, StaleError, position_of, record, watch_of
from essaim.engines.cases.models import Case, CaseEvent
from essaim.engines.cases.params import CasesSection, CaseTransitionRecord

CASE_WITH = ("participation__party", "participation__terms__version", "participation__adoption__territory", "adoption")


def do(
    *,
    case: Case,
    verb: str,
    actor: Actor,
    version: int,
    reason: str = "",
    answers: Mapping[str, Any] | None = None,
    request_key: str = "",
    now: datetime | None = None,
) -> Case:
    """Make the transition of a verb, from the version of the case that the person saw.

    Side effects: those of `writing.record`, and the answers that the act brings, in one transaction.
    Raises StaleError: somebody acted since; AlreadyDoneError: the same form twice; RefusedActError: not possible, not
    this role, its rule is not « yes », its reason is missing, or an effect refused it.
    """
    with acting(
        case.adoption,
        f"cases.{verb}",
        actor=actor,
        participations=[case.participation],
        request_key=request_key,
        now=now,
    ) as act:
        held = reread(act, case, version)
        if answers:
            act.learn(held.participation, answers)
        return _done(act, held, verb, None if actor.machine else actor.role, reason)


def reread(act: Act, case: Case, version: int) -> Case:
    """Read a case again under the lock of its participation. Raises StaleError: it is no longer as the person saw it."""
    (participation,) = act.participations
    held = Case.objects.get(pk=case.pk)
    held.participation, held.adoption = participation, act.adoption
    if held.version != version:
        raise StaleError(held)
    return held


def by_effect(act: Act, participation: Participation, verb: str) -> Case:
    """Make the transition of a verb because another engine's event asks it. Raises RefusedActError."""
    held = Case.objects.filter(participation=participation).order_by("-rank").first()
    if held is None or held.ended:
        raise RefusedActError("Aucun dossier n’est en cours pour cette demande.")
    held.participation, held.adoption = participation, act.adoption
    return _done(act, held, verb, None, "À la suite d’un autre acte de ce service.")


def _done(act: Act, case: Case, verb: str, role: str | None, reason: str) -> Case:
    section = section_of(case.participation)
    world = act.world(case.participation)
    found = guarded(section, world, case.state, verb, role)
    if found.reason and not reason.strip():
        raise RefusedActError(f"« {found.label} » demande un motif : la personne le lira.")
    step = move(section, world, position_of(case), found, watch_of(act.adoption, act.now))
    return record(act, case, step, Deed(verb, found.id, reason, grounds_of(world, found)))


def guarded(
    section: CasesSection, world: RunningWorld, state: str, verb: str, role: str | None
) -> CaseTransitionRecord:
    """Return the transition that a verb makes now. Raises RefusedActError, whose text gives the reasons of the rule."""
    try:
        return way(section, world, state, verb, role)
    except RuleNotMetError as refusal:
        why = reasons_of(world, refusal.way.when or "", refusal.evaluation)
        raise RefusedActError(f"« {refusal.way.label} » n’est pas possible : {' ; '.join(why)}.") from None


def reasons_of(world: RunningWorld, rule: str, evaluation: Evaluation) -> list[str]:
    """Return why a rule answered what it did, in words, then what is missing to answer."""
    book = world.terms.kit.book
    shelves = {"field": book.fields, "lookup": book.lookups, "parameter": book.parameters}
    lacking = []
    for ref in evaluation.missing:
        source, _, name = ref.partition(".")
        known = shelves.get(source, {}).get(name)
        lacking.append(f"il manque : {world.speech.label(known.label) if known else name}")
    return [*world.speech.reasons(rule, evaluation), *lacking, *evaluation.undefined]


def grounds_of(world: RunningWorld, one: CaseTransitionRecord) -> Sequence[str]:
    """Return what was verified for a transition, in words: kept with the decision."""
    return reasons_of(world, one.when, world.rule(one.when)) if one.when else ()


@transaction.atomic
def assign(*, case: Case, to: UUID | None, actor: Actor, version: int) -> Case:
    """Give a case to somebody of the team, or to nobody. Writes one event. Raises StaleError, RefusedActError."""
    held = Case.objects.select_related(*CASE_WITH).get(pk=case.pk)
    if held.ended:
        raise RefusedActError("Ce dossier est terminé : il n’est plus à traiter.")
    if not Case.objects.filter(pk=held.pk, version=version).update(assigned_to=to, version=version + 1):
        raise StaleError(held)
    held.assigned_to, held.version = to, version + 1
    CaseEvent.objects.create(
        case=held, version=held.version, verb=ASSIGN, before=held.state, after=held.state, kind=held.kind,
        role=actor.role, actor=actor.key, at=timezone.now(), trial=held.trial,
    )  # fmt: skip
    return held


def as_role(actor: Actor, role: str) -> Actor:
    """Return the same person under one of her roles."""
    return replace(actor, role=role)


@dataclass(frozen=True)
class Outcome:
    """What came of an act on one case among several: done, or why not."""

    case: Case
    refused: str = ""


def do_many(
    *, cases: Sequence[tuple[Case, int]], verb: str, actor: Actor, reason: str = "", request_key: str = ""
) -> list[Outcome]:
    """Do the same act on several cases, each in its own transaction: a refused one says why, the others are done.

    Args:
        cases: Each with the version that the person saw.
        verb: The same for all.
        actor: Who.
        reason: The same for all.
        request_key: Names the form; each case adds its own.
    """
    found = []
    for case, version in cases:
        key = f"{request_key}:{case.pk}" if request_key else ""
        try:
            done = do(case=case, verb=verb, actor=actor, version=version, reason=reason, request_key=key)
            found.append(Outcome(done))
        except AlreadyDoneError:
            found.append(Outcome(case))
        except RefusedActError as refusal:
            found.append(Outcome(case, str(refusal)))
    return found
