"""Which phase of an edition is open on a day, and the words that say why another is not. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from essaim.adoptions.contract import RefusedActError
from essaim.cores.rules.wording import say_date

KEYS = ("ideas", "instruction", "catalogue", "vote", "results", "follow-up")
LABELS = {
    "ideas": "le dépôt des idées",
    "instruction": "l’étude des idées",
    "catalogue": "la présentation des projets",
    "vote": "le vote",
    "results": "la publication des résultats",
    "follow-up": "la réalisation des projets",
}


@dataclass(frozen=True)
class Span:
    """A phase and its two days, both included."""

    key: str
    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        """Say whether the phase is open that day."""
        return self.opens <= day <= self.closes


def span_on(spans: Sequence[Span], day: date) -> Span | None:
    """Return the phase that is open on a day; None before, after, and between two phases."""
    return next((one for one in spans if one.holds(day)), None)


def require(spans: Sequence[Span], keys: Collection[str], day: date) -> Span:
    """Return the open phase when it is one of ``keys``. Raises RefusedActError, that says when the nearest of them opens or closed."""
    found = span_on(spans, day)
    if found is not None and found.key in keys:
        return found
    raise RefusedActError(why_not(spans, keys, day))


def why_not(spans: Sequence[Span], keys: Collection[str], day: date) -> str:
    """Say in French when the phases of ``keys`` open, or that they are over."""
    wanted = [one for one in spans if one.key in keys]
    if not wanted:
        return "Les dates de cette étape ne sont pas encore fixées."
    coming = next((one for one in wanted if one.opens > day), None)
    if coming is not None:
        return f"Ce n’est pas encore possible : {LABELS[coming.key]} ouvre le {say_date(coming.opens)}."
    return f"Ce n’est plus possible : {LABELS[wanted[-1].key]} a fermé le {say_date(wanted[-1].closes)}."


def faults(spans: Sequence[Span]) -> list[str]:
    """Return what is wrong with the dates of an edition, in French; nothing when each phase follows the one before."""
    found = [f"{_begun(one)} ferme avant d’ouvrir." for one in spans if one.closes < one.opens]
    for before, after in pairwise(spans):
        if KEYS.index(before.key) >= KEYS.index(after.key):
            found.append(f"{_begun(after)} vient avant {LABELS[before.key]}.")
        elif after.opens <= before.closes:
            found.append(
                f"{_begun(after)} ouvre le {say_date(after.opens)}, alors que {LABELS[before.key]} ferme le {say_date(before.closes)}."
            )
    return found


def _begun(one: Span) -> str:
    label = LABELS[one.key]
    return label[0].upper() + label[1:]


def proposed(first: date, days: Sequence[tuple[str, int]]) -> list[Span]:
    """Return phases one after the other from a first day, each of so many days (at least one)."""
    spans, day = [], first
    for key, length in days:
        closes = day + timedelta(days=max(length, 1) - 1)
        spans.append(Span(key, day, closes))
        day = closes + timedelta(days=1)
    return spans
