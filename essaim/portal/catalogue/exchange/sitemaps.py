"""The site map: every published page, with its last change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.exchange import offers
from essaim.portal.catalogue.models import Initiative, Solution, Status


class Pages(Sitemap[Solution | Initiative]):
    """The pages of one kind; 5,000 a file."""

    limit = 5000

    def __init__(self, model: type[Solution] | type[Initiative], kind: str) -> None:
        self.model = model
        self.kind = kind

    def items(self) -> QuerySet[Solution | Initiative]:
        return self.model._default_manager.filter(status=Status.PUBLISHED).order_by("pk").only("slug", "updated_at")

    def location(self, item: Solution | Initiative) -> str:
        return reverse(f"catalogue:{self.kind}", args=[item.slug])

    def lastmod(self, item: Solution | Initiative) -> datetime:
        return item.updated_at


class Places(Sitemap[str]):
    """The page of each département."""

    def items(self) -> Sequence[str]:
        return [one.path for one in territories.departements()]

    def location(self, item: str) -> str:
        return item


class Doors(Sitemap[str]):
    """The pages from which everything else is found."""

    def items(self) -> Sequence[str]:
        return ["home:index", "catalogue:search", "catalogue:solutions", "catalogue:data", "catalogue:api_docs"]

    def location(self, item: str) -> str:
        return reverse(item)


class Offered(Sitemap[offers.PageOffer]):
    """The pages that an upper app added."""

    def __init__(self, section: str) -> None:
        self.section = section

    def items(self) -> Sequence[offers.PageOffer]:
        return list(offers.pages[self.section]())

    def location(self, item: offers.PageOffer) -> str:
        return item[0]

    def lastmod(self, item: offers.PageOffer) -> datetime:
        return item[1]


def sections() -> dict[str, type[Sitemap[Any]] | Sitemap[Any]]:
    """Return every section of the site map by name: ours, then those of the apps above."""
    own: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
        "portes": Doors(),
        "solutions": Pages(Solution, "solution"),
        "initiatives": Pages(Initiative, "initiative"),
        "territoires": Places(),
    }
    return own | {section: Offered(section) for section in offers.pages}
