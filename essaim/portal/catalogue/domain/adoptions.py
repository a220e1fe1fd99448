"""When a territory opens an adoption, its initiative page and its edge of diffusion are there: nobody has to write them.

A kit belongs to the solution whose identifier the first kit of its family bears.
"""

from uuid import UUID

from django.db import transaction

from essaim.adoptions.public import AdoptionChange
from essaim.foundation.ui.public import french
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import lifecycle
from essaim.portal.catalogue.domain.records import write_diffusion, write_initiative
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution, Status

PROVENANCE = "Adoption d’un kit sur cette plateforme"


@transaction.atomic
def adoption_opened(change: AdoptionChange) -> None:
    """Write and publish the page of an adoption that opens, and the edge from where the solution comes.

    Side effects: page, history, index, edge, journal, in the caller's transaction. A demonstration has neither, nor has
    a kit whose solution is not in the catalogue.
    """
    solution = Solution.objects.filter(slug=change.family).prefetch_related("themes", "publics").first()
    if change.simulated or solution is None:
        return
    page = _page(change, solution)
    if change.origin != change.territory:
        _edge(change, solution, page)


def adoption_of(page: Initiative) -> UUID | None:
    """Return the key of the adoption that a page was made for, None for any other page."""
    head, _, key = page.source_key.partition(":")
    return UUID(key) if head == "adoption" else None


def _page(change: AdoptionChange, solution: Solution) -> Initiative:
    record = params.InitiativeRecord(
        id=change.slug,
        title=f"{change.title} — {change.place}"[:300],
        summary=change.summary,
        problem=solution.problem,
        how_it_works=solution.how_it_works,
        for_whom=solution.for_whom,
        solution=solution.slug,
        themes=[theme.slug for theme in solution.themes.all()],
        publics=[public.slug for public in solution.publics.all()],
        territories=[change.territory],
        holder=change.structure,
        stage=params.Stage.RUNNING,
        stages=[params.StageRecord(stage=params.Stage.RUNNING, when=_when(change))],
        legal_basis=change.basis,
        evidence_level=params.EvidenceLevel.PLANNED,
        provenance=PROVENANCE,
        source_key=f"adoption:{change.key}",
    )
    page, _ = write_initiative(record=record)
    if page.status != Status.PUBLISHED:
        lifecycle.publish(
            page=page, actor=change.actor, reason=f"ouverture du service, kit {change.kit} {change.version}"
        )
    return page


def _when(change: AdoptionChange) -> params.When:
    return params.When(text=french.day(change.on), year=change.on.year)


def _edge(change: AdoptionChange, solution: Solution, page: Initiative) -> None:
    """One edge joins two territories: where it was « à l’étude », it becomes « lancée »."""
    known = Diffusion.objects.filter(
        solution=solution, from_territory__code=change.origin, to_territory__code=change.territory
    ).first()
    origin = solution.initiatives.filter(territories__code=change.origin).order_by("pk").first()
    write_diffusion(
        record=params.DiffusionRecord(
            solution=solution.slug,
            from_territory=change.origin,
            from_initiative=origin.slug if origin else None,
            to_territory=change.territory,
            to_initiative=page.slug,
            state=params.DiffusionState.LAUNCHED,
            when=_when(change),
            changes=known.changes if known else "",
            source=f"{PROVENANCE}, ouverte le {french.day(change.on)}",
        )
    )
