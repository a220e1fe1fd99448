"""Drawing people by lot, stratum by stratum, from a published seed (sortition).

The method fits in three lines that anybody can run again on the published list, with Python or with ``sha256sum``::

    lot of a person = SHA-256 of the seed, a line feed and the person's identifier, in UTF-8
    order of a stratum = its volunteers by rising lot
    the first seats are drawn, the next ones are the reserve list, in this order

Publish the list of volunteers (or its SHA-256) first, then take a seed that nobody chooses, such as a lottery result of
a later date announced beforehand: with both, nobody can steer the draw. Inside a stratum everybody has the same chance.

Not done here: quotas that cross without forming strata (so many women, so many under thirty), for which B. Flanigan,
P. Gölz, A. Gupta, B. Hennig and A. Procaccia, « Fair algorithms for selecting citizens' assemblies », Nature 596 (2021),
make chances as equal as quotas permit. It draws one panel from a lottery over panels computed by an integer program: fairer
with crossed quotas, but a citizen cannot recompute it with a sheet and a hash. Crossing the criteria into strata keeps that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from essaim.cores.assignment.checks import check_names
from essaim.cores.assignment.lots import drawn_order, lot


@dataclass(frozen=True)
class Substitution:
    """Who gave up a seat or a place on the reserve list, and who comes instead (None when the list is at its end)."""

    stratum: str
    refused: str
    substitute: str | None


@dataclass(frozen=True)
class Stratum:
    """The draw in one stratum. ``order``: all its volunteers by rising lot; ``seated``, ``reserve``: who is drawn, who waits.

    ``shortfall``: the seats that nobody is left to fill.
    """

    name: str
    seats: int
    order: tuple[str, ...]
    seated: tuple[str, ...]
    reserve: tuple[str, ...]

    @property
    def shortfall(self) -> int:
        return self.seats - len(self.seated)


@dataclass(frozen=True)
class Draw:
    """A draw and its trace: the seed, the strata in the order they were given, the substitutions in their order."""

    seed: str
    strata: tuple[Stratum, ...]
    substitutions: tuple[Substitution, ...] = ()

    @property
    def seated(self) -> tuple[str, ...]:
        return tuple(name for stratum in self.strata for name in stratum.seated)

    @property
    def shortfall(self) -> int:
        return sum(stratum.shortfall for stratum in self.strata)


def draw(volunteers: Mapping[str, str], seats: Mapping[str, int], *, seed: str, reserves: int | None = None) -> Draw:
    r"""Draw the seats of every stratum among its volunteers.

    ``volunteers``: stratum of each identifier (different, on one line). ``seats``: how many to draw in each stratum, 0 or
    more. ``reserves``: how many to keep on the reserve list of each stratum, everybody left when None. A stratum with
    fewer volunteers than seats seats all of them and says its shortfall: no other stratum fills it.

    Raises ValueError for an empty seed, a stratum without a number of seats, a negative number.

    >>> made = draw({"ana": "nord", "bob": "nord", "cyd": "nord", "dan": "sud"}, {"nord": 1, "sud": 2}, seed="7 12 31")
    >>> made.seated, made.strata[0].reserve, made.shortfall
    (('bob', 'dan'), ('cyd', 'ana'), 1)
    >>> from hashlib import sha256
    >>> sorted(["ana", "bob", "cyd"], key=lambda name: sha256(f"7 12 31\n{name}".encode()).hexdigest())
    ['bob', 'cyd', 'ana']
    """
    _check_draw(volunteers, seats, seed, reserves)
    strata = []
    for stratum, count in seats.items():
        order = drawn_order((name for name, place in volunteers.items() if place == stratum), seed)
        last = None if reserves is None else count + reserves
        strata.append(Stratum(stratum, count, order, order[:count], order[count:last]))
    return Draw(seed, tuple(strata))


def substitute(made: Draw, refusals: Sequence[str]) -> Draw:
    """Return the draw after refusals: each one seated is replaced by the first of the reserve list of the same stratum.

    Somebody on a reserve list who refuses leaves it. The seats do not depend on the order of the refusals, the
    substitutions say who replaced whom in that order. Raises ValueError for somebody neither seated nor on a list.
    """
    strata, done = list(made.strata), list(made.substitutions)
    for refused in refusals:
        place = next((at for at, one in enumerate(strata) if refused in (*one.seated, *one.reserve)), None)
        if place is None:
            raise ValueError(f"{refused!r} is neither seated nor on a reserve list: only they can refuse")
        strata[place], came = _replace(strata[place], refused)
        done.append(came)
    return Draw(made.seed, tuple(strata), tuple(done))


def _replace(stratum: Stratum, refused: str) -> tuple[Stratum, Substitution]:
    was_seated = refused in stratum.seated
    seated = [name for name in stratum.seated if name != refused]
    reserve = [name for name in stratum.reserve if name != refused]
    came = reserve.pop(0) if was_seated and reserve else None
    seated += [came] if came is not None else []
    after = Stratum(stratum.name, stratum.seats, stratum.order, tuple(seated), tuple(reserve))
    return after, Substitution(stratum.name, refused, came)


def apportion(seats: int, sizes: Mapping[str, int], *, seed: str) -> dict[str, int]:
    """Share seats between strata in proportion to their sizes, by largest remainder, exactly.

    ``sizes``: people of each stratum in the population to be mirrored, 0 or more, not all 0. Equal remainders are
    settled by lot. Each stratum gets its exact share rounded down or up. Raises ValueError on a negative number.

    Source: the quota method of Hamilton; M. Balinski and H. P. Young, « Fair Representation » (1982), chapter 3.

    >>> apportion(10, {"ville": 550, "bourg": 270, "campagne": 180}, seed="7 12 31")
    {'ville': 5, 'bourg': 3, 'campagne': 2}
    """
    _check_counts("seats", {"in all": seats})
    _check_counts("sizes", sizes)
    total = sum(sizes.values())
    if not total:
        raise ValueError("sizes are all 0: at least one stratum has people")
    shares = {name: divmod(seats * size, total) for name, size in sizes.items()}
    left = seats - sum(whole for whole, _ in shares.values())
    first = sorted(shares, key=lambda name: (-shares[name][1], lot(seed, name), name))[:left]
    return {name: whole + (name in first) for name, (whole, _) in shares.items()}


def _check_draw(volunteers: Mapping[str, str], seats: Mapping[str, int], seed: str, reserves: int | None) -> None:
    check_names("seed", [seed])
    check_names("volunteers", list(volunteers))
    _check_counts("seats", seats)
    _check_counts("reserves", {"of each stratum": reserves or 0})
    unknown = _unknown(volunteers, seats)
    if unknown:
        raise ValueError(
            f"{unknown[0]!r} is in a stratum without a number of seats: {volunteers[unknown[0]]!r}; give 0 or more"
        )


def _unknown(volunteers: Mapping[str, str], seats: Mapping[str, int]) -> list[str]:
    return [name for name, stratum in volunteers.items() if stratum not in seats]


def _check_counts(field: str, counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        if count < 0:
            raise ValueError(f"{field}, {name}: {count}: 0 or more is expected")
