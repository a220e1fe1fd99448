"""What a query string selects, the same for the list, the downloads, the feeds and the frames."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import QueryDict

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.exchange.addresses import page as address_of
from essaim.portal.catalogue.exchange.wording import CHOICES
from essaim.portal.catalogue.models import Initiative, Public, Solution, Status, Theme
from essaim.portal.catalogue.search import SearchPage, SearchRequest, search
from essaim.portal.catalogue.search.address import Address, parse, write
from essaim.portal.catalogue.search.page import Sort

MODELS: dict[str, type[Solution] | type[Initiative]] = {"solution": Solution, "initiative": Initiative}


@dataclass(frozen=True)
class Selection:
    """A search and everything that it found, best first."""

    address: Address
    found: SearchPage

    @property
    def request(self) -> SearchRequest:
        return self.address.request

    @property
    def query(self) -> str:
        """The query string, in its shortest form."""
        return write(replace(self.address, view="liste"))

    def ids(self, kind: str) -> list[int]:
        """Return the primary keys of one kind (solution or initiative), in order."""
        return [key for found, key in self.found.ids if found == kind]


@dataclass(frozen=True)
class Item:
    """One page as feeds and frames show it: no more than what anybody reads on it."""

    kind: str
    key: str
    slug: str
    title: str
    summary: str
    url: str
    published_at: datetime | None
    updated_at: datetime
    labels: tuple[str, ...]
    places: tuple[str, ...]


def select(data: QueryDict, *, sort: Sort | None = None) -> Selection:
    """Run the search of a query string, all pages at once. ``sort`` replaces the order that it asks for."""
    address = parse(data)
    asked = replace(address.request, page=1, per_page=1, sort=sort or address.request.sort)
    return Selection(address, search(asked))


def items(found: Iterable[tuple[str, int]]) -> list[Item]:
    """Return the pages of (kind, primary key), in the same order, in a constant number of queries."""
    wanted = list(found)
    pages: dict[tuple[str, int], Solution | Initiative] = {}
    for kind, model in MODELS.items():
        parts = ("themes", "territories") if kind == "initiative" else ("themes",)
        rows = model._default_manager.filter(pk__in=[key for one, key in wanted if one == kind])
        for row in rows.filter(status=Status.PUBLISHED).prefetch_related(*parts):
            pages[kind, row.pk] = row
    return [_item(kind, pages[kind, key]) for kind, key in wanted if (kind, key) in pages]


def _item(kind: str, row: Solution | Initiative) -> Item:
    places = row.territories.all() if isinstance(row, Initiative) else ()
    return Item(
        kind=kind,
        key=str(row.key),
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        url=address_of(kind, row.slug),
        published_at=row.published_at,
        updated_at=row.updated_at,
        labels=tuple(theme.label for theme in row.themes.all()),
        places=tuple(sorted(place.name for place in places)),
    )


def describe(request: SearchRequest) -> str:
    """Say a search in French, for titles: « Toutes les initiatives », « voiture », Se déplacer, Gers »."""
    words = [f"« {request.query} »"] if request.query else []
    words += _labels(Theme, request.themes) + _labels(Public, request.publics)
    codes = [*request.departements, *([request.territory] if request.territory else [])]
    found = territories.get_many(codes) if codes else {}
    words += [found[code].name for code in codes if code in found]
    words += [CHOICES["Stage"][value] for value in request.stages if value in CHOICES["Stage"]]
    words += [CHOICES["EvidenceLevel"][value] for value in request.evidence if value in CHOICES["EvidenceLevel"]]
    return ", ".join(words) or "Toutes les solutions et initiatives"


def _labels(model: type[Theme] | type[Public], slugs: tuple[str, ...]) -> list[str]:
    if not slugs:
        return []
    return list(model._default_manager.filter(slug__in=slugs).values_list("label", flat=True))
