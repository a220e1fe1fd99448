"""What French rules add to a count: cost bands, reserved shares, cantons, limits. Everything is a parameter, plain at 0.

A share of 0 is a band that does not exist: its projects are those of the next. So one kit serves who has no band and who has five.
"""

from typing import Literal

from pydantic import Field

from essaim.adoptions.params.base import Identifier, Label, ParameterRef, Section

Leftover = Literal["lost", "next", "common"]
CantonRule = Literal["none", "only", "first", "each"]
LEFTOVERS: dict[Leftover, str] = {
    "lost": "n’est pas dépensé",
    "next": "va à l’enveloppe suivante",
    "common": "va à une enveloppe commune à tous les projets",
}
CANTONS: dict[CantonRule, str] = {
    "none": "pas de règle par canton",
    "only": "un lauréat au plus par canton",
    "first": "d’abord le premier de chaque canton, puis les autres dans l’ordre des voix",
    "each": "une enveloppe par canton, pour un seul lauréat",
}


class ReservedRecord(Section):
    """Projects that have a share of their own: the team says at the instruction which are (« projets des jeunes »)."""

    id: Identifier
    label: Label


class BandRecord(Section):
    """A part of the money for some costs. ``up_to``: the highest cost, in it; the lowest is above the band before.

    ``share``: a percentage of the envelope; a band without one takes what the others leave, and comes last. ``reserved``: only
    for these projects; without it, for those that no share is reserved to.
    """

    id: Identifier
    label: Label
    reserved: Identifier | None = None
    up_to: ParameterRef | None = None
    share: ParameterRef | None = None


class FrameRecord(Section):
    """The frame. A number at 0, or a choice at « none », adds nothing.

    ``leftover``: `LEFTOVERS`; ``canton``: `CANTONS`, ``canton_money`` the envelope of each canton. At most: ``per_theme`` and
    ``per_holder`` winners; ``minimum`` votes to win; ``part``: the first project that does not fit gets what is left if that is
    this percentage of its cost. On a ballot: ``ballot_per_theme`` choices of one theme; ``ballot_apart``: not two incompatible ones.
    """

    reserved: list[ReservedRecord] = Field(default=[], max_length=5)
    bands: list[BandRecord] = Field(default=[], max_length=12)
    leftover: ParameterRef | None = None
    canton: ParameterRef | None = None
    canton_money: ParameterRef | None = None
    per_theme: ParameterRef | None = None
    per_holder: ParameterRef | None = None
    minimum: ParameterRef | None = None
    part: ParameterRef | None = None
    ballot_per_theme: ParameterRef | None = None
    ballot_apart: ParameterRef | None = None
