"""One case as its readers may see it: answers, sums, rules, history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from essaim.adoptions.domain.participating import doors
from essaim.adoptions.domain.saying import said
from essaim.adoptions.models import Attachment, Participation
from essaim.adoptions.world import RunningWorld
from essaim.cores.rules.wording import say_date, say_number
from essaim.engines.cases.access import Reader
from essaim.engines.cases.domain.clocks import last_day
from essaim.engines.cases.domain.queries.foreseeing import CHANNELS, RuleSaid, rule_said
from essaim.engines.cases.domain.words import Words, when
from essaim.engines.cases.models import Case, CaseEvent
from essaim.foundation.accounts.public import display_names
from essaim.foundation.ui.public import Event

NOT_SAID = "pas de réponse"
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Answered:
    """A question and its answer, in words."""

    label: str
    said: str


@dataclass(frozen=True)
class Deadline:
    """A deadline of a case in words: what, until when or standing still, and whether it is late."""

    label: str
    said: str
    late: bool


def answers(participation: Participation, reader: Reader, world: RunningWorld) -> list[Answered]:
    """Return the answers that a reader may see, in the order of the kit; what has no answer says so."""
    book, values = world.terms.kit.book, participation.values
    return [
        Answered(
            world.speech.label(one.label),
            said(book.fields[one.id], values[one.id], world.speech) if one.id in values else NOT_SAID,
        )
        for one in world.terms.kit.record.fields
        if reader.reads(one)
    ]


def files(participation: Participation, reader: Reader) -> list[Attachment]:
    """Return the documents that a reader may open. One query."""
    seen = {
        one.id
        for door in doors(participation.terms).values()
        for page in door.pages
        for one in page.documents
        if {door.role, *one.seen_by} & set(reader.roles)
    }
    return [one for one in participation.attachments.all() if one.asked in seen]


def amounts(reader: Reader, world: RunningWorld) -> list[Answered]:
    """Return the amounts of the kit that a reader may see; one that cannot be computed yet says what is missing."""
    return [
        Answered(world.speech.label(amount.label), _sum(world, name))
        for name, amount in world.terms.kit.book.amounts.items()
        if reader.reads_amount(world.terms, name)
    ]


def _sum(world: RunningWorld, name: str) -> str:
    found = world.amount(name)
    if found.value is None:
        return "non disponible"
    return say_number(found.value, world.terms.kit.book.amounts[name].variable.shape)


def rules(case: Case, world: RunningWorld) -> list[RuleSaid]:
    """Return the rules that guard the acts of the kit on cases, in words, with their answers."""
    section = Words.of(case.participation).section
    named = dict.fromkeys(one.when for one in section.transitions if one.when)
    return [rule_said(world, name) for name in named]


def deadlines(case: Case, words: Words) -> list[Deadline]:
    """Return the deadlines of a case, those that are late first."""
    found = [Deadline(words.deadline(one.deadline), _until(one.due_at), one.late) for one in case.clocks.all()]
    return sorted(found, key=lambda one: not one.late)


def _until(due: datetime | None) -> str:
    if due is None:
        return "en pause, le temps que la personne réponde"
    return f"jusqu’au {say_date(last_day(timezone.localtime(due)))}"


def history(case: Case, words: Words) -> list[Event]:
    """Return what happened to a case, the last first: when, what, who, why. Two queries."""
    events = list(CaseEvent.objects.filter(case=case).order_by("-version"))
    names = display_names(one.actor for one in events if one.actor)
    return [
        Event(when(one.at).removeprefix("le ").capitalize(), _title(one, words), _text(one, words, names))
        for one in events
    ]


def _title(event: CaseEvent, words: Words) -> str:
    moved = event.before and event.before != event.after
    return f"{words.done(event)}{f' → {words.state(event.after)}' if moved else ''}"


def _text(event: CaseEvent, words: Words, names: Mapping[UUID, str]) -> str:
    who = (
        "la plateforme"
        if event.machine
        else names.get(event.actor or NOBODY) or _lower(words.role(event.role)) or "la personne"
    )
    return " · ".join(one for one in (f"Par {who}", event.reason) if one)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def told(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield the messages that the person was told: when and how, subject, text."""
    for one in case.participation.told.all():
        yield f"{when(one.at).capitalize()}, {CHANNELS[one.channel]}", one.subject, one.body
