"""What waits for a role: the cases that it may move, or whose delay alerts it; late first."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from essaim.adoptions.contract import Waiting
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.runtime import EVERYBODY
from essaim.engines.cases.domain.queries.possible import transitions
from essaim.engines.cases.domain.words import Words, section_in
from essaim.engines.cases.models import Case

_LAST_MOMENT = timedelta(microseconds=1)
AT_ONCE = 50
"""What one person can take in at a glance; the rest is one line that leads to the whole list."""


def for_roles(adoption: Adoption, roles: frozenset[str], reach: Q = EVERYBODY) -> Iterator[Waiting]:
    """Yield the cases that wait for some roles, late first, then by deadline, then the oldest; the rest as one line."""
    if not roles:
        return
    every = list(adoption.all_terms.select_related("version"))
    mine = Case.objects.filter(waits_for(every, roles), adoption=adoption, trial=adoption.trial)
    found = pressing(mine.filter(participation__in=Participation.objects.filter(reach)) if reach else mine)
    rows = list(found.select_related("participation__party")[: AT_ONCE + 1])
    words = {terms.pk: Words.under(terms, adoption) for terms in every}
    role_of = {terms.pk: {**alerted(terms, roles), **acting(terms, roles)} for terms in every}
    for case in rows[:AT_ONCE]:
        held = case.participation.terms_id
        if case.state in role_of[held]:
            yield _line(adoption, case, words[held], role_of[held][case.state])
    if len(rows) > AT_ONCE:
        yield _more(adoption, rows[-1].since, next(iter(sorted(roles))))


def waits_for(every: Iterable[Terms], roles: frozenset[str]) -> Q:
    """Return the condition of the cases that wait for some roles: they may move them, or a delay that has run out alerts them."""
    terms = list(every)
    moved = {state for one in terms for state in acting(one, roles)}
    alarmed = {state for one in terms for state in alerted(one, roles)}
    return Q(kind="open") & (Q(state__in=moved) | Q(late_since__isnull=False, state__in=alarmed))


def acting(terms: Terms, roles: frozenset[str]) -> dict[str, str]:
    """Return the states of work from which one of these roles may do something, with that role."""
    states = [state.id for state in section_in(terms).states if state.kind == "open"]
    possible = {state: transitions(terms, state, sorted(roles)) for state in states}
    return {state: found[0][1] for state, found in possible.items() if found}


def alerted(terms: Terms, roles: frozenset[str]) -> dict[str, str]:
    """Return the states in which a deadline that runs out alerts one of these roles, with that role."""
    return {
        state: one.alerts
        for one in section_in(terms).deadlines
        if one.alerts is not None and one.alerts in roles
        for state in one.states
    }


def pressing(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Put the most pressing first: late, the longest first; then by deadline, then the oldest."""
    return cases.order_by(F("late_since").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "since", "pk")


def _line(adoption: Adoption, case: Case, words: Words, role: str) -> Waiting:
    name = case.participation.party.name or "sans nom"
    url = reverse("cases_desk:case", args=[adoption.slug, case.participation.number or 0])
    over = case.late_since or case.due_at
    due = over - _LAST_MOMENT if over else None  # a deadline over at midnight is read as the day that it ends
    return Waiting(words.state(case.state), f"{case.reference} · {name}", role, case.since, url, due)


def _more(adoption: Adoption, since: datetime, role: str) -> Waiting:
    url = reverse("cases_desk:cases", args=[adoption.slug])
    return Waiting("D’autres dossiers attendent", "Voir toute la liste", role, since, url)
