"""What upper apps add to the site map and to the description of our open data. Filled once, when the apps start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FileOffer:
    """One file of a data set: its whole path on this site, its kind as in `dcat.FORMATS`, its title in French."""

    path: str
    kind: str
    title: str


@dataclass(frozen=True)
class DataSetOffer:
    """A data set that an upper app publishes: the path of its page, which names it, and its files."""

    path: str
    title: str
    description: str
    place: str
    place_name: str
    changed: datetime
    keywords: tuple[str, ...]
    files: tuple[FileOffer, ...]


PageOffer = tuple[str, datetime]
"""The path of a public page, and its last change."""

data_sets: list[Callable[[], Iterable[DataSetOffer]]] = []
pages: dict[str, Callable[[], Iterable[PageOffer]]] = {}


def add_data_sets(provider: Callable[[], Iterable[DataSetOffer]]) -> None:
    """Add a source of data sets, asked at each reading of the description."""
    if provider not in data_sets:
        data_sets.append(provider)


def add_pages(section: str, provider: Callable[[], Iterable[PageOffer]]) -> None:
    """Add a section of the site map. Raises ValueError: another source has this name."""
    if pages.setdefault(section, provider) is not provider:
        raise ValueError(f"two sections of the site map are called {section}")
