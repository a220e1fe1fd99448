"""The records that only the seed has: its terms, the map of the note, and the whole that is read."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from essaim.portal.catalogue.params import CatalogueRecord, Line, Record, Slug

Reference = Annotated[str, StringConstraints(pattern=r"^(solution|initiative|page):[a-z0-9]+(-[a-z0-9]+)*$")]


class TermRecord(Record):
    """A theme or a public: a word of a closed list, with the sentence that explains it."""

    id: Slug
    label: Line = Field(min_length=1)
    description: Line = Field(min_length=1)
    tint: Literal["leaf", "sky", "brick", "plum", "honey"]


class Terms(Record):
    """The two closed lists that sort the catalogue, each in its order on the screen."""

    themes: list[TermRecord]
    publics: list[TermRecord]


class PassageState(StrEnum):
    """How far a passage of the note has come here: to be read, to be used, or told as background."""

    READABLE = "readable"
    RUNS = "runs"
    DOCUMENTED = "documented"


class PassageRecord(Record):
    """One passage of the note: our own heading, what it became here, how far that is, and why."""

    number: int = Field(ge=1)
    heading: Line = Field(min_length=1)
    became: list[Reference] = []
    state: PassageState
    why: Line = Field(min_length=1)


class Seed(Record):
    """Everything that the seed files hold."""

    terms: Terms
    catalogue: CatalogueRecord
    note: list[PassageRecord]
