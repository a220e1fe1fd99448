"""Compare what we compute with what a reference case expects, number by number, with its tolerance."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A value that does not agree: where it is in the case, what was expected, what we got."""

    path: str
    wanted: object
    got: object

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.path} : attendu {self.wanted}, obtenu {self.got}"


@dataclass
class Comparison:
    """How close is close: |got - wanted| ≤ ``absolute`` + ``relative`` × |wanted|; counts the values compared.

    ``furthest``: the greatest gap met, in parts of what was allowed there (1: at its limit), and ``gap`` how much it was.
    """

    relative: float
    absolute: float
    compared: int = 0
    furthest: float = 0.0
    gap: float = 0.0

    def differences(self, wanted: object, got: object, path: str = "") -> Iterator[Difference]:
        """Walk both trees; a key that is absent from what we got is a difference."""
        if isinstance(wanted, dict):
            for key, value in wanted.items():
                found = got.get(key, _ABSENT) if isinstance(got, dict) else _ABSENT
                yield from self.differences(value, found, f"{path}.{key}" if path else key)
        elif isinstance(wanted, list):
            yield from self._lists(wanted, got, path)
        else:
            self.compared += 1
            if not self._close(wanted, got):
                yield Difference(path, wanted, got)

    def _lists(self, wanted: Sequence[object], got: object, path: str) -> Iterator[Difference]:
        if not isinstance(got, list | tuple) or len(got) != len(wanted):
            size = len(got) if isinstance(got, list | tuple) else got
            yield Difference(path, f"{len(wanted)} valeurs", size)
            return
        for place, (one, other) in enumerate(zip(wanted, got, strict=True)):
            yield from self.differences(one, other, f"{path}[{place}]")

    def _close(self, wanted: object, got: object) -> bool:
        if isinstance(wanted, int | float) and not isinstance(wanted, bool):
            if not isinstance(got, int | float):
                return False
            return math.isfinite(got) and self._within(abs(got - wanted), self.absolute + self.relative * abs(wanted))
        return got == wanted

    def _within(self, gap: float, allowed: float) -> bool:
        if allowed and gap / allowed > self.furthest:
            self.furthest, self.gap = gap / allowed, gap
        return gap <= allowed


class _Absent:
    def __repr__(self) -> str:
        return "rien"


_ABSENT = _Absent()
