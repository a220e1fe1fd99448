"""What may be done to a case from where it is, by whom: before any rule is asked."""

from collections.abc import Iterable, Sequence

from essaim.adoptions.acting import may
from essaim.adoptions.models import Participation, Terms
from essaim.engines.cases.domain.words import section_in
from essaim.engines.cases.models import Case
from essaim.engines.cases.params import CaseTransitionRecord


def transitions(terms: Terms, state: str, roles: Iterable[str]) -> Sequence[tuple[CaseTransitionRecord, str]]:
    """Return the transitions from a state that some roles may make, each with the first role that may, in the kit's order."""
    found = []
    for one in section_in(terms).transitions:
        if one.from_ == state:
            role = next((role for role in roles if role in one.by and f"cases.{one.verb}" in may(terms, role)), None)
            found += [(one, role)] if role else []
    return found


def own_transitions(case: Case, participation: Participation) -> Sequence[CaseTransitionRecord]:
    """Return what the holder of a case may do now, one transition a verb."""
    found = transitions(participation.terms, case.state, [participation.role])
    return list({one.verb: one for one, _ in reversed(found)}.values())[::-1]
