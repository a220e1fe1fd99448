"""The addresses of the API, version 1."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.throttling import AnonRateThrottle

from essaim.cores.reading import line
from essaim.foundation.territories import public as territories
from essaim.foundation.territories.public import TerritoryInfo
from essaim.foundation.ui.public import spam
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.queries import records as queries
from essaim.portal.catalogue.exchange import addresses
from essaim.portal.catalogue.exchange.api import questions, shapes
from essaim.portal.catalogue.exchange.api.answers import answer, listing, refusal
from essaim.portal.catalogue.exchange.selection import select
from essaim.portal.catalogue.exchange.tables import entries
from essaim.portal.catalogue.models import Diffusion, Initiative, Public, Solution, Status, Theme


class _ByPlace(AnonRateThrottle):
    """Counts requests by the place they come from; the library would believe any X-Forwarded-For."""

    def get_ident(self, request: HttpRequest) -> str:
        return spam.place_of(request)


FAULTS: dict[Any, Any] = {400: shapes.Fault, 404: shapes.Fault, 422: shapes.Fault, 429: shapes.Fault}
api = NinjaAPI(
    title="API du catalogue",
    version=f"1 (schéma {params.SCHEMA_VERSION})",
    description="Solutions, initiatives et diffusion, en lecture seule. Licence Ouverte 2.0. Aucune donnée personnelle.",
    urls_namespace="catalogue-api",
    docs_url=None,
    openapi_url=None,
    throttle=[_ByPlace("240/m")],
)


@api.get(
    "/solutions", response={200: shapes.SolutionList} | FAULTS, summary="Chercher des solutions", tags=["Catalogue"]
)
def list_solutions(request: HttpRequest, asked: Query[questions.Solutions]) -> HttpResponse:
    """Les solutions publiées, les plus pertinentes d’abord."""
    ids = _found(request, "solution")
    wanted = asked.cut(ids)
    pages = {row.pk: row for row in queries.solutions_with_parts(Solution.objects.filter(pk__in=wanted))}
    results = [_solution(pages[key]) for key in wanted if key in pages]
    return answer(request, listing(request, asked, total=len(ids), results=results))


@api.get(
    "/solutions/{slug}", response={200: shapes.SolutionItem} | FAULTS, summary="Lire une solution", tags=["Catalogue"]
)
def read_solution(request: HttpRequest, slug: str) -> HttpResponse:
    """Une solution publiée, par son identifiant."""
    row = _one(queries.solutions_with_parts(), slug, "Cette solution")
    return answer(request, _solution(row), changed=row.updated_at)


@api.get(
    "/initiatives",
    response={200: shapes.InitiativeList} | FAULTS,
    summary="Chercher des initiatives",
    tags=["Catalogue"],
)
def list_initiatives(request: HttpRequest, asked: Query[questions.Initiatives]) -> HttpResponse:
    """Les initiatives publiées : les mêmes que sur la page de résultats, avec les mêmes paramètres."""
    ids = _found(request, "initiative")
    results = [_initiative(entry.page, entry.record) for entry in entries(asked.cut(ids))]
    return answer(request, listing(request, asked, total=len(ids), results=results))


@api.get(
    "/initiatives/{slug}",
    response={200: shapes.InitiativeItem} | FAULTS,
    summary="Lire une initiative",
    tags=["Catalogue"],
)
def read_initiative(request: HttpRequest, slug: str) -> HttpResponse:
    """Une initiative publiée, par son identifiant."""
    row = _one(queries.initiatives_with_parts(), slug, "Cette initiative")
    return answer(request, _initiative(row, queries.open_initiative(row)), changed=row.updated_at)


@api.get("/diffusion", response={200: shapes.DiffusionList} | FAULTS, summary="Lire la diffusion", tags=["Catalogue"])
def list_diffusion(request: HttpRequest, asked: Query[questions.Diffusion]) -> HttpResponse:
    """Les liens de diffusion : quelle solution va de quel territoire à quel autre, quand, et avec quel état."""
    edges = Diffusion.objects.filter(solution__status=Status.PUBLISHED)
    edges = edges.filter(solution__slug=asked.solution) if asked.solution else edges
    edges = edges.filter(to_territory__code=asked.territoire) if asked.territoire else edges
    results = [
        queries.open_edge(edge) for edge in queries.edges_with_ends(edges)[asked.first : asked.first + asked.per_page]
    ]
    return answer(request, listing(request, asked, total=edges.count(), results=results))


@api.get(
    "/territories", response={200: shapes.TerritoryList} | FAULTS, summary="Chercher des territoires", tags=["Listes"]
)
def list_territories(request: HttpRequest, asked: Query[questions.Territories]) -> HttpResponse:
    """Les territoires par leur nom (100 au plus) ; sans nom, les départements."""
    levels = [asked.niveau.value] if asked.niveau else None
    limit = questions.MOST_PER_PAGE
    found = territories.search(asked.q, levels=levels, limit=limit) if asked.q else list(territories.departements())
    results = [_territory(one) for one in asked.cut(found)]
    return answer(request, listing(request, asked, total=len(found), results=results))


@api.get(
    "/territories/{code}", response={200: shapes.TerritoryItem} | FAULTS, summary="Lire un territoire", tags=["Listes"]
)
def read_territory(request: HttpRequest, code: str) -> HttpResponse:
    """Un territoire, par son code : pays-FR, region-76, departement-32, epci-200066926, commune-32013."""
    found = territories.find(code)
    if found is None:
        raise HttpError(404, "Ce territoire n’existe pas.")
    return answer(request, _territory(found))


@api.get("/themes", response={200: shapes.TermList} | FAULTS, summary="Lire les thèmes", tags=["Listes"])
def list_themes(request: HttpRequest) -> HttpResponse:
    """La liste fermée des thèmes."""
    return _terms(request, Theme)


@api.get("/publics", response={200: shapes.TermList} | FAULTS, summary="Lire les publics", tags=["Listes"])
def list_publics(request: HttpRequest) -> HttpResponse:
    """La liste fermée des publics."""
    return _terms(request, Public)


def _found(request: HttpRequest, kind: str) -> list[int]:
    """Return what the search finds. Raises HttpError 400 for a value that means nothing: a program must know."""
    _known_terms("theme", request, Theme, "Le thème")
    _known_terms("public", request, Public, "Le public")
    selection = select(request.GET)
    if selection.address.ignored:
        raise HttpError(400, " ".join(selection.address.ignored).replace("ce filtre est laissé de côté", "corrigez-le"))
    return selection.ids(kind)


def _known_terms(name: str, request: HttpRequest, model: type[Theme] | type[Public], label: str) -> None:
    asked = set(request.GET.getlist(name)) - {""}
    unknown = (
        asked - set(model._default_manager.filter(slug__in=asked).values_list("slug", flat=True)) if asked else set()
    )
    if unknown:
        raise HttpError(400, f"{label} « {min(unknown)} » n’existe pas : voyez /api/v1/{name}s.")


def _one(rows: QuerySet[Any], slug: str, label: str) -> Any:
    row = rows.filter(slug=slug).first()
    if row is None:
        raise HttpError(404, f"{label} n’existe pas, ou n’est pas publiée.")
    return row


def _solution(row: Solution) -> dict[str, Any]:
    record = queries.open_solution(row).model_dump(mode="json")
    return record | {"url": addresses.page("solution", row.slug), "updated_at": row.updated_at.isoformat()}


def _initiative(row: Initiative, record: params.InitiativeRecord) -> dict[str, Any]:
    added = {"url": addresses.page("initiative", row.slug), "updated_at": row.updated_at.isoformat()}
    return record.model_dump(mode="json") | added


def _territory(one: TerritoryInfo) -> dict[str, Any]:
    names = ("code", "name", "level", "insee", "latitude", "longitude")
    return {name: getattr(one, name) for name in names} | {"url": addresses.full(one.path)}


def _terms(request: HttpRequest, model: type[Theme] | type[Public]) -> HttpResponse:
    results = [
        {"id": one.slug, "label": one.label, "description": one.description} for one in model._default_manager.all()
    ]
    return answer(request, {"results": results})


@api.exception_handler(HttpError)
def on_http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Throttling comes here too, with the seconds to wait."""
    if error.status_code == 429:  # noqa: PLR2004 - HTTP's number for too many requests
        response = refusal(429, "Trop de demandes en peu de temps : attendez une minute, puis reprenez.")
        response["Retry-After"] = str(getattr(error, "wait", None) or 60)
        return response
    return refusal(error.status_code, str(error))


@api.exception_handler(ValidationError)
def on_bad_parameter(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    details = [
        line(detail | {"loc": [step for step in detail["loc"] if step not in {"query", "asked"}]})
        for detail in error.errors
    ]
    return refusal(422, "Un paramètre ne convient pas.", details)
