"""From published pages to documents of the index, and keeping the two in step."""

from collections.abc import Callable, Iterable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.models.initiative import Initiative, Solution, Status
from essaim.portal.catalogue.models.search import SearchDocument
from essaim.portal.catalogue.search.indexing import CATALOGUE, Document, clear, index, outdated, remove
from essaim.portal.catalogue.search.meaning import embed_missing


def refresh(*, solutions: Iterable[int] = (), initiatives: Iterable[int] = ()) -> None:
    """Bring the index in step with these pages (primary keys): published ones are indexed, the others removed.

    An initiative is also found by the words of its solution: refreshing a solution refreshes its initiatives.
    An index of another format is built again whole, with these pages. Side effects: rows of the index, in one
    transaction; meaning is read by ``embed_missing`` later.
    """
    if outdated(CATALOGUE):
        reindex()
        return
    asked = set(solutions)
    linked = Initiative.objects.filter(solution__in=asked).values_list("pk", flat=True) if asked else ()
    pages = {"solution": asked, "initiative": {*initiatives, *linked}}
    with transaction.atomic():
        found = [
            *_solutions(_published(Solution).filter(pk__in=pages["solution"])),
            *_initiatives(_published(Initiative).filter(pk__in=pages["initiative"])),
        ]
        here = {document.key for document in found}
        gone = {f"{kind}:{pk}" for kind, keys in pages.items() for pk in keys} - here
        if gone:
            remove(sorted(gone))
        if found:
            index(found)


def reindex(progress: Callable[[str], None] | None = None, *, meaning: bool = False) -> int:
    """Index every published page and remove the others; with ``meaning``, read the one that is missing too.

    An index of another format is emptied first. Returns how many pages. Side effects: rows of the index. ``progress``
    receives French sentences.
    """
    with transaction.atomic():
        if outdated(CATALOGUE):
            clear(CATALOGUE)
        documents = [*_solutions(_published(Solution)), *_initiatives(_published(Initiative))]
        here = {document.key for document in documents}
        known = SearchDocument.objects.filter(collection=CATALOGUE, alive=True).values_list("key", flat=True)
        gone = set(known) - here
        if gone:
            remove(sorted(gone))
        index(documents)
    if progress:
        progress(f"{len(documents)} pages indexées")
    if meaning:
        embed_missing(collection=CATALOGUE)
    return len(documents)


def _published(model: type[Solution] | type[Initiative]) -> QuerySet:  # type: ignore[type-arg]
    return model._default_manager.filter(status=Status.PUBLISHED).order_by("pk")


def _solutions(rows: QuerySet[Solution]) -> Iterator[Document]:
    for row in rows.prefetch_related("themes", "publics"):
        yield Document(
            key=f"solution:{row.pk}",
            kind="solution",
            object_id=row.pk,
            solution_id=row.pk,
            slug=row.slug,
            title=row.title,
            summary=row.summary,
            body=_body(row, *row.needs.values()),
            words=tuple(row.everyday_words),
            facets=_terms(row),
            day=row.updated_at.toordinal(),
        )


def _initiatives(rows: QuerySet[Initiative]) -> Iterator[Document]:
    related = ("themes", "publics", "territories", "figures", "partners", "obstacles")
    found = list(rows.select_related("solution").prefetch_related(*related))
    codes = {territory.code for row in found for territory in row.territories.all()}
    departements = territories.departements_of(codes) if codes else {}
    for row in found:
        yield _initiative(row, departements)


def _initiative(row: Initiative, departements: dict[str, tuple[str, ...]]) -> Document:
    places = list(row.territories.all())
    inside = sorted({code for place in places for code in departements.get(place.code, ())})
    solution = row.solution if row.solution and row.solution.status == Status.PUBLISHED else None
    shared = (solution.title, *solution.everyday_words) if solution else ()
    return Document(
        key=f"initiative:{row.pk}",
        kind="initiative",
        object_id=row.pk,
        solution_id=solution.pk if solution else None,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        body=_body(row, *_details(row), *(place.name for place in places)),
        words=(*row.everyday_words, *shared),
        facets=(
            *_terms(row),
            f"stage:{row.stage}",
            f"evidence:{row.evidence_level}",
            *(f"territory:{code}" for code in inside),
        ),
        territories=tuple(place.code for place in places),
        points=tuple((p.latitude, p.longitude) for p in places if p.latitude is not None and p.longitude is not None),
        day=row.updated_at.toordinal(),
    )


def _terms(row: Solution | Initiative) -> tuple[str, ...]:
    themes = (f"theme:{term.slug}" for term in row.themes.all())
    return (*themes, *(f"public:{term.slug}" for term in row.publics.all()))


def _body(row: Solution | Initiative, *more: str) -> str:
    return "\n".join(text for text in (row.problem, row.how_it_works, row.for_whom, *more) if text)


def _details(row: Initiative) -> Iterator[str]:
    """What an initiative says besides its texts: holder, partners, figures, obstacles, lessons, costs, law."""
    yield row.holder
    yield from (f"{partner.name} {partner.part}" for partner in row.partners.all())
    yield from (f"{figure.label} {figure.unit}" for figure in row.figures.all())
    yield from (f"{one.obstacle} {one.derogation} {one.proposal}" for one in row.obstacles.all())
    yield from (row.lessons, row.costs, row.funding, row.legal_basis)


def read_meaning() -> int:
    """Read the meaning of the pages that have none yet; return how many. For the setup and the periodic job."""
    return embed_missing(collection=CATALOGUE)
