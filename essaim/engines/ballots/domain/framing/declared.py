"""What a kit and its adopter declare of the frame, resolved to values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import get_args

from essaim.cores.rules.kinds import Value
from essaim.engines.ballots.params import BallotsSection, BandRecord, count_of
from essaim.engines.ballots.params.frame import CantonRule, Leftover

WHOLE = 100
CANTONS_MISSING = "écrire les cantons : une règle du service compte par canton"
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Band:
    """A cost band that exists. ``over`` < cost ≤ ``up_to``, in cents (None: no bound); ``share``: percent, None: what others leave."""

    id: str
    label: str
    reserved: str
    over: int | None
    up_to: int | None
    share: int | None

    def holds(self, cents: int, reserved: str) -> bool:
        """Whether a project is of this band."""
        above = self.over is None or cents > self.over
        return reserved == self.reserved and above and (self.up_to is None or cents <= self.up_to)


@dataclass(frozen=True)
class Declared:
    """The frame that an adoption declares. ``bands``: those that exist, in the order of the count; ``reserved``: labels by key."""

    bands: tuple[Band, ...] = ()
    reserved: Mapping[str, str] = field(default_factory=dict)
    leftover: Leftover = "lost"
    canton: CantonRule = "none"
    canton_cents: int = 0
    per_theme: int = 0
    per_holder: int = 0
    minimum: int = 0
    part: int = 0
    ballot_per_theme: int = 0
    ballot_apart: bool = False

    @property
    def open_bands(self) -> tuple[Band, ...]:
        """The bands of the projects that no share is reserved to."""
        return tuple(one for one in self.bands if not one.reserved)

    def band_of(self, cents: int, reserved: str) -> Band | None:
        """Return the band of a project. One that loses its share when it has no band is then with the others."""
        held = reserved if reserved in self.reserved else ""
        return next((one for one in self.bands if one.holds(cents, held)), None)


def declared(section: BallotsSection, values: Values) -> Declared:
    """Return the frame that a section declares under some values of its parameters."""
    frame = section.frame
    bands = bands_of(frame.bands, values)
    alive = {one.reserved for one in bands}
    return Declared(
        bands=bands if len(bands) > 1 else (),
        reserved={one.id: one.label for one in frame.reserved if one.id in alive},
        leftover=_word(values, frame.leftover, get_args(Leftover), "lost"),  # type: ignore[arg-type]  # one of its own words
        canton=_word(values, frame.canton, get_args(CantonRule), "none"),  # type: ignore[arg-type]  # the same
        canton_cents=whole(values, frame.canton_money),
        per_theme=whole(values, frame.per_theme),
        per_holder=whole(values, frame.per_holder),
        minimum=whole(values, frame.minimum),
        part=whole(values, frame.part),
        ballot_per_theme=whole(values, frame.ballot_per_theme),
        ballot_apart=frame.ballot_apart is not None and values.get(frame.ballot_apart) is True,
    )


def named(section: BallotsSection) -> set[str]:
    """Return the parameters that the frame and the count of a section read."""
    frame = section.frame
    own = [getattr(frame, name) for name in type(frame).model_fields if name not in {"reserved", "bands"}]
    bands = [name for one in frame.bands for name in (one.up_to, one.share)]
    return {str(name) for name in (*own, *bands, section.rule.choice) if name is not None}


def bands_of(records: list[BandRecord], values: Values) -> tuple[Band, ...]:
    """Return the bands that exist: those with a share, and the one that takes the rest. Each begins where the one before ends."""
    found: list[Band] = []
    for _, group in groupby(sorted(records, key=lambda one: one.reserved or ""), key=lambda one: one.reserved or ""):
        over: int | None = None
        for one in group:
            share = None if one.share is None else whole(values, one.share)
            if share == 0:
                continue
            up_to = None if one.up_to is None else whole(values, one.up_to)
            found.append(Band(one.id, one.label, one.reserved or "", over, up_to, share))
            over = up_to
    places = {one.id: place for place, one in enumerate(records)}
    return tuple(sorted(found, key=lambda one: places[one.id]))


def whole(values: Values, name: str | None) -> int:
    """Return a whole number or a sum in cents; 0 where nothing is named."""
    found = values.get(name) if name is not None else 0
    return found if isinstance(found, int) else 0


def _word(values: Values, name: str | None, known: tuple[str, ...], plain: str) -> str:
    found = values.get(name) if name is not None else plain
    return found if isinstance(found, str) and found in known else plain


def plain_count(section: BallotsSection, values: Values) -> bool:
    """Whether winners are those with most votes: the count that every part of a frame goes with."""
    return count_of(section.rule, values).startswith("greedy")
