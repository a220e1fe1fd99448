"""Finding solutions and initiatives in everyday words.

The one door for the pages: ``search``, ``suggest``, ``refresh``, ``reindex``. The index is inverted, kept in ordinary
tables, the same on SQLite and PostgreSQL; ``essaim.cores.text`` does the French and the ranking. See docs/adr/0004.
"""

from essaim.portal.catalogue.search.catalogue import read_meaning, refresh, reindex
from essaim.portal.catalogue.search.finder import search
from essaim.portal.catalogue.search.page import (
    FACETS,
    Correction,
    FacetCount,
    Group,
    Hit,
    Place,
    Reason,
    SearchPage,
    SearchRequest,
    Suggestion,
)
from essaim.portal.catalogue.search.suggestions import suggest
from essaim.portal.catalogue.search.synonyms import load_synonyms

__all__ = [
    "FACETS",
    "Correction",
    "FacetCount",
    "Group",
    "Hit",
    "Place",
    "Reason",
    "SearchPage",
    "SearchRequest",
    "Suggestion",
    "load_synonyms",
    "read_meaning",
    "refresh",
    "reindex",
    "search",
    "suggest",
]
