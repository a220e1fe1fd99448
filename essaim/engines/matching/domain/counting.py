"""The outcomes of an adoption, by month and commune of who is concerned. Trials are left out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from essaim.adoptions.contract import Counted
from essaim.adoptions.models import Adoption
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.models import Agreement, AgreementState, FollowUp, Incident, Profile, Proposal

Part = tuple[date, str | None, int, int]
"""Month, commune, value, profile of who is concerned."""


def counted(adoption: Adoption) -> Iterator[Counted]:
    """Yield every outcome that the engine counts."""
    communes = _communes(adoption)
    section = section_of(adoption.terms)
    for outcome, side in (("seekers-registered", section.seekers.id), ("partners-registered", section.partners.id)):
        profiles = Profile.objects.filter(adoption=adoption, trial=False, side=side).values_list("registered_at", "pk")
        yield from _summed(outcome, ((_month(at), communes.get(key), 1, key) for at, key in profiles))
    sent = Proposal.objects.filter(adoption=adoption, trial=False, sent_at__isnull=False)
    yield from _summed(
        "proposals",
        ((_month(at), communes.get(key), 1, key) for at, key in sent.values_list("sent_at", "seeker_id") if at),
    )
    yield from _of_agreements(adoption, communes)


def _of_agreements(adoption: Adoption, communes: dict[int, str | None]) -> Iterator[Counted]:
    rows = list(
        Agreement.objects.filter(adoption=adoption, trial=False)
        .order_by("begun_on", "pk")
        .values_list("begun_on", "seeker_id", "state", "ended_well", "ended_on")
    )
    begun = [(_month(on), communes.get(key), 1, key) for on, key, _, _, _ in rows]
    yield from _summed("agreements", begun)
    first = {key: part for part in reversed(begun) for key in (part[3],)}
    yield from _summed("people-served", first.values())
    now = _month(timezone.localdate())
    running = [key for _, key, state, _, _ in rows if state == AgreementState.RUNNING]
    yield from _summed("active-agreements", ((now, communes.get(key), 1, key) for key in running))
    well = [(on, key) for _, key, _, good, on in rows if good and on]
    yield from _summed("ended-well", ((_month(on), communes.get(key), 1, key) for on, key in well))
    yield from _of_visits(adoption, communes)


def _of_visits(adoption: Adoption, communes: dict[int, str | None]) -> Iterator[Counted]:
    visits = FollowUp.objects.filter(agreement__adoption=adoption, trial=False, quantity__gt=0)
    rows = visits.values_list("done_on", "agreement__seeker_id", "quantity")
    yield from _summed("quantity", ((_month(on), communes.get(key), value, key) for on, key, value in rows))
    reported = Incident.objects.filter(adoption=adoption, trial=False).values_list("reported_at", "proposal__seeker_id")
    yield from _summed("incidents", ((_month(at), communes.get(key), 1, key) for at, key in reported))


def _summed(outcome: str, parts: Iterable[Part]) -> Iterator[Counted]:
    """Add the parts of one month and commune; count the different people behind them."""
    values: dict[tuple[date, str | None], int] = defaultdict(int)
    people: dict[tuple[date, str | None], set[int]] = defaultdict(set)
    for month, commune, value, key in parts:
        values[month, commune] += value
        people[month, commune].add(key)
    for (month, commune), value in values.items():
        yield Counted(outcome, month, value, len(people[month, commune]), commune)


def _month(when: date | datetime) -> date:
    day = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return day.replace(day=1)


def _communes(adoption: Adoption) -> dict[int, str | None]:
    """Return the commune of each profile, as she answered it."""
    places = {side.id: side.place for side in section_of(adoption.terms).sides}
    rows = Profile.objects.filter(adoption=adoption).values_list("pk", "side", "participation__answers")
    return {key: _commune(answers, places.get(side)) for key, side, answers in rows}


def _commune(answers: dict[str, Any], place: str | None) -> str | None:
    code = answers.get(place) if place else None
    return f"commune-{code}" if code else None
