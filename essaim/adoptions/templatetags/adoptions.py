"""What several pages of adoptions show: `{% load adoptions %}`."""

from typing import Any

from django import template

from essaim.adoptions.models import Adoption

register = template.Library()


@register.inclusion_tag("adoptions/unavailable.html")
def unavailable(adoption: Adoption) -> dict[str, Any]:
    """Say which engines of a service this platform has not; nothing when all are here. One query."""
    return {"absent": adoption.terms.kit.absent}
