"""The page of an initiative and the page of a solution."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from essaim.adoptions import public as adoptions
from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import Event, Tag
from essaim.portal.catalogue import params
from essaim.portal.catalogue.access import is_referent, may_moderate
from essaim.portal.catalogue.domain.adoptions import adoption_of
from essaim.portal.catalogue.domain.queries import finding, reading
from essaim.portal.catalogue.domain.queries.diffusion import stops_of, until, years_of
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution
from essaim.portal.catalogue.models.initiative import STAGE_LABELS
from essaim.portal.catalogue.views.figures import Compared, told_figures
from essaim.portal.catalogue.views.maps import diffusion_line, diffusion_map, spread_table

TEXTS = {"problem": "Le problème", "how_it_works": "Comment ça marche", "for_whom": "Pour qui"}
MEANS = {"costs": "Coûts", "funding": "Financements", "legal_basis": "Base légale"}
NEEDS = {"people": "Des personnes", "money": "De l’argent", "law": "Un cadre légal", "time": "Du temps"}


@require_GET
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the story of one territory."""
    try:
        page = reading.initiative(slug)
    except Initiative.DoesNotExist as missing:
        raise Http404("Aucune initiative publiée à cette adresse.") from missing
    places = territories.get_many([place.code for place in page.territories.all()])
    context = {
        "page": page,
        "places": list(places.values()),
        "tags": tags(page),
        "service": _service(page),
        "running": _running(page),
        "texts": _told(page, TEXTS),
        "means": _told(page, MEANS),
        "figures": told_figures(page.figures.all()),
        "learnt": page.passages.get("lessons", []),
        "stages": _stages(page),
        "evidence": reading.EVIDENCE_SENTENCES[params.EvidenceLevel(page.evidence_level)],
        "freshness": reading.freshness(page),
        "came_from": _edges(reading.inspired_by(page), "from"),
        "went_to": _edges(reading.inspired(page), "to"),
        "missing": reading.missing_fields(page),
        "similar": [_card(row) for row in reading.similar_initiatives(page)],
        "moderating": may_moderate(request, page),
        "answering": is_referent(request, page),
    }
    return render(request, "catalogue/read/initiative.html", context)


@require_GET
def solution(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what can be copied, what it takes, who has it."""
    try:
        page = reading.solution(slug)
    except Solution.DoesNotExist as missing:
        raise Http404("Aucune solution publiée à cette adresse.") from missing
    stops = stops_of(page)
    years = years_of(stops)
    year = chosen_year(request, years)
    initiatives = list(page.initiatives.all())
    compared = [Compared(row.initiative, told_figures(row.figures)) for row in reading.compared(initiatives)]
    context = {
        "page": page,
        "tags": tags(page),
        "texts": _told(page, TEXTS),
        "needs": _parted([{"title": title, "text": page.needs.get(name, "")} for name, title in NEEDS.items()]),
        "stops": stops,
        "years": year_links(request, years, year) if len(years) > 1 else [],
        "map": diffusion_map(_map_title(year), until(stops, year)) if stops else None,
        "line": diffusion_line("De territoire en territoire", stops) if stops else None,
        "table": spread_table(stops),
        "initiatives": [_card(row) for row in initiatives],
        "evidence": _evidence(initiatives),
        "kits": adoptions.family_offers(family=page.slug),
        "compared": compared,
        "figure_count": sum(len(row.told.rows) for row in compared),
        "similar": [{"page": row, "tags": tags(row)} for row in page.similar.all()],
    }
    return render(request, "catalogue/read/solution.html", context)


def _running(page: Initiative) -> dict[str, Any] | None:
    """What the service of this page publishes, where it runs on this platform, or ran."""
    key = adoption_of(page)
    report = adoptions.outcomes_of(adoption=key) if key else None
    if report is None:
        return None
    return {
        "report": report,
        "rows": [(one, adoptions.say_outcome(report=report, outcome=one)) for one in report.outcomes],
    }


def _service(page: Initiative) -> adoptions.AdoptionInfo | None:
    """The adoption that a page was made for, while everybody may see it."""
    key = adoption_of(page)
    return adoptions.adoption(key=key) if key else None


def tags(page: Solution | Initiative) -> list[Tag]:
    """Return the themes of a page as tags."""
    return [Tag(theme.label, cast("Any", theme.tint)) for theme in page.themes.all()]


def chosen_year(request: HttpRequest, years: Sequence[int]) -> int | None:
    """Return the year of the address, None where it names none that is known."""
    asked = request.GET.get("annee", "")
    return next((year for year in years if str(year) == asked), None)


def year_links(request: HttpRequest, years: Iterable[int], chosen: int | None) -> list[dict[str, Any]]:
    """Return one link a year, then « tout », which alone shows what has no date."""
    steps = [
        {"label": str(year), "url": f"{request.path}?annee={year}#diffusion", "current": year == chosen}
        for year in years
    ]
    return [*steps, {"label": "Tout, même sans date", "url": f"{request.path}#diffusion", "current": chosen is None}]


def _map_title(year: int | None) -> str:
    return f"Où elle est en {year}, parmi les dates connues" if year else "Où elle est connue"


def _told(page: Solution | Initiative, names: dict[str, str]) -> dict[str, Any]:
    """The texts that somebody has told, and the names of those that nobody has."""
    return _parted(
        [
            {"name": name, "title": title, "text": getattr(page, name), "passages": page.passages.get(name, [])}
            for name, title in names.items()
        ]
    )


def _parted(parts: list[dict[str, Any]]) -> dict[str, Any]:
    missing = [part["title"][:1].lower() + part["title"][1:] for part in parts if not part["text"]]
    return {"told": [part for part in parts if part["text"]], "missing": missing}


def _stages(page: Initiative) -> list[Event]:
    labels = {stage.value: label for stage, label in STAGE_LABELS.items()}
    return [
        Event(
            when=row.when_text or (str(row.year) if row.year else "date non précisée"),
            title=row.note or labels[row.stage].capitalize(),
            tags=(Tag(labels[row.stage], "line"),),
        )
        for row in page.stagedates.all()
    ]


def _edges(edges: Iterable[Diffusion], side: str) -> list[dict[str, Any]]:
    """The edges of which the other end is known: one that names nobody says nothing of where it came from."""
    ends = [_edge(edge, side) for edge in edges]
    return [end for end in ends if end["page"] or end["territory"]]


def _edge(edge: Diffusion, side: str) -> dict[str, Any]:
    """One end of an edge: the territory, its initiative where it is published, how far, when, what was changed."""
    page = getattr(edge, f"{side}_initiative")
    return {
        "territory": getattr(edge, f"{side}_territory"),
        "page": page if page and page.published_at and page.status == "published" else None,
        "state": edge.get_state_display(),
        "when": edge.when_text or edge.year or "",
        "changes": edge.changes,
        "passage": edge.passage,
    }


def _card(page: Initiative) -> dict[str, Any]:
    return {"page": page, "places": finding.place_names(page), "tags": tags(page)}


def _evidence(initiatives: Iterable[Initiative]) -> list[dict[str, Any]]:
    """What is known of the effects, per level, strongest first: only what the pages say."""
    rows = list(initiatives)
    levels = [level for level in reversed(params.EvidenceLevel) if any(row.evidence_level == level for row in rows)]
    return [
        {
            "level": level.value,
            "sentence": reading.EVIDENCE_SENTENCES[level],
            "pages": [row for row in rows if row.evidence_level == level],
        }
        for level in levels
    ]
