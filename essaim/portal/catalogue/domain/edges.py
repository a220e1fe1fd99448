"""The edges of diffusion that touch one initiative, changed together."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.editing import kept_before_and_after, locked
from essaim.portal.catalogue.domain.queries.records import diffusion_record, edges_with_ends
from essaim.portal.catalogue.domain.records import write_diffusion
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution


def touching(page: Initiative) -> QuerySet[Diffusion]:
    """Return the edges that leave or reach this initiative, inside its solution."""
    ends = Q(from_initiative=page) | Q(to_initiative=page)
    return edges_with_ends(Diffusion.objects.filter(ends, solution=page.solution_id))


@transaction.atomic
def save(*, page: Initiative, edges: list[dict[str, Any]], actor: UUID | None, reason: str, read_at: int) -> bool:
    """Give an initiative these edges, as plain data of records; say whether anything changed.

    Side effects: edges, history, index, journal, in one transaction. An edge whose source changed no longer cites the
    founding note. Raises ChangedMeanwhile, and ValueError for a page without solution, an edge that does not touch it,
    or an edge between the same territories as another of the solution: a pair of territories has one edge.
    """
    page = locked(page=page, read_at=read_at)
    if page.solution_id is None:
        raise ValueError("Choisissez d’abord la solution dont cette initiative est une version.")
    Solution.objects.select_for_update().get(pk=page.solution_id)  # two of its pages may be saved at once
    present = [diffusion_record(edge) for edge in touching(page)]
    wanted = [_record(page, edge, present) for edge in edges]
    _refuse_twice(page, wanted)
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


def _refuse_twice(page: Initiative, wanted: list[params.DiffusionRecord]) -> None:
    """Refuse two edges between the same territories: the second would silently replace the first."""
    mine = {edge.pk for edge in touching(page)}
    others = edges_with_ends(Diffusion.objects.filter(solution=page.solution_id).exclude(pk__in=mine))
    taken = {_key(diffusion_record(edge)): edge for edge in others}
    for record in wanted:
        if _key(record) in taken:
            raise ValueError(_twice(taken[_key(record)]))
    keys = [_key(record) for record in wanted]
    if len(set(keys)) < len(keys):
        raise ValueError("Deux de ces liens joignent les mêmes territoires : gardez-en un seul.")


def _twice(edge: Diffusion) -> str:
    origin = edge.from_territory.name if edge.from_territory else "une origine inconnue"
    ends = [end.title for end in (edge.from_initiative, edge.to_initiative) if end is not None]
    where = f"Corrigez-le depuis « {ends[0]} »" if ends else "Il ne nomme aucune initiative"
    return (
        f"Un lien de {origin} vers {edge.to_territory.name} existe déjà pour cette solution "
        f"({edge.get_state_display()}, source : {edge.source or 'non renseignée'}). {where}."
    )


def _key(record: params.DiffusionRecord) -> tuple[str | None, str]:
    return record.from_territory, record.to_territory
