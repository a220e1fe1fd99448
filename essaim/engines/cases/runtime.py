"""What cases do while an adoption runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import Counted, DeskTab, Door, Followed, IdleRuntime, RefusedActError, Waiting
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.runtime import EVERYBODY
from essaim.cores.rules.kinds import Value
from essaim.engines.cases.access import READS
from essaim.engines.cases.domain import acts
from essaim.engines.cases.domain.clocks import last_day
from essaim.engines.cases.domain.queries import counting, reaching, waiting
from essaim.engines.cases.domain.queries.others import others
from essaim.engines.cases.domain.queries.possible import own_transitions
from essaim.engines.cases.domain.words import Words
from essaim.engines.cases.domain.writing import open_case
from essaim.engines.cases.models import Case, CaseEvent, Decision
from essaim.engines.cases.models.case import GOING_ON
from essaim.engines.cases.params import CasesSection
from essaim.engines.cases.personal import erase_words


def doors(section: CasesSection) -> tuple[Door, ...]:
    """Return the ways in of a section."""
    return tuple(
        Door(one.id, one.role, one.label, tuple(one.pages), one.help or "", rule=one.rule or "")
        for one in section.doors
    )


@dataclass(frozen=True)
class CasesRuntime(IdleRuntime):
    """Cases at run time."""

    tabs: tuple[DeskTab, ...] = (
        DeskTab("Instruction", "cases", READS),
        DeskTab("Délais", "delays"),
        DeskTab("Secteurs", "sectors"),
    )

    def receive(self, act: Act, participation: Participation, door: str) -> None:
        """Open the case of a demand."""
        open_case(act, participation, door)

    def apply(self, act: Act, effect: str, participation: Participation | None, payload: Mapping[str, Value]) -> None:  # noqa: ARG002 - no effect of cases reads its payload
        """Open a case, or make the transition of that verb."""
        if participation is None:
            raise RefusedActError("Un dossier est toujours celui de quelqu’un : cet acte ne concerne personne.")
        if effect == "open":
            open_case(act, participation)
        else:
            acts.by_effect(act, participation, effect)

    def look(self, participation: Participation, names: Iterable[str]) -> Mapping[str, Value]:
        """Answer over the other cases of the same person in this service."""
        found = [one.case for one in others(participation)]
        questions = {
            "granted-this-year": lambda: any(
                one.kind == "granted" and one.ended_at is not None and one.ended_at >= _first_of_year() for one in found
            ),
            "under-way": lambda: any(one.kind in GOING_ON for one in found),
        }
        return {name: questions[name]() for name in names if name in questions}

    def follow(self, participation: Participation) -> Iterable[Followed]:
        """Say where the case stands, until when, and what the person may do."""
        case = Case.objects.filter(participation=participation).order_by("-rank").first()
        if case is None:
            return ()
        words = Words.of(participation)
        due = last_day(timezone.localtime(case.due_at)) if case.due_at else None
        links = tuple(_own_acts(case, participation, words))
        return (Followed(words.state(case.state), words.help(case.state), case.since, due, links),)

    def waiting(self, adoption: Adoption, roles: frozenset[str], reach: Q = EVERYBODY) -> Iterable[Waiting]:
        """Yield the cases that wait for these roles, the most pressing ones first."""
        return waiting.for_roles(adoption, roles, reach)

    def reach(self, terms: Terms, email: str) -> Q:
        """Return which dossiers a member may open, where sectors restrict."""
        return reaching.reach(terms, email)

    def count(self, adoption: Adoption) -> Iterable[Counted]:
        """Yield the outcomes by month and commune."""
        return counting.outcomes(adoption)

    def purge(self, adoption: Adoption) -> None:
        """Delete the cases of the test."""
        Decision.objects.filter(case__adoption=adoption, trial=True).delete()
        CaseEvent.objects.filter(case__adoption=adoption, trial=True).delete()
        Case.objects.filter(adoption=adoption, trial=True).delete()

    def erase(self, participation: Participation) -> None:
        """Erase the words of acts and decisions; that they were made stays."""
        erase_words(
            CaseEvent.objects.filter(case__participation=participation),
            Decision.objects.filter(case__participation=participation),
        )


def _first_of_year() -> datetime:
    today = timezone.localdate()
    return timezone.make_aware(datetime.combine(today.replace(month=1, day=1), time.min))


def _own_acts(case: Case, participation: Participation, words: Words) -> Iterable[tuple[str, str]]:
    """The links of what the holder may do now."""
    for one in own_transitions(case, participation):
        url = reverse("cases:own", args=[participation.adoption.slug, participation.key, one.verb])
        yield words.speech.label(one.label), url
