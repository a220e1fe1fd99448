"""The pages of a form: what one screen asks, the same record for every engine that opens a door."""

from typing import Self

from pydantic import Field, model_validator

from essaim.adoptions.params.base import FieldRef, Identifier, Label, RoleRef, Section, Text, YesNo
from essaim.adoptions.params.conditions import Condition
from essaim.adoptions.params.values import RetentionRecord

FIELDS_AT_MOST = 12
"""More than a person answers on one screen without losing heart."""
DOCUMENTS_AT_MOST = 5


class AskedDocumentRecord(Section):
    """A file that a page asks for, with what the law wants to know of it: no value of a field, so no rule reads it."""

    id: Identifier
    label: Label
    help: Text | None = None
    purpose: Text
    retention: RetentionRecord
    seen_by: list[RoleRef] = []
    required: YesNo = True


class PageRecord(Section):
    """One screen of a form. ``condition``: it is shown only when that is not « no »."""

    title: Text
    help: Text | None = None
    fields: list[FieldRef] = Field(default=[], max_length=FIELDS_AT_MOST)
    documents: list[AskedDocumentRecord] = Field(default=[], max_length=DOCUMENTS_AT_MOST)
    condition: Condition | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.fields and not self.documents:
            raise ValueError("une page demande quelque chose : ajoutez « fields » ou « documents »")
        return self
