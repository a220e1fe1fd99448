"""What other pages of the catalogue show of reuse: data blocks, feeds in the head, the block « Réutiliser »."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from essaim.portal.catalogue.exchange.structured import block, describe_page
from essaim.portal.catalogue.models import Initiative, Solution
from essaim.portal.catalogue.search.address import parse, write

register = template.Library()


@register.simple_tag
def json_ld(page: Solution | Initiative) -> SafeString:
    """Draw the schema.org data block of a page."""
    return block(describe_page(page))


def _query(context: RequestContext) -> dict[str, Any]:
    query = write(parse(context["request"].GET))
    return {"query": f"?{query}" if query else "", "formats": FORMATS}


FORMATS = (
    ("csv", "CSV", "pour un tableur"),
    ("xlsx", "XLSX", "pour Excel"),
    ("json", "JSON", "complet"),
    ("geojson", "GeoJSON", "pour une carte"),
)


@register.inclusion_tag("catalogue/exchange/feed_links.html", takes_context=True)
def feed_links(context: RequestContext) -> dict[str, Any]:
    """Draw, for the head of a results page, the links to the feeds of its search."""
    return _query(context)


@register.inclusion_tag("catalogue/exchange/reuse_links.html", takes_context=True)
def reuse_links(context: RequestContext) -> dict[str, Any]:
    """Draw the block « Réutiliser ces résultats » of the current search: downloads, feeds, frame."""
    return _query(context)
