"""Why a pair is proposed, and why a person is not served: structured, so that each reason can be tried."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """Why a pair is proposed. ``criteria``: names of those it satisfies; ``parts``: points that each wish brings.

    ``choices``: open pairs of the seeker (compatible, not refused, with a free place); ``better``: those of a greater
    score that she did not get. As the whole is optimal, each would have cost others as many points or more, an agreement
    or their only partner, or broken a quota where there are some (``bounded``).
    """

    seeker: int
    partner: int
    score: int
    criteria: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    choices: int
    better: int
    bounded: bool


@dataclass(frozen=True)
class Closed:
    """The seeker's own capacity is 0, or her ``running`` agreements fill it."""

    seeker: int
    running: int


@dataclass(frozen=True)
class Exclusion:
    """How many partners a criterion excludes, and how many no other criterion nor refusal excludes (``alone``)."""

    criterion: str
    excluded: int
    alone: int


@dataclass(frozen=True)
class Incompatible:
    """No partner is possible.

    ``partners``: how many there are, without those with whom she has a running agreement; ``refused``: those who satisfy
    everything but were refused. ``nearest``: the fewest criteria that a partner not refused fails; None when there are no
    criteria or no such partner.
    """

    seeker: int
    partners: int
    exclusions: tuple[Exclusion, ...]
    refused: int
    nearest: int | None


@dataclass(frozen=True)
class Full:
    """Partners are possible, but none has a free place: running agreements take them, or the capacity is 0."""

    seeker: int
    partners: tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """Too few places for those who can only go there.

    ``seekers``, this one included, are more than the ``places`` free with ``partners``, who are all their open choices.
    Hall's condition fails (P. Hall, « On representatives of subsets », Journal of the London Mathematical Society 10
    (1935)): whatever is decided, some of them stay without. ``by_lot`` tells what designated this one: True when a choice
    just as good serves this seeker and lots decided, False when any choice that does serves fewer people, makes fewer
    agreements or a lower score, None when it is not known (quotas).
    """

    seeker: int
    seekers: tuple[int, ...]
    partners: tuple[int, ...]
    places: int
    by_lot: bool | None


@dataclass(frozen=True)
class QuotaBound:
    """Without any quota this seeker would be served, beside all who are.

    ``gains``: how many more seekers could be served if one quota alone were lifted, for the quotas where that is so.
    """

    seeker: int
    gains: tuple[tuple[str, int], ...]


Unserved = Closed | Incompatible | Full | Shared | QuotaBound
"""Every seeker without any agreement has exactly one of these reasons."""
