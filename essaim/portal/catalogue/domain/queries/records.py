"""Pages become records again: what the export, the API, the history and the amendments read."""

from django.db.models import Prefetch, QuerySet

from essaim.portal.catalogue import params
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution, Status
from essaim.portal.catalogue.models.detail import Figure, Obstacle, StageDate


def solutions_with_parts(rows: QuerySet[Solution] | None = None) -> QuerySet[Solution]:
    """Return solutions (published ones by default) with all that a record needs, in a constant number of queries."""
    rows = Solution.objects.filter(status=Status.PUBLISHED) if rows is None else rows
    return rows.prefetch_related("themes", "publics", Prefetch("similar", Solution.objects.order_by("slug")))


def initiatives_with_parts(rows: QuerySet[Initiative] | None = None) -> QuerySet[Initiative]:
    """Return initiatives (published ones by default) with all that a record needs, in a constant number of queries."""
    rows = Initiative.objects.filter(status=Status.PUBLISHED) if rows is None else rows
    parts = ("figures", "stagedates", "partners", "obstacles", "links")
    return rows.select_related("solution").prefetch_related("themes", "publics", "territories", *parts)


def solution_record(page: Solution) -> params.SolutionRecord:
    """Return the record of one solution; a page that was never published may lack what publication asks."""
    shape = params.SolutionRecord if page.published_at else params.SolutionDraft
    return shape(
        id=page.slug,
        title=page.title,
        summary=page.summary,
        problem=page.problem,
        how_it_works=page.how_it_works,
        for_whom=page.for_whom,
        needs=params.Needs(**page.needs),
        themes=[theme.slug for theme in page.themes.all()],
        publics=[public.slug for public in page.publics.all()],
        similar=sorted(solution.slug for solution in page.similar.all()),
        everyday_words=page.everyday_words,
        passages=page.passages,
        source_key=page.source_key,
    )


def initiative_record(page: Initiative) -> params.InitiativeRecord:
    """Return the record of one initiative. It holds no personal data: neither referent nor contact."""
    shape = params.InitiativeRecord if page.published_at else params.InitiativeDraft
    return shape(
        id=page.slug,
        title=page.title,
        summary=page.summary,
        problem=page.problem,
        how_it_works=page.how_it_works,
        for_whom=page.for_whom,
        solution=page.solution.slug if page.solution else None,
        themes=[theme.slug for theme in page.themes.all()],
        publics=[public.slug for public in page.publics.all()],
        territories=sorted(territory.code for territory in page.territories.all()),
        holder=page.holder,
        partners=[params.PartnerRecord(name=row.name, part=row.part) for row in page.partners.all()],
        stage=params.Stage(page.stage),
        stages=[_stage(row) for row in page.stagedates.all()],
        lessons=page.lessons,
        figures=[figure_record(row) for row in page.figures.all()],
        costs=page.costs,
        funding=page.funding,
        legal_basis=page.legal_basis,
        obstacles=[_obstacle(row) for row in page.obstacles.all()],
        links=[params.LinkRecord.model_validate({"label": row.label, "url": row.url}) for row in page.links.all()],
        evidence_level=params.EvidenceLevel(page.evidence_level),
        everyday_words=page.everyday_words,
        passages=page.passages,
        provenance=page.provenance,
        source_key=page.source_key,
    )


def figure_record(row: Figure) -> params.FigureRecord:
    """Return the record of one figure, its value without needless zeros."""
    return params.FigureRecord(
        label=row.label,
        value=row.value.normalize() + 0,
        value_max=None if row.value_max is None else row.value_max.normalize() + 0,
        precision=params.Precision(row.precision),
        unit=row.unit,
        kind=params.FigureKind(row.kind),
        when=when(row.when_text, row.year),
        source=row.source,
        method=row.method,
        passage=row.passage,
    )


def diffusion_record(edge: Diffusion) -> params.DiffusionRecord:
    """Return the record of one edge."""
    return params.DiffusionRecord(
        solution=edge.solution.slug,
        from_territory=edge.from_territory.code if edge.from_territory else None,
        from_initiative=edge.from_initiative.slug if edge.from_initiative else None,
        to_territory=edge.to_territory.code,
        to_initiative=edge.to_initiative.slug if edge.to_initiative else None,
        state=params.DiffusionState(edge.state),
        when=when(edge.when_text, edge.year),
        changes=edge.changes,
        source=edge.source,
        passage=edge.passage,
    )


def catalogue_record() -> params.CatalogueRecord:
    """Return the whole published catalogue, in a constant number of queries."""
    edges = Diffusion.objects.filter(solution__status=Status.PUBLISHED)
    return params.CatalogueRecord(
        solutions=[open_solution(page) for page in solutions_with_parts().order_by("slug")],
        initiatives=[open_initiative(page) for page in initiatives_with_parts().order_by("slug")],
        diffusion=[open_edge(edge) for edge in edges_with_ends(edges)],
    )


def open_solution(page: Solution) -> params.SolutionRecord:
    """Return the record of a published solution as anybody may have it: it names no page that is not published."""
    similar = sorted(other.slug for other in page.similar.all() if other.status == Status.PUBLISHED)
    return solution_record(page).model_copy(update={"similar": similar})


def open_initiative(page: Initiative) -> params.InitiativeRecord:
    """Return the record of a published initiative as anybody may have it: it names no page that is not published."""
    return initiative_record(page).model_copy(update={"solution": _open_slug(page.solution)})


def open_edge(edge: Diffusion) -> params.DiffusionRecord:
    """Return an edge of a published solution as anybody may have it: it names no page that is not published."""
    ends = {"from_initiative": _open_slug(edge.from_initiative), "to_initiative": _open_slug(edge.to_initiative)}
    return diffusion_record(edge).model_copy(update=ends)


def _open_slug(page: Solution | Initiative | None) -> str | None:
    return page.slug if page is not None and page.status == Status.PUBLISHED else None


def edges_with_ends(edges: QuerySet[Diffusion]) -> QuerySet[Diffusion]:
    """Return edges with their solution, territories and initiatives, in one query, in a stable order."""
    ends = ("solution", "from_territory", "to_territory", "from_initiative", "to_initiative")
    return edges.select_related(*ends).order_by("solution__slug", "to_territory__code", "pk")


def when(text: str, year: int | None) -> params.When | None:
    """Return a date as the source gives it, or None where it gives none."""
    return params.When(text=text, year=year) if text else None


def _stage(row: StageDate) -> params.StageRecord:
    return params.StageRecord(
        stage=params.Stage(row.stage), when=when(row.when_text, row.year), note=row.note, passage=row.passage
    )


def _obstacle(row: Obstacle) -> params.ObstacleRecord:
    return params.ObstacleRecord(
        obstacle=row.obstacle,
        derogation=row.derogation,
        proposal=row.proposal,
        state=params.ObstacleState(row.state),
        passage=row.passage,
    )
