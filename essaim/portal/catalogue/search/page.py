"""What a page asks of the search, and what it gets back: frozen, and the same on every database."""

import re
from dataclasses import dataclass, field
from typing import Literal

Sort = Literal["relevance", "recent", "title", "distance"]
Kind = Literal["solution", "initiative"]
FACETS = ("theme", "public", "territory", "stage", "evidence")
"""The facets, in the order in which a page shows them."""


@dataclass(frozen=True)
class SearchRequest:
    """One search. Everything is optional: an empty request lists the whole catalogue.

    ``themes``, ``publics``: slugs; ``stages``, ``evidence``: values of ``params.Stage`` and ``params.EvidenceLevel``;
    ``departements``: territory codes (``departement-32``). Values of one facet add up (or), facets narrow (and).
    ``territory``: code of any territory; keeps what concerns it (itself, what it contains, what contains it).
    ``near``: (latitude, longitude) in degrees, for ``sort="distance"``; ``within_km`` keeps what is that near.
    ``exact``: the words as they are written: neither repaired, nor widened, nor completed by synonyms or meaning.
    ``page`` starts at 1; ``per_page`` is between 1 and 100.
    """

    query: str = ""
    themes: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    territory: str = ""
    near: tuple[float, float] | None = None
    within_km: float | None = None
    exact: bool = False
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 20
    meaning: bool = True


@dataclass(frozen=True)
class Reason:
    """Why a result is here. ``text`` is the French sentence; the rest is the same as data.

    ``how``: exact, inflection, synonym, correction, meaning, territory. ``field``: title, words, summary, body or "".
    ``asked`` is the word of the query, ``found`` the word of the page.
    """

    text: str
    how: str
    field: str = ""
    asked: str = ""
    found: str = ""

    @property
    def word(self) -> str:
        """The reason in a word or two: what the page says, with its accents, else what was asked."""
        quoted = re.search(r"«\u00a0(.+?)\u00a0»", self.text)
        return quoted[1] if quoted else self.text


@dataclass(frozen=True)
class Hit:
    """One solution or initiative. ``object_id`` is its primary key, ``slug`` its public identifier."""

    kind: Kind
    object_id: int
    slug: str
    title: str
    summary: str
    score: float
    reasons: tuple[Reason, ...] = ()
    distance_km: float | None = None

    @property
    def words(self) -> list[str]:
        """The reasons in a few words, each said once."""
        return list(dict.fromkeys(reason.word for reason in self.reasons))


@dataclass(frozen=True)
class Group:
    """One result: a solution with its initiatives, or an initiative that stands alone.

    ``head`` is what the page shows first (the solution when the query is broad, the initiative when it is narrow).
    ``hits`` are the other matching pages of the same group, best first: nothing is shown twice.
    ``initiative_count``: how many initiatives of the solution match.
    """

    head: Hit
    hits: tuple[Hit, ...] = ()
    solution_id: int | None = None
    initiative_count: int = 0

    @property
    def score(self) -> float:
        return self.head.score


@dataclass(frozen=True)
class FacetCount:
    """How many results carry this value, all other filters kept. ``selected``: the request asked for it."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class Correction:
    """A word that nothing in the catalogue contains, and the one that was searched instead."""

    asked: str
    used: str


@dataclass(frozen=True)
class Place:
    """A territory recognised in the words of the query."""

    code: str
    name: str
    words: str


@dataclass(frozen=True)
class SearchPage:
    """The answer. ``total`` counts groups; ``initiative_total`` and ``solution_total`` count pages.

    ``widened``: the words that had to be left out to find enough. ``ids``: the matching pages (10,000 at most),
    best first, as (kind, object_id): the map and the downloads show the same results as the list.
    """

    groups: tuple[Group, ...]
    total: int
    initiative_total: int
    solution_total: int
    page: int
    page_count: int
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    corrected: tuple[Correction, ...] = ()
    widened: tuple[str, ...] = ()
    place: Place | None = None
    place_is_empty: bool = False
    with_meaning: bool = False
    ids: tuple[tuple[Kind, int], ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A completion for the header's search field: a title (with its page) or a word of the catalogue."""

    text: str
    kind: Literal["solution", "initiative", "word"]
    slug: str = ""
