"""What was counted, in words: who won, why each project did or did not, who took part, envelope by envelope."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from essaim.cores import voting
from essaim.engines.ballots.domain.framing import told
from essaim.engines.ballots.domain.vote.batches import VOID_PAPER
from essaim.engines.ballots.domain.vote.choices import Choice, choice_of, euros
from essaim.engines.ballots.domain.vote.folding import Part, in_parts
from essaim.engines.ballots.domain.vote.sealing import VOID_WORDS, Void
from essaim.engines.ballots.models.vote import Count, Urn
from essaim.foundation.ui.public import french


@dataclass(frozen=True)
class Fate:
    """A project and what the count says of it."""

    project: Choice
    won: bool
    votes: int
    text: str


@dataclass(frozen=True)
class PotResult:
    """What became of an envelope: its own money, what it received, what it spent, what was left and where that went."""

    name: str
    own: str
    received: str
    spent: str
    left: str
    leftover: str
    winners: tuple[int, ...]


@dataclass(frozen=True)
class ZoneResult:
    """What is shown of one zone."""

    code: str
    label: str
    budget: str
    spent: str
    fates: tuple[Fate, ...]
    figures: dict[str, Any]
    pots: tuple[PotResult, ...] = ()

    @property
    def winners(self) -> list[Fate]:
        return [one for one in self.fates if one.won]

    @property
    def losers(self) -> list[Fate]:
        return [one for one in self.fates if not one.won]

    @property
    def losers_in_parts(self) -> list[Part[Fate]]:
        """The first of them, then the others folded: a phone scrolls through dozens, not hundreds."""
        return in_parts(self.losers)

    @property
    def voted(self) -> int:
        return int(self.figures["web"] + self.figures["paper"])

    @property
    def turnout(self) -> str:
        return _share(self.voted, self.figures["registered"])

    @property
    def served(self) -> str:
        return _share(self.figures["served"], self.figures["ballots"])

    @property
    def voids(self) -> list[tuple[str, int]]:
        """Why ballots do not count, with how many, those of both channels together where the words are the same."""
        web = [(VOID_WORDS[Void(why)], number) for why, number in self.figures["void_web"].items()]
        return web + [(VOID_PAPER[why], number) for why, number in self.figures["void_paper"].items()]


def _share(part: int, whole: int) -> str:
    return f"{french.number(100 * part / whole, 1)} %" if whole else "non disponible"


def results_of(urn: Urn) -> list[ZoneResult]:
    """Return the results, zone by zone. One query, that leaves the published ballots where they are: there are tens of thousands."""
    found = Count.objects.filter(urn=urn).values_list("zone__code", "reasons", "figures", "published__result")
    rows = {code: counted for code, *counted in found}
    zones = urn.consultation.sealed_rules["zones"]
    return [_zone_result(zone, *rows[zone["code"]]) for zone in zones if zone["code"] in rows]


def _zone_result(zone: Any, reasons: Any, figures: Any, result: Any) -> ZoneResult:
    known = {one["number"]: choice_of(one) for one in zone["projects"]}
    fates = tuple(Fate(known[one["number"]], one["won"], one["votes"], one["text"]) for one in reasons)
    return ZoneResult(
        zone["code"],
        zone["label"],
        euros(zone["budget"]),
        _spent(result),
        fates,
        figures,
        _pots(zone, result),
    )


def _spent(result: Any) -> str:
    """What the winners get: their costs, but for one that a pot funds in part."""
    pots = result.get("pots")
    if pots is None:
        return euros(result["total_cost"])
    return told.euros(sum((_sum(pot["paid"]) for pot in pots), Fraction(0)))


def _sum(written: list[str]) -> Fraction:
    return sum((voting.read_number(one).value for one in written), Fraction(0))


def _pots(zone: Any, result: Any) -> tuple[PotResult, ...]:
    """Return what became of each envelope, in the order of the count; nothing where there is one."""
    words = {pot.id: pot for pot in told.zone_told(zone).pots}
    return tuple(_pot(words[pot["id"]], pot) for pot in result.get("pots", []) if pot["id"] in words)


def _pot(words: told.PotTold, pot: Any) -> PotResult:
    received, left = (voting.read_number(pot[name]).value for name in ("received", "left"))
    return PotResult(
        name=words.name,
        own=euros(pot["own"]),
        received=told.euros(received) if received else "",
        spent=told.euros(_sum(pot["paid"])),
        left=told.euros(left),
        leftover=words.leftover if left else "",
        winners=tuple(int(one) for one in pot["winners"]),
    )
