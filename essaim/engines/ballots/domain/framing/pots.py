"""The frame of the core that a declaration gives: pots in the order of the count, limits, what goes with what. Pure.

Projects have these fields there: ``canton``, ``theme``, ``porteur``, ``public`` (to whom a share is reserved), where the frame reads them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils.text import slugify

from essaim.cores import voting
from essaim.engines.ballots.domain.framing.declared import WHOLE, Band, Declared

CENTS = 100
EVERYBODY = "tous"
"""The ``public`` of a project that no share is reserved to."""
NO_CANTON = "tout le territoire"
"""The ``canton`` of a project that is of none, where each canton has its own pot."""
COMMON, COMMON_NAME = "commun", "Ce qui reste, pour tous les projets"
CANTONS_NAME, GENERAL_NAME = "Le premier de chaque canton", "Les autres, dans l’ordre des voix"
ALONE = voting.Pot("enveloppe", "Enveloppe")


@dataclass(frozen=True)
class Grounds:
    """What an edition adds to the declaration: its cantons, and the pairs of projects (numbers) that do not go together."""

    cantons: Sequence[str] = ()
    apart: Sequence[tuple[int, int]] = ()


def frame_of(found: Declared, grounds: Grounds, numbers: Collection[int]) -> voting.Frame | None:
    """Return the frame of a zone whose projects have these numbers; None where nothing is declared: the plain count."""
    pots = tuple(_pots(found, grounds.cantons)) or (ALONE,)
    frame = voting.Frame(
        minimum=found.minimum,
        pots=tuple(replace(pot, part=Fraction(found.part, WHOLE) if found.part else None) for pot in pots),
        limits=tuple(_limits(found)),
        apart=pairs(grounds.apart, numbers),
    )
    return None if frame == voting.Frame(pots=(ALONE,)) else frame


def pairs(apart: Sequence[tuple[int, int]], numbers: Collection[int]) -> tuple[tuple[str, ...], ...]:
    """Return the pairs whose two projects are among these, as identifiers."""
    return tuple((str(one), str(other)) for one, other in apart if {one, other} <= set(numbers))


def _limits(found: Declared) -> Iterator[voting.Limit]:
    if found.canton == "only":
        yield voting.Limit("canton", 1)
    if found.per_theme:
        yield voting.Limit("theme", found.per_theme)
    if found.per_holder:
        yield voting.Limit("porteur", found.per_holder)


def _pots(found: Declared, cantons: Sequence[str]) -> list[voting.Pot]:
    """Bands, reserved ones with them; then, in place of the band of all others, what cantons ask; then what is common."""
    bands = [_band(one, found) for one in found.bands]
    if found.canton in {"first", "each"}:
        bands = [pot for pot, one in zip(bands, found.bands, strict=True) if one.reserved]
        return _passed(bands, [*_of_cantons(found, cantons)], found)
    if found.bands and found.leftover == "common":
        return _passed(bands, [voting.Pot(COMMON, COMMON_NAME, amount=Fraction(0))], found)
    return _passed(bands, [], found)


def _band(one: Band, found: Declared) -> voting.Pot:
    public = ((("public", (one.reserved or EVERYBODY,)),)) if found.reserved else ()
    over, up_to = (None if bound is None else Fraction(bound, CENTS) for bound in (one.over, one.up_to))
    share = None if one.share is None else Fraction(one.share, WHOLE)
    return voting.Pot(one.id, one.label, share=share, among=voting.Among(public, over, up_to))


def _of_cantons(found: Declared, cantons: Sequence[str]) -> Iterator[voting.Pot]:
    if found.canton == "first":
        yield voting.Pot("cantons", CANTONS_NAME, limits=(voting.Limit("canton", 1),), leftover="general")
        yield voting.Pot("general", GENERAL_NAME, amount=Fraction(0))
        return
    amount, after = Fraction(found.canton_cents, CENTS), "" if found.leftover == "lost" else COMMON
    for place, name in enumerate(cantons, 1):
        among = voting.Among((("canton", (name,)),))
        yield voting.Pot(f"canton-{place}-{slugify(name)}", name, amount=amount, among=among, most=1, leftover=after)
    none_left = voting.Among((("canton", (NO_CANTON,)),)) if found.leftover == "lost" else voting.Among()
    yield voting.Pot(COMMON, NO_CANTON.capitalize() if found.leftover == "lost" else COMMON_NAME, among=none_left)


def _passed(bands: list[voting.Pot], after: list[voting.Pot], found: Declared) -> list[voting.Pot]:
    """Say of each band where what is left of it goes."""
    pots = [*bands, *after]
    for place, _ in enumerate(bands):
        if found.leftover == "lost" or place + 1 == len(pots):
            continue
        to = pots[place + 1] if found.leftover == "next" or not after else after[-1]
        pots[place] = replace(pots[place], leftover=to.id)
    return pots


def fields_of(project: Mapping[str, Any], frame: voting.Frame | None) -> dict[str, str]:
    """Return the fields of a frozen project that a frame reads."""
    known = {
        "canton": project.get("canton") or NO_CANTON,
        "theme": project.get("category") or "sans thème",
        "porteur": project.get("holder") or f"n° {project['number']}",
        "public": project.get("public") or EVERYBODY,
    }
    return {name: known[name] for name in read_by(frame)} if frame else {}


def read_by(frame: voting.Frame) -> list[str]:
    """Return the fields that a frame reads, in one order."""
    limits = [limit.field for held in (frame.limits, *(pot.limits for pot in frame.pots)) for limit in held]
    return sorted({*limits, *(name for pot in frame.pots for name, _ in pot.among.fields)})
