"""The records of the catalogue, as anybody may read, write or check them.

One definition serves the seed, the import, the export, the API and the JSON Schema that we publish:
solution, initiative, figure and diffusion. No personal data has a place in a record.
"""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

SCHEMA_VERSION = "1.0"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


def _without_nul(text: str) -> str:
    if "\x00" in text:
        message = "caractère NUL : retirez-le, aucune base ne le garde"
        raise ValueError(message)
    return text


def _one_line(text: str) -> str:
    """A line end in a title is a slip, or an attempt at the header of a message. Narrow spaces stay: they are French."""
    return re.sub(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", _without_nul(text))


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_one_line)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(_without_nul)]


def _as_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_as_number, return_type=int | float, when_used="json")]
"""Exact here, a plain number in JSON: who reads our files must not parse texts."""

Passages = dict[str, list[int]]
"""For each field, the numbers of the passages of the founding note that state it."""

_TERRITORY = re.compile(r"^(pays-FR|region-\d\d|departement-(\d\d|2[AB]|97\d)|epci-\d{9}|commune-[0-9AB]{5})$")


def _territory_code(value: str) -> str:
    if not _TERRITORY.match(value):
        message = (
            f"« {value} » n’est pas un code de territoire : attendu pays-FR, region-84, departement-32, "
            "epci-200069193 ou commune-01001."
        )
        raise ValueError(message)
    return value


TerritoryCode = Annotated[str, AfterValidator(_territory_code)]


class Stage(StrEnum):
    """How far an initiative has gone. A stopped one stays, with what was learnt."""

    IDEA = "idea"
    TEST = "test"
    RUNNING = "running"
    SPREAD = "spread"
    STOPPED = "stopped"


class FigureKind(StrEnum):
    """What a figure says: seen (measured), aimed at (target), announced (planned) or about the surroundings."""

    MEASURED = "measured"
    TARGET = "target"
    PLANNED = "planned"
    CONTEXT = "context"


class Precision(StrEnum):
    """How the source gives the value: « près de », « plus de », « au plus »… are kept, never rounded away."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"


class EvidenceLevel(StrEnum):
    """What is known of the effects, from nothing to several evaluations that agree."""

    NONE = "none"
    STORY = "story"
    FOLLOWED = "followed"
    PLANNED = "planned"
    COMPARED = "compared"
    POOLED = "pooled"


class DiffusionState(StrEnum):
    """What the receiving territory did: launched it, studies it, or stopped it."""

    LAUNCHED = "launched"
    STUDIED = "studied"
    STOPPED = "stopped"


class ObstacleState(StrEnum):
    """Where a legal obstacle, and the derogation or proposal that answers it, stand."""

    MET = "met"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAW_CHANGED = "law_changed"


class Record(BaseModel):
    """A closed record: an unknown key is an error, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Record):
    """A date as the source gives it (« à l’automne dernier ») and, where it is known, its year."""

    text: Line
    year: int | None = Field(default=None, ge=1900, le=2100)


class FigureRecord(Record):
    """A dated, sourced number. ``value`` to ``value_max`` is a range where the source gives one."""

    label: Line
    value: Number
    value_max: Number | None = None
    precision: Precision = Precision.EXACT
    unit: Line
    kind: FigureKind
    when: When | None = None
    source: Line
    method: Text = ""
    passage: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _range_is_ordered(self) -> "FigureRecord":
        if self.value_max is not None and self.value_max < self.value:
            message = f"« {self.label} » : value_max ({self.value_max}) est plus petit que value ({self.value})."
            raise ValueError(message)
        return self


class StageRecord(Record):
    """The day, or the vague date, on which an initiative reached a stage."""

    stage: Stage
    when: When | None = None
    note: Line = ""
    passage: int | None = Field(default=None, ge=1)


class PartnerRecord(Record):
    """A structure that takes part, and its part. Structures only: no person is named here."""

    name: Line
    part: Line = ""


class LinkRecord(Record):
    """A page elsewhere that tells more."""

    label: Line
    url: HttpUrl


class ObstacleRecord(Record):
    """A legal obstacle that was met, the derogation or the proposal to the State, and where it stands."""

    obstacle: Text
    derogation: Text = ""
    proposal: Text = ""
    state: ObstacleState = ObstacleState.MET
    passage: int | None = Field(default=None, ge=1)


class DiffusionRecord(Record):
    """One edge of the graph of diffusion: a solution goes from a territory to another."""

    solution: Slug
    from_territory: TerritoryCode | None = None
    from_initiative: Slug | None = None
    to_territory: TerritoryCode
    to_initiative: Slug | None = None
    state: DiffusionState
    when: When | None = None
    changes: Text = ""
    source: Line = ""
    passage: int | None = Field(default=None, ge=1)


class Needs(Record):
    """What a solution takes. What is not known stays empty and is shown as to be completed."""

    people: Text = ""
    money: Text = ""
    law: Text = ""
    time: Text = ""


class SolutionRecord(Record):
    """What can be copied: the practice, free of any one territory."""

    id: Slug
    title: Line
    summary: Text
    problem: Text = ""
    how_it_works: Text = ""
    for_whom: Text = ""
    needs: Needs = Needs()
    themes: list[Slug] = Field(min_length=1)
    publics: list[Slug] = []
    similar: list[Slug] = []
    everyday_words: list[Line] = []
    passages: Passages = {}
    source_key: Line = ""


class InitiativeRecord(Record):
    """One territory's version of a solution."""

    id: Slug
    title: Line
    summary: Text
    problem: Text = ""
    how_it_works: Text = ""
    for_whom: Text = ""
    solution: Slug | None = None
    themes: list[Slug] = Field(min_length=1)
    publics: list[Slug] = []
    territories: list[TerritoryCode] = Field(min_length=1)
    holder: Line = ""
    partners: list[PartnerRecord] = []
    stage: Stage
    stages: list[StageRecord] = []
    lessons: Text = ""
    figures: list[FigureRecord] = []
    costs: Text = ""
    funding: Text = ""
    legal_basis: Text = ""
    obstacles: list[ObstacleRecord] = []
    links: list[LinkRecord] = []
    evidence_level: EvidenceLevel = EvidenceLevel.NONE
    everyday_words: list[Line] = []
    passages: Passages = {}
    provenance: Line = ""
    source_key: Line = ""

    @model_validator(mode="after")
    def _stopped_says_what_was_learnt(self) -> "InitiativeRecord":
        if self.stage is Stage.STOPPED and not self.lessons:
            message = f"« {self.id} » est arrêtée : « lessons » doit dire ce qui a été appris."
            raise ValueError(message)
        return self


class SolutionDraft(SolutionRecord):
    """A solution that is not published yet: what is missing is completed before publication."""

    themes: list[Slug] = []


class InitiativeDraft(InitiativeRecord):
    """An initiative that is not published yet: it may still lack its themes and its territory."""

    themes: list[Slug] = []
    territories: list[TerritoryCode] = []


class CatalogueRecord(Record):
    """A whole catalogue, as ``essaim catalogue export`` writes it."""

    schema_version: str = SCHEMA_VERSION
    solutions: list[SolutionRecord] = []
    initiatives: list[InitiativeRecord] = []
    diffusion: list[DiffusionRecord] = []
