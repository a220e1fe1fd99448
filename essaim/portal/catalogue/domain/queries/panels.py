"""What the catalogue says of itself on the pages of others: counts, what is new, the latest barometer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.domain.queries.finding import cards_of
from essaim.portal.catalogue.models import Diffusion, Figure, Initiative, Solution, Status

BAROMETER = "barometre-solidarite"
"""The solution whose most recent initiative is the barometer that the home page quotes."""

RECENT = 3
LISTED = 6


@dataclass(frozen=True)
class KeyFigures:
    """How much the catalogue holds, counted now; `updated_at` is its last change, None while it is empty."""

    solutions: int
    initiatives: int
    departements: int
    figures: int
    updated_at: datetime | None


def key_figures() -> KeyFigures:
    """Count what is published. Five queries."""
    published = Initiative.objects.filter(status=Status.PUBLISHED)
    codes = set(
        published.filter(territories__level__in=("departement", "epci", "commune")).values_list(
            "territories__code", flat=True
        )
    )
    inside = territories.departements_of(codes) if codes else {}
    return KeyFigures(
        solutions=Solution.objects.filter(status=Status.PUBLISHED).count(),
        initiatives=published.count(),
        departements=len({code for found in inside.values() if len(found) == 1 for code in found}),
        figures=Figure.objects.filter(initiative__status=Status.PUBLISHED).count(),
        updated_at=published.aggregate(last=Max("updated_at"))["last"],
    )


def recently_updated() -> list[Initiative]:
    """Return the initiatives that changed last."""
    return list(cards_of(Initiative.objects.order_by("-updated_at", "-pk"))[:RECENT])


def barometer() -> Initiative | None:
    """Return the most recent published barometer, or None."""
    rows = Initiative.objects.filter(solution__slug=BAROMETER, status=Status.PUBLISHED)
    return rows.order_by("-published_at", "-pk").first()


@dataclass(frozen=True)
class Here:
    """The initiatives of a territory and of its parts, and the solutions that it studies without an initiative."""

    initiatives: tuple[Initiative, ...]
    total: int
    studied: tuple[Diffusion, ...]


def initiatives_of(code: str) -> Here:
    """Return what is published of a territory, itself and what it contains. Costs six queries at most."""
    rows = cards_of(Initiative.objects.filter(_inside(code, "territories"))).order_by("title", "pk").distinct()
    edges = Diffusion.objects.filter(
        _inside(code, "to_territory"), to_initiative=None, solution__status=Status.PUBLISHED
    )
    studied = edges.select_related("solution", "to_territory").order_by("solution__title").distinct()
    return Here(tuple(rows[:LISTED]), rows.count(), tuple(studied))


def _inside(code: str, path: str) -> Q:
    """The condition « this territory or a part of it », along a path to a territory."""
    return Q(**{f"{path}__code": code}) | Q(**{f"{path}__wholes__whole__code": code})
