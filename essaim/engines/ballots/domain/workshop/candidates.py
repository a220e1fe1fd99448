"""The candidate rules of the workshop, what each means, and the frame that the core counts it in. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from essaim.cores import voting
from essaim.engines.ballots.params.rule import Count

ZONE = "secteur"
"""The field of a project that says its zone, where money is by zone."""
Shape = Literal["", "bands", "canton"]
PERCENT = 100


@dataclass(frozen=True)
class Way:
    """A candidate. ``short``: its name over a column; ``shape``: what its frame is made of; ``record``: the count of an edition that it is, None: it can only be compared."""

    key: str
    short: str
    label: str
    words: str
    rules: voting.Rules
    shape: Shape = ""
    record: Count | None = None

    @property
    def by_votes(self) -> bool:
        """Whether only the votes of each project matter: ballots that were parted give the same winners."""
        return self.rules.rule == "greedy"


WAYS = (
    Way("votes-skip", "Voix, on passe", "Le plus de voix, en passant ce qui ne tient pas",
        "Les projets sont pris dans l’ordre de leurs voix. Celui qui coûte plus que ce qui reste est passé, et l’on continue.",
        voting.Rules("greedy"), record="greedy"),
    Way("votes-stop", "Voix, on s’arrête", "Le plus de voix, jusqu’au premier qui ne tient pas",
        "Les projets sont pris dans l’ordre de leurs voix. On s’arrête au premier qui coûte plus que ce qui reste.",
        voting.Rules("greedy", misfit="stop"), record="greedy-stop"),
    Way("bands", "Tranches de coût", "Le plus de voix dans chaque tranche de coût",
        "L’enveloppe est partagée entre des tranches de coût, chacune comptée par les voix. Ce qu’elles laissent va, par les voix, à tous les projets.",
        voting.Rules("greedy"), "bands"),
    Way("canton", "Un par canton", "Un lauréat par canton, puis le plus de voix",
        "Le projet de chaque canton qui a le plus de voix passe d’abord. Ce qui reste va, par les voix, à tous les projets.",
        voting.Rules("greedy"), "canton"),
    Way("shares", "Parts égales", "Parts égales, sans complément",
        "Chaque votant reçoit une part égale de l’enveloppe, qui ne paie que ce qu’il a choisi. Une partie de l’argent reste d’ordinaire.",
        voting.Rules("equal-shares"), record="equal-shares"),
    Way("shares-exhaustive", "Parts égales, jusqu’au bout", "Parts égales, parts augmentées jusqu’à ce que plus rien ne tienne",
        "Les parts augmentent d’un euro à la fois. On garde le premier résultat auquel aucun projet ne s’ajoute.",
        voting.Rules("equal-shares", completion="add1", stop="exhaustive"), record="equal-shares-add1"),
    Way("shares-feasible", "Parts égales, tant que ça tient", "Parts égales, parts augmentées tant que l’enveloppe suffit",
        "Les parts augmentent d’un euro à la fois. On garde le dernier résultat que l’enveloppe peut payer.",
        voting.Rules("equal-shares", completion="add1", stop="last-feasible"), record="equal-shares-add1-last"),
    Way("shares-votes", "Parts égales puis voix", "Parts égales, complétées par les voix",
        "Ce que les parts égales laissent va aux projets qui ont le plus de voix.",
        voting.Rules("equal-shares", fill=True), record="equal-shares-by-votes"),
    Way("welfare", "Optimum", "Optimum, pour repère",
        "L’ensemble que l’enveloppe peut payer et qui donne aux votants, ensemble, le plus d’euros de projets choisis. Personne ne peut le suivre projet par projet : c’est un repère.",
        voting.Rules("welfare")),
)  # fmt: skip
BY_KEY = {way.key: way for way in WAYS}
USUAL = ("votes-skip", "votes-stop", "shares-exhaustive", "shares-votes", "welfare")
"""What is ticked when nothing was asked."""


@dataclass(frozen=True)
class Cutting:
    """How money is shared out and told.

    ``field``: that of cantons. ``bounds`` of cost bands, in euros, included; ``shares``: the part of each band, in percent, one more
    than bounds. ``zones``: value of the field `ZONE`, and envelope in euros.
    """

    field: str = ""
    bounds: tuple[Fraction, ...] = ()
    shares: tuple[int, ...] = ()
    zones: tuple[tuple[str, Fraction], ...] = ()


def candidate(way: Way, cutting: Cutting) -> voting.Candidate:
    """Return a way as the core compares it. Raises voting.BadFrame where the cutting lacks what the way needs."""
    if not way.shape and not cutting.zones:
        return voting.Candidate(way.rules, name=way.label)
    return voting.Candidate(way.rules, voting.Frame(pots=tuple(_pots(way, cutting))), way.label)


def _pots(way: Way, cutting: Cutting) -> Iterator[voting.Pot]:
    for number, (zone, money) in enumerate(cutting.zones or (("", None),), start=1):
        fields = ((ZONE, (zone,)),) if zone else ()
        if way.shape == "bands":
            yield from _bands(number, fields, money, cutting)
        elif way.shape == "canton":
            yield from _canton(number, fields, money, cutting.field)
        else:
            yield voting.Pot(f"secteur-{number}", zone, money, among=voting.Among(fields))


Fields = Sequence[tuple[str, tuple[str, ...]]]


def _bands(number: int, fields: Fields, money: Fraction | None, cutting: Cutting) -> Iterator[voting.Pot]:
    if not cutting.bounds:
        raise voting.BadFrame("aucune borne de tranche n’est donnée", place="pots")
    rest = f"tous-{number}"
    edges = (None, *cutting.bounds, None)
    for rank, share in enumerate(cutting.shares):
        part = Fraction(share, PERCENT)
        share_of, amount = (part, None) if money is None else (None, money * part)
        among = voting.Among(tuple(fields), over=edges[rank], up_to=edges[rank + 1])
        yield voting.Pot(f"tranche-{number}-{rank + 1}", among=among, leftover=rest, share=share_of, amount=amount)
    yield voting.Pot(rest, amount=Fraction(0), among=voting.Among(tuple(fields)))


def _canton(number: int, fields: Fields, money: Fraction | None, field: str) -> Iterator[voting.Pot]:
    if not field:
        raise voting.BadFrame(
            "aucune répartition n’est choisie : dites quel champ des projets donne leur canton", place="limits"
        )
    among, rest = voting.Among(tuple(fields)), f"tous-{number}"
    yield voting.Pot(f"cantons-{number}", amount=money, among=among, limits=(voting.Limit(field, 1),), leftover=rest)
    yield voting.Pot(rest, amount=Fraction(0), among=among)
