"""What waits for a role: the cases that it may move, or whose delay alerts it; late first."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from essaim.adoptions.contract import Waiting
from essaim.adoptions.models import Adoption, Terms
from essaim.engines.cases.domain.queries.possible import transitions
from essaim.engines.cases.domain.words import Words, section_in
from essaim.engines.cases.models import Case
from essaim.engines.cases.models.case import GOING_ON

AT_ONCE = 50
"""What one person can take in at a glance; the rest is one line that leads to the whole list."""


def for_roles(adoption: Adoption, roles: frozenset[str]) -> Iterator[Waiting]:
    """Yield the cases that wait for some roles, late first, then by deadline, then the oldest; the rest as one line."""
    if not roles:
        return
    every = list(adoption.all_terms.select_related("version"))
    states = {state for terms in every for state in states_of(terms, roles)}
    found = pressing(Case.objects.filter(adoption=adoption, trial=adoption.trial, state__in=states, kind__in=GOING_ON))
    rows = list(found.select_related("participation__party")[: AT_ONCE + 1])
    words = {terms.pk: Words.under(terms, adoption) for terms in every}
    role_of = {terms.pk: states_of(terms, roles) for terms in every}
    for case in rows[:AT_ONCE]:
        held = case.participation.terms_id
        if case.state in role_of[held]:
            yield _line(adoption, case, words[held], role_of[held][case.state])
    if len(rows) > AT_ONCE:
        yield _more(adoption, rows[-1].since, next(iter(sorted(roles))))


def states_of(terms: Terms, roles: frozenset[str]) -> dict[str, str]:
    """Return the states in which one of these roles has something to do, with that role."""
    section = section_in(terms)
    acting = (
        (state.id, transitions(terms, state.id, sorted(roles))) for state in section.states if state.kind == "open"
    )
    found = {state: possible[0][1] for state, possible in acting if possible}
    alerted = {state: one.alerts for one in section.deadlines if one.alerts in roles for state in one.states}
    return {state: role for state, role in alerted.items() if role and section.state(state).kind == "open"} | found


def pressing(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Put the most pressing first: late, then by deadline, then the oldest."""
    return cases.order_by("-late", F("due_at").asc(nulls_last=True), "since", "pk")


def _line(adoption: Adoption, case: Case, words: Words, role: str) -> Waiting:
    name = case.participation.party.name or "sans nom"
    label = f"{words.state(case.state)}{' — en retard' if case.late else ''}"
    url = reverse("cases_desk:case", args=[adoption.slug, case.participation.number or 0])
    return Waiting(label, f"{case.participation.reference} · {name}", role, case.since, url, case.due_at)


def _more(adoption: Adoption, since: datetime, role: str) -> Waiting:
    url = reverse("cases_desk:cases", args=[adoption.slug])
    return Waiting("D’autres dossiers attendent", "Voir toute la liste", role, since, url)
