"""What other terms would do to what is under way, before anything is done."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from essaim.adoptions.domain.participating import doors
from essaim.adoptions.domain.queries.harmless import Passage
from essaim.adoptions.kits.given import given_value
from essaim.adoptions.models import Adoption, Participation, Standing, Terms
from essaim.cores.rules.reading import UnreadableValueError

SHOWN = 5


@dataclass
class Impact:
    """Who would pass to the new terms, who would keep theirs, and why.

    ``drafts`` and ``sent`` pass; ``kept`` are sent ones that keep their terms, ``decided`` those that nothing may touch.
    ``engines``: what each engine says of what it holds.
    ``lost``: answers of drafts that the new terms no longer read, and will ask again. ``reasons``: why some keep theirs,
    with how many.
    """

    drafts: list[Participation] = field(default_factory=list)
    sent: list[Participation] = field(default_factory=list)
    kept: list[Participation] = field(default_factory=list)
    decided: int = 0
    lost: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    engines: list[str] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return len(self.drafts) + len(self.sent)

    @property
    def why(self) -> list[tuple[str, int]]:
        """The reasons, the most frequent first."""
        return self.reasons.most_common(SHOWN)


def impact(adoption: Adoption, after: Terms, *, today: date | None = None, lock: bool = False) -> Impact:
    """Return what would happen to the participations that other terms rule.

    Args:
        adoption: Whose participations.
        after: The terms that they would pass to; they need not be written yet.
        today: The day; the application's without it.
        lock: Lock what would move, in the order of the keys, in the caller's transaction.
    """
    day = today or timezone.localdate()
    found = Impact(decided=_others(adoption, after).filter(standing__in=(Standing.DECIDED, Standing.ENDED)).count())
    found.engines = [
        words for engine in after.kit.engines.values() for words in engine.runtime.foresee(adoption, after)
    ]
    passages: dict[int, Passage] = {}
    for one in _under_way(adoption, after, lock=lock):
        passage = passages.setdefault(one.terms_id, Passage(one.terms, after))
        _place(found, passage, one, day)
    return found


def _others(adoption: Adoption, after: Terms) -> QuerySet[Participation]:
    held = adoption.participations.filter(trial=adoption.trial, erased_at=None)
    return held.exclude(terms=after) if after.pk else held


def _under_way(adoption: Adoption, after: Terms, *, lock: bool) -> Iterator[Participation]:
    rows = _others(adoption, after).filter(standing__in=(Standing.DRAFT, Standing.SUBMITTED)).order_by("pk")
    rows = rows.select_related("adoption__territory", "terms__version")
    yield from rows.select_for_update(of=("self",)) if lock else rows


def _place(found: Impact, passage: Passage, one: Participation, day: date) -> None:
    if one.standing == Standing.DRAFT:
        if not _door(passage.after, one):
            found.reasons["l’entrée par laquelle ils sont venus n’existe plus"] += 1
            found.kept.append(one)
            return
        found.drafts.append(one)
        found.lost += len(one.answers) - len(readable(passage.after, one))
        return
    harms = passage.harms(one, today=day)
    (found.kept if harms else found.sent).append(one)
    found.reasons.update(harms[:1])


def _door(after: Terms, one: Participation) -> bool:
    return one.door in doors(after)


def readable(after: Terms, one: Participation) -> dict[str, object]:
    """Return the answers of a draft that other terms read too; the others will be asked again."""
    return {name: written for name, written in one.answers.items() if _reads(after, name, written)}


def _reads(after: Terms, name: str, written: object) -> bool:
    if name not in after.kit.book.fields:
        return False
    try:
        given_value(after.kit, after.kit.book.fields[name], written, after.values)
    except UnreadableValueError:
        return False
    return True
