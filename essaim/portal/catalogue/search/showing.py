"""From numbers to what a page shows: titles, summaries, reasons, distances."""

from dataclasses import replace

import numpy as np

from essaim.portal.catalogue.models.search import SearchDocument
from essaim.portal.catalogue.search.found import Found
from essaim.portal.catalogue.search.grouping import Grouped, Members
from essaim.portal.catalogue.search.page import Group, Hit, Place, SearchRequest
from essaim.portal.catalogue.search.reasons import Fields, reasons_for
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
    fields = Fields(np.array(sorted(known), dtype=np.int32), snapshot.postings)
    hits = {number: _hit(row, found, fields, place) for number, row in known.items()}
    if request.near:
        hits = _with_distances(hits, request.near, snapshot)
    return tuple(_group(one, hits) for one in members if one.head in hits)


def _group(members: Members, hits: dict[int, Hit]) -> Group:
    others = tuple(hits[number] for number in members.others[:_LISTED] if number in hits)
    return Group(hits[members.head], others, members.solution_id, members.initiatives)


def _hit(row: dict, found: Found, fields: Fields, place: Place | None) -> Hit:  # type: ignore[type-arg]
    number = row["number"]
    only_meaning = number in found.by_meaning
    reasons = reasons_for(
        number,
        found.query,
        fields,
        f"{row['title']} . {row['summary']}",
        place=place if row["kind"] == "initiative" else None,
        by_meaning=only_meaning,
    )
    return Hit(
        kind=row["kind"],
        object_id=row["object_id"],
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        score=found.scores.get(number, 0.0),
        reasons=reasons,
    )


def _with_distances(hits: dict[int, Hit], near: tuple[float, float], snapshot: Snapshot) -> dict[int, Hit]:
    """Say how far each result is; None when it is nowhere in particular."""
    far = snapshot.columns.distances(np.array(list(hits), dtype=np.int32), near).tolist()
    rounded = (round(one, 1) if np.isfinite(one) else None for one in far)
    return {number: replace(hit, distance_km=one) for (number, hit), one in zip(hits.items(), rounded, strict=True)}
