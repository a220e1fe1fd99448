"""The edges of diffusion that touch one initiative, changed together."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.editing import kept_before_and_after, locked
from essaim.portal.catalogue.domain.queries.records import diffusion_record, edges_with_ends
from essaim.portal.catalogue.domain.records import write_diffusion
from essaim.portal.catalogue.models import Diffusion, Initiative


def touching(page: Initiative) -> QuerySet[Diffusion]:
    """Return the edges that leave or reach this initiative, inside its solution."""
    ends = Q(from_initiative=page) | Q(to_initiative=page)
    return edges_with_ends(Diffusion.objects.filter(ends, solution=page.solution_id))


@transaction.atomic
def save(*, page: Initiative, edges: list[dict[str, Any]], actor: UUID | None, reason: str, read_at: int) -> bool:
    """Give an initiative these edges, as plain data of records; say whether anything changed.

    Side effects: edges, history, index, journal, in one transaction. An edge whose source changed no longer cites the
    founding note. Raises ChangedMeanwhile, and ValueError for a page without solution or an edge that does not touch it.
    """
    page = locked(page=page, read_at=read_at)
    if page.solution is None:
        raise ValueError("Choisissez d’abord la solution dont cette initiative est une version.")
    present = [diffusion_record(edge) for edge in touching(page)]
    wanted = [_record(page, edge, present) for edge in edges]
    if {_key(one) for one in present} == {_key(one) for one in wanted} and all(one in present for one in wanted):
        return False
    with kept_before_and_after(page=page, actor=actor, reason=reason, fields=["diffusion"]):
        for edge in touching(page):
            if _key(diffusion_record(edge)) not in {_key(one) for one in wanted}:
                edge.delete()
        for one in wanted:
            write_diffusion(record=one)
    return True


def _record(page: Initiative, edge: dict[str, Any], present: list[params.DiffusionRecord]) -> params.DiffusionRecord:
    if page.slug not in {edge.get("from_initiative"), edge.get("to_initiative")}:
        raise ValueError("Chaque lien part de cette initiative ou y arrive : dites laquelle de ses deux fins elle est.")
    if page.solution is None:
        raise ValueError("Cette initiative n’a pas de solution.")
    record = params.DiffusionRecord.model_validate(edge | {"solution": page.solution.slug})
    same = (one.passage for one in present if _key(one) == _key(record) and one.source == record.source)
    return record.model_copy(update={"passage": next(same, None)})


def _key(record: params.DiffusionRecord) -> tuple[str | None, str]:
    return record.from_territory, record.to_territory
