"""The site map: every published page, with its last change."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from essaim.foundation.territories import public as territories
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


SITEMAPS = {
    "portes": Doors(),
    "solutions": Pages(Solution, "solution"),
    "initiatives": Pages(Initiative, "initiative"),
    "territoires": Places(),
}
