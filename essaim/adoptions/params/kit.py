"""The whole kit: fifteen sections, each closed."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from essaim.adoptions.params.base import Identifier, Section
from essaim.adoptions.params.header import KitHeaderRecord
from essaim.adoptions.params.logic import AmountRecord, EventRecord, RuleRecord
from essaim.adoptions.params.scenarios import ScenarioRecord
from essaim.adoptions.params.speaking import (
    AdapterRecord,
    DemoRecord,
    DocumentRecord,
    MessageRecord,
    OutcomesRecord,
    ProtocolRecord,
)
from essaim.adoptions.params.values import FieldRecord, ParameterRecord, RoleRecord

PARTS_AT_MOST = 100
"""How many parameters, fields, rules… a kit may have: what one person can read, and what can be tried in seconds."""
EngineSection = Annotated[Any, WithJsonSchema({"type": "object"})]
"""Checked by the engine's own model, not here."""

LISTS = ("parameters", "roles", "fields", "rules", "amounts", "messages", "documents", "adapters", "scenarios")
"""The sections whose items have an ``id``, unique in the section."""


class KitRecord(Section):
    """A kit file."""

    format: Annotated[Literal["1"], WithJsonSchema({"enum": ["1", 1]})]
    kit: KitHeaderRecord
    parameters: list[ParameterRecord] = Field(default=[], max_length=PARTS_AT_MOST)
    roles: list[RoleRecord] = Field(min_length=1, max_length=PARTS_AT_MOST)
    fields: list[FieldRecord] = Field(default=[], max_length=PARTS_AT_MOST)
    rules: list[RuleRecord] = Field(default=[], max_length=PARTS_AT_MOST)
    amounts: list[AmountRecord] = Field(default=[], max_length=PARTS_AT_MOST)
    engines: dict[Identifier, EngineSection] = Field(min_length=1)
    events: list[EventRecord] = Field(default=[], max_length=PARTS_AT_MOST)
    messages: list[MessageRecord] = Field(default=[], max_length=PARTS_AT_MOST)
    documents: list[DocumentRecord] = Field(default=[], max_length=PARTS_AT_MOST)
    outcomes: OutcomesRecord
    protocol: ProtocolRecord
    adapters: list[AdapterRecord] = []
    demo: DemoRecord
    scenarios: list[ScenarioRecord] = Field(min_length=1, max_length=PARTS_AT_MOST)
