"""The one door of the catalogue for other apps: reads that return frozen dataclasses."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from essaim.portal.catalogue.domain.queries.finding import EVERYDAY
from essaim.portal.catalogue.exchange.offers import DataSetOffer, FileOffer, PageOffer, add_data_sets, add_pages
from essaim.portal.catalogue.models import Initiative, Solution, Status
from essaim.portal.catalogue.seed import PassageRecord, PassageState, read_seed

__all__ = [
    "EVERYDAY",
    "PAGES",
    "Became",
    "DataSetOffer",
    "FileOffer",
    "PageOffer",
    "Passage",
    "add_data_sets",
    "add_pages",
    "note_passages",
]

PAGES = {
    "home": ("L’accueil", "home:index"),
    "search": ("La recherche", "catalogue:search"),
    "territories": ("Les territoires", "home:territories"),
    "diffusion": ("Les solutions et leur diffusion", "catalogue:solutions"),
    "contribute": ("Proposer une initiative", "catalogue:propose"),
    "data": ("Les données ouvertes", "catalogue:data"),
    "note": ("La note, passage par passage", "home:note"),
}


@dataclass(frozen=True)
class Became:
    """What a passage of the founding note became here: a page, with its title and address (None: not published)."""

    kind: str
    title: str
    url: str | None


@dataclass(frozen=True)
class Passage:
    """One passage of the founding note, by its number (from 1), and how far it is: `readable`, `runs` or `documented`."""

    number: int
    heading: str
    state: PassageState
    why: str
    became: tuple[Became, ...]


def note_passages() -> list[Passage]:
    """Return every passage of the founding note, in order, with what it became.

    Costs two queries whatever the number of passages. Raises SeedError where the seed files are damaged.
    """
    published = {"solution": _titles(Solution), "initiative": _titles(Initiative)}
    return [_passage(record, published) for record in read_seed().note]


def _titles(model: type[Solution] | type[Initiative]) -> dict[str, str]:
    return dict(model._default_manager.filter(status=Status.PUBLISHED).values_list("slug", "title"))


def _passage(record: PassageRecord, published: dict[str, dict[str, str]]) -> Passage:
    became = tuple(_became(reference, published) for reference in record.became)
    return Passage(record.number, record.heading, record.state, record.why, became)


def _became(reference: str, published: dict[str, dict[str, str]]) -> Became:
    kind, _, name = reference.partition(":")
    if kind == "page":
        title, url_name = PAGES[name]
        return Became(kind, title, _address(url_name))
    found = published[kind].get(name)
    return Became(kind, found or name, _address(f"catalogue:{kind}", name) if found else None)


def _address(url_name: str, *arguments: str) -> str | None:
    try:
        return reverse(url_name, args=arguments)
    except NoReverseMatch:
        return None
