"""Scenarios: given, when, then. Their values follow the parameters: « plafond, plus 1 » rather than « 301 »."""

from typing import Annotated, Any, Literal, Self

from pydantic import StringConstraints, WithJsonSchema, model_validator

from essaim.adoptions.params.base import Fragment, Identifier, Name, Qualified, RoleRef, Section, YesNo

Answer = Literal["oui", "non", "inconnu"]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
LookupKey = Annotated[str, StringConstraints(max_length=81)]
Given = Annotated[Any, WithJsonSchema({"type": ["string", "number", "array", "object"]})]
"""A value as it is written, `{parameter: id, plus: n}`, a list of choices, or a list of items of a group."""


class GivenRecord(Section):
    """What is known at the start."""

    fields: dict[Identifier, Given] = {}
    lookups: dict[LookupKey, Given] = {}


class ActRecord(Section):
    """Somebody does a verb of an engine; ``learns`` are the fields given by that act.

    ``door``: by which way in, for a role that has several; its first one without it.
    """

    do: Qualified
    by: RoleRef
    door: Identifier | None = None
    on: Day | None = None
    learns: dict[Identifier, Given] = {}
    refused: YesNo = False


class ThenRecord(Section):
    """What must be true in the end. ``says``: words that the message must hold, as a person reads them."""

    rules: dict[Identifier, Answer] = {}
    reasons: dict[Identifier, list[Fragment]] = {}
    amounts: dict[Identifier, Given] = {}
    messages: dict[Identifier, list[Fragment]] = {}
    engines: dict[Identifier, dict[Identifier, Fragment]] = {}

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any((self.rules, self.reasons, self.amounts, self.messages, self.engines)):
            raise ValueError("un scénario vérifie quelque chose : complétez « then »")
        return self


class ScenarioRecord(Section):
    """One case, played at install and in the tests, with the adopter's own values."""

    id: Identifier
    title: Name
    today: Day
    parameters: dict[Identifier, Given] = {}
    given: GivenRecord = GivenRecord()
    when: list[ActRecord] = []
    then: ThenRecord
