"""The pages of a form: what one screen asks, the same record for every engine that opens a door."""

from pydantic import Field

from essaim.adoptions.params.base import FieldRef, Section, Text
from essaim.adoptions.params.conditions import Condition

FIELDS_AT_MOST = 12
"""More than a person answers on one screen without losing heart."""


class PageRecord(Section):
    """One screen of a form. ``condition``: it is shown only when that is not « no »."""

    title: Text
    help: Text | None = None
    fields: list[FieldRef] = Field(min_length=1, max_length=FIELDS_AT_MOST)
    condition: Condition | None = None
