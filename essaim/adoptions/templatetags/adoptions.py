"""What several pages of adoptions show: `{% load adoptions %}`."""

from collections.abc import Iterable
from typing import Any

from django import template

from essaim.adoptions.models import Adoption
from essaim.foundation.ui.public import Tab

register = template.Library()


@register.inclusion_tag("adoptions/unavailable.html")
def unavailable(adoption: Adoption) -> dict[str, Any]:
    """Say which engines of a service this platform has not; nothing when all are here. One query."""
    return {"absent": adoption.terms.kit.absent}


UPKEEP = frozenset({"Préparer", "Équipe", "Conditions", "Journal", "Aide"})
"""What one does to a service now and then; the rest of its pages are the work of every day."""


@register.filter
def at_work(tabs: Iterable[Tab]) -> list[Tab]:
    """The pages of every day."""
    return [tab for tab in tabs if tab.label not in UPKEEP]


@register.filter
def upkeep(tabs: Iterable[Tab]) -> list[Tab]:
    """The pages of now and then."""
    return [tab for tab in tabs if tab.label in UPKEEP]
