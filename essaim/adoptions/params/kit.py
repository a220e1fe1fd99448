"""The whole kit: fourteen sections, each closed."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from essaim.adoptions.params.base import Identifier, Section
from essaim.adoptions.params.header import KitHeaderRecord
from essaim.adoptions.params.logic import AmountRecord, EventRecord, RuleRecord
from essaim.adoptions.params.scenarios import ScenarioRecord
from essaim.adoptions.params.speaking import AdapterRecord, DemoRecord, MessageRecord, OutcomesRecord, ProtocolRecord
from essaim.adoptions.params.values import FieldRecord, ParameterRecord, RoleRecord

FORMAT = "1"
EngineSection = Annotated[Any, WithJsonSchema({"type": "object"})]
"""Checked by the engine's own model, not here."""

LISTS = ("parameters", "roles", "fields", "rules", "amounts", "messages", "adapters", "scenarios")
"""The sections whose items have an ``id``, unique in the section."""


class KitRecord(Section):
    """A kit file."""

    format: Annotated[Literal["1"], WithJsonSchema({"enum": ["1", 1]})]
    kit: KitHeaderRecord
    parameters: list[ParameterRecord] = []
    roles: list[RoleRecord] = Field(min_length=1)
    fields: list[FieldRecord] = []
    rules: list[RuleRecord] = []
    amounts: list[AmountRecord] = []
    engines: dict[Identifier, EngineSection] = Field(min_length=1)
    events: list[EventRecord] = []
    messages: list[MessageRecord] = []
    outcomes: OutcomesRecord
    protocol: ProtocolRecord
    adapters: list[AdapterRecord] = []
    demo: DemoRecord
    scenarios: list[ScenarioRecord] = Field(min_length=1)
