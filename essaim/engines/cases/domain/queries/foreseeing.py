"""What an act would do: its rule answered in words, the letter that would leave. Writes nothing."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Participation
from essaim.adoptions.telling import way as way_of
from essaim.adoptions.world import RunningWorld, world_of
from essaim.engines.cases.domain.acts import guarded, reasons_of
from essaim.engines.cases.domain.clocks import first_due
from essaim.engines.cases.domain.machine import Step, move
from essaim.engines.cases.domain.queries.possible import transitions
from essaim.engines.cases.domain.words import Words
from essaim.engines.cases.domain.writing import offered, position_of, watch_of
from essaim.engines.cases.models import Case
from essaim.engines.cases.params import CaseTransitionRecord

CHANNELS = {"email": "par courriel", "sms": "par SMS", "letter": "par courrier à imprimer"}


@dataclass(frozen=True)
class RuleSaid:
    """A rule in words, what it answers now, and why."""

    label: str
    lines: Sequence[tuple[int, str]]
    verdict: str
    holds: bool | None
    reasons: Sequence[str]


@dataclass(frozen=True)
class Choice:
    """Something that may be done to a case now: the transition, as which role, what its rule says."""

    way: CaseTransitionRecord
    label: str
    role: str
    rule: RuleSaid | None


@dataclass(frozen=True)
class Letter:
    """The message that an act would send, word for word, and how."""

    subject: str
    body: str
    channel: str


@dataclass(frozen=True)
class Foreseen:
    """What an act would do, or why it is refused."""

    leads_to: str = ""
    letter: Letter | None = None
    refused: str = ""


def world_now(participation: Participation, answers: Mapping[str, Any] | None = None) -> RunningWorld:
    """Return the world of a participation, as if it had answered a little more."""
    seen = copy(participation)
    seen.answers = {**participation.answers, **(answers or {})}
    return world_of(seen, today=timezone.localdate())


def rule_said(world: RunningWorld, name: str) -> RuleSaid:
    """Return a rule in words with its answer."""
    found = world.rule(name)
    label = world.speech.label(world.terms.kit.book.rules[name].label)
    holds = {"oui": True, "non": False}.get(found.verdict.french)
    return RuleSaid(
        label,
        [_indented(line) for line in world.speech.lines(name)],
        found.verdict.french,
        holds,
        reasons_of(world, name, found),
    )


def _indented(line: str) -> tuple[int, str]:
    """A line of a printed rule as its depth and its words."""
    words = line.lstrip(" ")
    return (len(line) - len(words)) // 2, words.removeprefix("- ")


def choices(case: Case, roles: Sequence[str], world: RunningWorld) -> list[Choice]:
    """Return what may be done now, one choice a verb: the transition whose rule is « yes », else the first one."""
    found: dict[str, Choice] = {}
    for one, role in transitions(case.participation.terms, case.state, roles):
        rule = rule_said(world, one.when) if one.when else None
        choice = Choice(one, world.speech.label(one.label), role, rule)
        if one.verb not in found or (_open(choice) and not _open(found[one.verb])):
            found[one.verb] = choice
    return list(found.values())


def _open(choice: Choice) -> bool:
    return choice.rule is None or choice.rule.holds is True


def foresee(
    *, case: Case, verb: str, role: str | None, reason: str = "", answers: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Foreseen:  # fmt: skip
    """Return what an act would do to a case, without doing it."""
    moment = now or timezone.now()
    world = world_now(case.participation, answers)
    words = Words(Words.of(case.participation).section, world.speech)
    try:
        found = guarded(words.section, world, case.state, verb, role)
        step = move(words.section, world, position_of(case), found, watch_of(case.adoption, moment))
    except RefusedActError as refusal:
        return Foreseen(refused=str(refusal))
    return Foreseen(words.state(step.position.state), _letter(case, world, step, reason, moment))


def _letter(case: Case, world: RunningWorld, step: Step, reason: str, moment: datetime) -> Letter | None:
    record = next((one for one in world.terms.kit.record.messages if one.id == step.tells), None)
    if record is None:
        return None
    filled = offered(case, first_due(step.position.clocks), reason or "[le motif que vous écrirez]", moment)
    speech = world.speaking({f"cases.{name}": value for name, value in filled.items()})
    channel = CHANNELS[way_of(record, case.participation)]
    return Letter(speech.text(record.subject or record.label), speech.text(record.body), channel)
