"""What the frame and the count of a section mean, checked before the kit is installed. Paths start at the section."""

from collections.abc import Iterator
from typing import get_args

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.cores.rules.kinds import Kind, Value
from essaim.cores.rules.reading import UnreadableValueError, read
from essaim.engines.ballots.domain.framing.sense import fits
from essaim.engines.ballots.params import BallotsSection
from essaim.engines.ballots.params.frame import CantonRule, Leftover
from essaim.engines.ballots.params.rule import Count

PERCENT = "%"
UNITS = {
    "per_theme": "projets",
    "per_holder": "projets",
    "ballot_per_theme": "projets",
    "minimum": "voix",
    "part": PERCENT,
}
WORDS: dict[str, tuple[str, ...]] = {"leftover": get_args(Leftover), "canton": get_args(CantonRule)}


def frame(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong in the frame and in the count; what of the defaults has no meaning, once kinds are right."""
    wrong = [*_kinds(section, around), *_bands(section, around), *_names(section)]
    yield from wrong
    if not wrong:
        for name, what, advice in fits(section, _defaults(around)):
            yield Finding(("frame",), f"par défaut, « {name} » : {what}", advice)


def _defaults(around: Surroundings) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in around.record.parameters:
        try:
            found[one.id] = read(around.book.parameters[one.id], one.default)
        except UnreadableValueError:
            continue  # said where parameters are checked
    return found


def _kinds(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    frame = section.frame
    for key, unit in UNITS.items():
        yield from _number(around, getattr(frame, key), unit, ("frame", key))
    for key, words in WORDS.items():
        yield from _choice(around, getattr(frame, key), words, ("frame", key))
    yield from _choice(around, section.rule.choice, get_args(Count), ("rule", "choice"))
    for key, kind, what in (
        ("canton_money", Kind.MONEY, "une somme (money)"),
        ("ballot_apart", Kind.YES_NO, "un oui ou non (yes-no)"),
    ):
        name = getattr(frame, key)
        if name is not None and around.book.parameters[name].kind is not kind:
            yield Finding(("frame", key), f"« {name} » n’est pas {what}", f"nommez {what}")


def _bands(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    for place, one in enumerate(section.frame.bands):
        path: Path = ("frame", "bands", place)
        yield from _number(around, one.share, PERCENT, (*path, "share"))
        if one.up_to is not None and around.book.parameters[one.up_to].kind is not Kind.MONEY:
            yield Finding((*path, "up_to"), f"« {one.up_to} » n’est pas une somme", "nommez un paramètre money")


def _number(around: Surroundings, name: str | None, unit: str, path: Path) -> Iterator[Finding]:
    found = around.book.parameters[name] if name is not None else None
    if found is not None and (found.kind is not Kind.INTEGER or found.unit != unit):
        yield Finding(
            path,
            f"« {name} » n’est pas un nombre entier en « {unit} »",
            "changez son type ou son unité, ou nommez-en un autre",
        )


def _choice(around: Surroundings, name: str | None, words: tuple[str, ...], path: Path) -> Iterator[Finding]:
    if name is None:
        return
    found = around.book.parameters[name]
    strange = [one.key for one in found.choices if one.key not in words]
    if found.kind is not Kind.CHOICE or strange:
        what = f"a un choix inconnu, « {strange[0]} »" if strange else "n’est pas un choix (choice)"
        yield Finding(path, f"« {name} » {what}", f"ses choix ont pour identifiants : {', '.join(words)}")


def _names(section: BallotsSection) -> Iterator[Finding]:
    """Identifiers are given once; a reserved share is declared; who takes the rest is alone, and last."""
    frame, reserved = section.frame, {one.id for one in section.frame.reserved}
    ids = [one.id for one in frame.bands]
    rest = [place for place, one in enumerate(frame.bands) if one.share is None]
    for place, one in enumerate(frame.bands):
        path: Path = ("frame", "bands", place)
        if ids.index(one.id) != place:
            yield Finding((*path, "id"), f"deux tranches s’appellent « {one.id} »", "un identifiant par tranche")
        if one.reserved is not None and one.reserved not in reserved:
            yield Finding(
                (*path, "reserved"), f"aucune part n’est réservée à « {one.reserved} »", "déclarez-la dans « reserved »"
            )
    if frame.bands and (len(rest) > 1 or (rest and rest[0] != len(ids) - 1)):
        yield Finding(
            ("frame", "bands", rest[0]), "une tranche sans « share » prend tout le reste", "gardez-en une, la dernière"
        )
    if rest and frame.bands[rest[0]].reserved:
        yield Finding(
            ("frame", "bands", rest[0]),
            "la tranche qui prend le reste est réservée",
            "elle est celle de tous les autres projets : retirez « reserved »",
        )
    if section.frame.canton is not None and section.frame.canton_money is None:
        yield Finding(
            ("frame", "canton"),
            "« each » donne une somme à chaque canton, et rien ne dit laquelle",
            "ajoutez « canton_money »",
        )
