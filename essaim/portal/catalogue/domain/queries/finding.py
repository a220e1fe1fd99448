"""What the results page shows beside the search itself: the words of the facets, the cards, the map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.models import Initiative, Public, Solution, Status, Theme
from essaim.portal.catalogue.models.initiative import EVIDENCE_LABELS, STAGE_LABELS
from essaim.portal.catalogue.search import Group, Hit, SearchPage

FACET_NAMES = {
    "theme": ("theme", "Thème"),
    "public": ("public", "Pour qui"),
    "territory": ("departement", "Département"),
    "stage": ("etape", "Étape"),
    "evidence": ("preuve", "Preuve"),
}
"""For each facet, its parameter in the address and its legend."""

EVERYDAY = (
    "plus de médecin dans mon village",
    "voiture partagée pour personnes âgées",
    "cumuler le RSA et un emploi saisonnier",
    "manger bio et local à la cantine",
    "parler à mamie en visio",
    "voter pour un projet",
)
"""Examples of what people type; a test holds that each finds something in the founding catalogue."""

SHOWN_UNDER = 3
"""Initiatives listed under a solution before « voir les autres »."""


@dataclass(frozen=True)
class Entry:
    """One page in a list: its row with terms and territories, and the hit that found it."""

    hit: Hit
    page: Solution | Initiative

    @property
    def places(self) -> str:
        return place_names(self.page) if isinstance(self.page, Initiative) else ""


@dataclass(frozen=True)
class Result:
    """One result: what comes first, what stands under it, how many more, and the solution it belongs to."""

    head: Entry
    under: tuple[Entry, ...]
    more: int
    solution: Solution | None


def results(page: SearchPage) -> list[Result]:
    """Return the groups of a page with their rows, in a constant number of queries."""
    hits = [hit for group in page.groups for hit in (group.head, *group.hits)]
    solution_ids = {hit.object_id for hit in hits if hit.kind == "solution"} | {
        group.solution_id for group in page.groups if group.solution_id
    }
    solutions = cards_of(Solution.objects.filter(pk__in=solution_ids)).in_bulk()
    initiatives = cards_of(
        Initiative.objects.filter(pk__in={hit.object_id for hit in hits if hit.kind == "initiative"})
    ).in_bulk()
    known: dict[tuple[str, int], Solution | Initiative] = {("solution", key): row for key, row in solutions.items()}
    known |= {("initiative", key): row for key, row in initiatives.items()}
    return [
        _result(group, known, solutions) for group in page.groups if (group.head.kind, group.head.object_id) in known
    ]


def _result(
    group: Group, known: Mapping[tuple[str, int], Solution | Initiative], solutions: Mapping[int, Solution]
) -> Result:
    entries = [
        Entry(hit, known[hit.kind, hit.object_id])
        for hit in (group.head, *group.hits)
        if (hit.kind, hit.object_id) in known
    ]
    head, others = entries[0], [entry for entry in entries[1:] if entry.hit.kind == "initiative"]
    under = tuple(others[:SHOWN_UNDER])
    listed = len(under) + (head.hit.kind == "initiative")
    solution = solutions.get(group.solution_id or 0) if head.hit.kind == "initiative" else None
    return Result(head, under, max(0, group.initiative_count - listed), solution)


def cards_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return published pages with what a card shows; solutions carry how many published initiatives they have."""
    rows = rows.filter(status=Status.PUBLISHED)
    if rows.model is not Solution:
        return rows.prefetch_related("themes", "territories")
    shown = Q(initiatives__status=Status.PUBLISHED)
    rows = rows.annotate(initiative_count=Count("initiatives", filter=shown, distinct=True))
    return rows.prefetch_related("themes")


def place_names(page: Initiative) -> str:
    """Return the names of the territories of an initiative, the largest first."""
    levels = ("pays", "region", "departement", "epci", "commune")
    places = sorted(page.territories.all(), key=lambda place: (levels.index(place.level), place.name))
    return ", ".join(place.name for place in places)


def facet_words() -> dict[str, dict[str, str]]:
    """Return, for each facet, the words of its values. Costs two queries."""
    return {
        "theme": dict(Theme.objects.values_list("slug", "label")),
        "public": dict(Public.objects.values_list("slug", "label")),
        "territory": {place.code: place.name for place in territories.departements()},
        "stage": {stage.value: label.capitalize() for stage, label in STAGE_LABELS.items()},
        "evidence": {level.value: label.capitalize() for level, label in EVIDENCE_LABELS.items()},
    }


def counts_by_departement(page: SearchPage) -> dict[str, int]:
    """Return how many results each département has, by official number: the same results as the list."""
    counts = page.facets.get("territory", ())
    chosen = any(one.selected for one in counts)
    return {
        one.value.removeprefix("departement-"): one.count
        for one in counts
        if one.count and (one.selected or not chosen) and one.value.startswith("departement-")
    }


def theme_counts(model: type[Solution] | type[Initiative]) -> list[Theme]:
    """Return the themes that have published pages of this kind, each with their number."""
    name = "solutions" if model is Solution else "initiatives"
    shown = Q(**{f"{name}__status": Status.PUBLISHED})
    return list(Theme.objects.annotate(count=Count(name, filter=shown, distinct=True)).filter(count__gt=0))


def words_of(found: Iterable[str]) -> str:
    """Return words between French quotation marks, joined as a person says them."""
    quoted = [f"«\u00a0{word}\u00a0»" for word in found]
    return " et ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)
