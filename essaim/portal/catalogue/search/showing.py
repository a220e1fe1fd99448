"""From numbers to what a page shows: titles, summaries, reasons, distances."""

import numpy as np

from essaim.portal.catalogue.models.search import SearchDocument
from essaim.portal.catalogue.search.found import Found
from essaim.portal.catalogue.search.grouping import Grouped, Members
from essaim.portal.catalogue.search.page import Group, Hit, Place, SearchRequest
from essaim.portal.catalogue.search.reasons import reasons_for
from essaim.portal.catalogue.search.snapshot import Snapshot

_LISTED = 10


def show(
    request: SearchRequest, groups: Grouped, found: Found, snapshot: Snapshot, place: Place | None
) -> tuple[Group, ...]:
    """Return the groups of the page asked. One query, whatever the number of results."""
    members = groups.page(request.page, request.per_page)
    numbers = {number for one in members for number in (one.head, *one.others[:_LISTED])}
    rows = SearchDocument.objects.filter(collection=snapshot.collection, number__in=numbers)
    kept = ("number", "kind", "object_id", "slug", "title", "summary")
    known = {row["number"]: row for row in rows.values(*kept)}
    hits = {number: _hit(row, request, found, snapshot, place) for number, row in known.items()}
    return tuple(_group(one, hits) for one in members if one.head in hits)


def _group(members: Members, hits: dict[int, Hit]) -> Group:
    others = tuple(hits[number] for number in members.others[:_LISTED] if number in hits)
    return Group(hits[members.head], others, members.solution_id, members.initiatives)


def _hit(row: dict, request: SearchRequest, found: Found, snapshot: Snapshot, place: Place | None) -> Hit:  # type: ignore[type-arg]
    number = row["number"]
    only_meaning = number in found.by_meaning
    reasons = reasons_for(
        number,
        found.query,
        snapshot.postings,
        f"{row['title']} . {row['summary']}",
        place=place if row["kind"] == "initiative" else None,
        by_meaning=only_meaning,
    )
    distance = None
    if request.near:
        far = float(snapshot.columns.distances(np.array([number], dtype=np.int32), request.near)[0])
        distance = round(far, 1) if np.isfinite(far) else None
    return Hit(
        kind=row["kind"],
        object_id=row["object_id"],
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        score=found.scores.get(number, 0.0),
        reasons=reasons,
        distance_km=distance,
    )
