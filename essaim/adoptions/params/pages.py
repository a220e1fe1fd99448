"""A page of questions: what is asked together, and when."""

from pydantic import Field

from essaim.adoptions.params.base import FieldRef, Section, Text
from essaim.adoptions.params.conditions import Condition


class PageRecord(Section):
    """A page of a form. Without a condition it is always asked."""

    title: Text
    fields: list[FieldRef] = Field(min_length=1)
    help: Text | None = None
    condition: Condition | None = None
