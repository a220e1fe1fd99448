"""Three answers: yes, no, not yet known. The strong logic of Kleene (Introduction to Metamathematics, 1952, § 64)."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """The answer of a condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def french(self) -> str:
        """Return the answer in French."""
        return {"yes": "oui", "no": "non", "unknown": "pas encore connu"}[self.value]


def of(answer: bool) -> Verdict:  # noqa: FBT001 - the one value it turns into an answer
    """Return YES or NO."""
    return Verdict.YES if answer else Verdict.NO


def negation(verdict: Verdict) -> Verdict:
    """Return the contrary; what is not known stays so."""
    return {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}.get(verdict, Verdict.UNKNOWN)


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """Return NO when one is NO, else UNKNOWN when one is, else YES."""
    found = set(verdicts)
    return next((one for one in (Verdict.NO, Verdict.UNKNOWN) if one in found), Verdict.YES)


def disjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """Return YES when one is YES, else UNKNOWN when one is, else NO."""
    found = set(verdicts)
    return next((one for one in (Verdict.YES, Verdict.UNKNOWN) if one in found), Verdict.NO)
