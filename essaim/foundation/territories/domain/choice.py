"""« Mon territoire »: the choice of a visitor, kept in the session and nowhere else."""

from django.http import HttpRequest

from essaim.foundation.territories.domain.queries.info import TerritoryInfo
from essaim.foundation.territories.domain.queries.places import find

KEY = "territory"


def my_territory(request: HttpRequest) -> TerritoryInfo | None:
    """Return the territory that the visitor chose, or None. No query when none was chosen, one otherwise."""
    code = request.session.get(KEY)
    return find(code) if code else None


def remember(request: HttpRequest, code: str) -> None:
    """Keep the choice for this visit. Side effect: the session (its cookie is the only trace, and is strictly needed)."""
    request.session[KEY] = code


def forget(request: HttpRequest) -> None:
    """Drop the choice. Side effect: the session."""
    request.session.pop(KEY, None)
