"""The rules of a count in plain French, from what is frozen (or would be): how one votes, how votes count, envelope by envelope. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from essaim.cores import voting
from essaim.cores.rules.kinds import Kind, Shape
from essaim.cores.rules.wording import say_number
from essaim.engines.ballots.domain.framing.declared import WHOLE
from essaim.engines.ballots.domain.framing.pots import CENTS, EVERYBODY, NO_CANTON
from essaim.engines.ballots.params import COUNTS, PRECEDENCES
from essaim.engines.ballots.params.rule import Count

FIELDS = {"canton": "par canton", "theme": "par thème", "porteur": "par porteur"}
SEVERAL = 2


@dataclass(frozen=True)
class PotTold:
    """An envelope in words: its name, its own money, for which projects, how many may win, where what is left goes."""

    id: str
    name: str
    money: str
    among: str
    winners: str
    leftover: str


@dataclass(frozen=True)
class ZoneTold:
    """The rules of a zone: its envelopes in the order of the count (none: one for all), what limits the winners."""

    label: str
    budget: str
    pots: tuple[PotTold, ...]
    limits: tuple[str, ...]
    rulebook: str


def euros(value: Fraction) -> str:
    """Return an amount as it is read."""
    return say_number(value * CENTS, Shape(Kind.MONEY))


def rules_told(rules: Mapping[str, Any], reserved: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what is said of the rules of a vote. ``reserved``: the labels of reserved shares, where they are not frozen yet."""
    ballot = rules["ballot"]
    return {
        "ballot_told": ballot_told(ballot),
        "count_told": count_told(rules["rule"]),
        "shares": rules["rule"]["rule"] != "greedy",
        "zones_told": [zone_told(zone, reserved or {}) for zone in rules["zones"]],
        "age": ballot["minimum_age"],
        "paper": ballot["paper"],
        "precedence": PRECEDENCES[ballot["precedence"]],
    }


def count_told(rule: Mapping[str, Any]) -> str:
    """Say how winners are found, after « sont lauréats »."""
    return COUNTS[_count(rule)]


def _count(rule: Mapping[str, Any]) -> Count:
    if rule["rule"] == "greedy":
        return "greedy" if rule["misfit"] == "skip" else "greedy-stop"
    if rule["completion"] == "add1":
        return "equal-shares-add1" if rule["stop"] == "exhaustive" else "equal-shares-add1-last"
    return "equal-shares-by-votes" if rule["fill"] else "equal-shares"


def ballot_told(ballot: Mapping[str, Any]) -> list[str]:
    """Say what a ballot must respect, one sentence a rule."""
    least, most, per_theme = ballot["least"], ballot["most"], ballot.get("per_theme", 0)
    if most == 1:
        said = ["Choisissez un projet."]
    else:
        said = [
            f"Choisissez exactement {most} projets." if least == most else f"Choisissez de {least} à {most} projets."
        ]
    if per_theme:
        said.append(f"{_projects(per_theme)} au plus du même thème.")
    said += [
        f"Les projets {_numbers(pair)} ne vont pas ensemble : choisissez-en un." for pair in ballot.get("apart", [])
    ]
    return said


def _projects(number: int) -> str:
    return f"{number} projets" if number >= SEVERAL else f"{number} projet"


def _numbers(pair: Any) -> str:
    return " et ".join(f"n° {one}" for one in pair)


def zone_told(zone: Mapping[str, Any], reserved: Mapping[str, str] | None = None) -> ZoneTold:
    """Say the rules of a zone. ``reserved``: the labels of reserved shares, where they are known."""
    budget = voting.read_number(zone["budget"]).value
    frame = voting.read_frame(zone["frame"]) if "frame" in zone else voting.Frame()
    pots = frame.pots if len(frame.pots) > 1 else ()
    names = {pot.id: pot.title for pot in frame.pots}
    told = tuple(_pot(pot, frame, budget, names, reserved or {}) for pot in pots)
    return ZoneTold(zone["label"], euros(budget), told, tuple(_limits(frame)), zone.get("rulebook", ""))


def own_money(pot: voting.Pot, frame: voting.Frame, budget: Fraction) -> Fraction:
    """Return the money of a pot before it receives any."""
    if pot.amount is not None:
        return pot.amount
    return pot.share * budget if pot.share is not None else budget - sum(
        (own_money(one, frame, budget) for one in frame.pots if one.amount is not None or one.share is not None), Fraction(0)
    )  # fmt: skip


def _pot(
    pot: voting.Pot, frame: voting.Frame, budget: Fraction, names: Mapping[str, str], reserved: Mapping[str, str]
) -> PotTold:
    own = own_money(pot, frame, budget)
    share = f" ({pot.share * WHOLE} %)" if pot.share is not None else ""
    return PotTold(
        id=pot.id,
        name=pot.title,
        money=f"{euros(own)}{share}" if own or pot.leftover else "ce que les autres laissent",
        among=_among(pot.among, reserved),
        winners=_winners(pot),
        leftover=f"va à « {names[pot.leftover]} »" if pot.leftover else "n’est pas dépensé",
    )


def _among(among: voting.Among, reserved: Mapping[str, str]) -> str:
    said = [_values(name, values, reserved) for name, values in among.fields]
    over, up_to = among.over, among.up_to
    if over is not None and up_to is not None:
        said.append(f"de plus de {euros(over)} à {euros(up_to)}")
    elif over is not None:
        said.append(f"de plus de {euros(over)}")
    elif up_to is not None:
        said.append(f"jusqu’à {euros(up_to)}")
    return ", ".join(one for one in said if one) or "tous les projets"


def _values(name: str, values: tuple[str, ...], reserved: Mapping[str, str]) -> str:
    if name == "public":
        return "" if EVERYBODY in values else ", ".join(reserved.get(one, one) for one in values)
    return "projets de tout le territoire" if NO_CANTON in values else f"projets du canton {', '.join(values)}"


def _winners(pot: voting.Pot) -> str:
    if pot.most is not None:
        return f"{pot.most} au plus"
    return (
        ", ".join(f"{limit.most} au plus {FIELDS[limit.field]}" for limit in pot.limits)
        or "autant que l’argent le permet"
    )


def _limits(frame: voting.Frame) -> Iterator[str]:
    if frame.minimum:
        yield f"Il faut au moins {frame.minimum} voix pour être lauréat."
    for limit in frame.limits:
        yield f"{limit.most} lauréat{'s' if limit.most >= SEVERAL else ''} au plus {FIELDS[limit.field]}."
    for pair in frame.apart:
        yield f"Les projets {_numbers(pair)} sont incompatibles : un seul peut être lauréat."
    parts = {pot.part for pot in frame.pots if pot.part is not None}
    for part in parts:
        yield f"Le premier projet qui ne tient plus dans l’argent d’une enveloppe reçoit ce qui reste, si c’est au moins {part * WHOLE} % de son coût."
