"""The initiatives of a solution, attached and detached from the solution itself."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from essaim.portal.catalogue.domain import editing
from essaim.portal.catalogue.models import Initiative, Solution, Status


class AttachedElsewhere(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """An initiative is already a version of another solution, or was withdrawn, or does not exist."""


def attached(solution: Solution) -> QuerySet[Initiative]:
    """Return the initiatives of this solution, whatever their state, by title."""
    return solution.initiatives.order_by("title", "pk")


@transaction.atomic
def change(
    *, solution: Solution, add: Collection[str], remove: Collection[str], actor: UUID | None, reason: str
) -> int:
    """Attach and detach initiatives, named by their identifier; return how many changed.

    One that is already attached, or already gone, is left as it is: two moderators may do the same thing at once.
    Side effects: those of `editing.save` for each initiative that changes, in one transaction.
    Raises AttachedElsewhere: nothing has changed then. An initiative never leaves another solution unseen.
    """
    solution = editing.locked(page=solution)
    rows = Initiative.objects.select_for_update().filter(slug__in={*add, *remove}).order_by("pk")
    found = {page.slug: page for page in rows}
    changed = 0
    for slug in remove:
        page = found.get(slug)
        if page is not None and page.solution_id == solution.pk:
            changed += editing.save(page=page, changes={"solution": None}, actor=actor, reason=reason)
    for slug in add:
        page = _free(found.get(slug), slug, solution)
        changed += editing.save(page=page, changes={"solution": solution.slug}, actor=actor, reason=reason)
    return changed


def _free(page: Initiative | None, slug: str, solution: Solution) -> Initiative:
    """Return the initiative when it may be attached. Raises AttachedElsewhere."""
    if page is None or page.status == Status.ARCHIVED:
        raise AttachedElsewhere(f"L’initiative « {slug} » n’existe pas, ou elle est retirée.")
    if page.solution is not None and page.solution != solution:
        raise AttachedElsewhere(
            f"« {page.title} » est déjà une version de « {page.solution.title} » : détachez-la d’abord de cette solution."
        )
    return page
