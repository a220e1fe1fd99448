"""Atom and JSON Feed 1.1 of any search: what is new for these words, in this territory."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from essaim.portal.catalogue.exchange.addresses import full, named
from essaim.portal.catalogue.exchange.selection import Item, Selection, describe, items

SIZE = 50
"""How many pages a feed holds, the latest first."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""The date of a feed that holds nothing yet: it must not change at each reading."""


class _Atom(Atom1Feed):
    """Django's Atom feed, dated by its entries, so that an unchanged feed is the same file."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=FIRST_DAY)


def title(selection: Selection) -> str:
    return f"{settings.ESSAIM_SERVICE_NAME} : {describe(selection.request)}"


def latest(selection: Selection) -> list[Item]:
    """Return the pages of a feed; the selection must be sorted by `recent`."""
    return items(selection.found.ids[:SIZE])


def atom(selection: Selection) -> str:
    """Return the Atom feed of a selection."""
    own = named("feed_atom", query=selection.query)
    feed = _Atom(
        title=_clean(title(selection)),
        link=named("search", query=selection.query),
        description="Ce qui est nouveau ou mis à jour, le plus récent d’abord.",
        language="fr",
        feed_url=own,
        feed_guid=own,
        feed_copyright="Licence Ouverte 2.0",
        author_name=settings.ESSAIM_SERVICE_NAME,
    )
    for item in latest(selection):
        feed.add_item(
            title=_clean(item.title),
            link=item.url,
            description=_clean(item.summary),
            unique_id=f"urn:uuid:{item.key}",
            pubdate=item.published_at,
            updateddate=item.updated_at,
            categories=[*item.labels, *item.places],
        )
    return str(feed.writeString("utf-8"))


def json_feed(selection: Selection) -> dict[str, Any]:
    """Return the JSON Feed 1.1 of a selection."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(selection),
        "home_page_url": named("search", query=selection.query),
        "feed_url": named("feed_json", query=selection.query),
        "description": "Ce qui est nouveau ou mis à jour, le plus récent d’abord.",
        "language": "fr",
        "authors": [{"name": settings.ESSAIM_SERVICE_NAME, "url": full("/")}],
        "items": [_entry(item) for item in latest(selection)],
    }


def _entry(item: Item) -> dict[str, Any]:
    published = {"date_published": item.published_at.isoformat()} if item.published_at else {}
    return {
        "id": f"urn:uuid:{item.key}",
        "url": item.url,
        "title": item.title,
        "content_text": item.summary or item.title,
        **published,
        "date_modified": item.updated_at.isoformat(),
        "tags": [*item.labels, *item.places],
    }


def as_json(feed: dict[str, Any]) -> str:
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _clean(text: str) -> str:
    """XML holds no control character, not even an escaped one."""
    return _CONTROL.sub("", text)
