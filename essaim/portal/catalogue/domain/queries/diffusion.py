"""How a solution spread: every territory known to have it, how far, when and from whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Count

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue import params
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution, StageDate, Status

State = Literal["origin", "launched", "studied", "stopped"]
STRENGTH: tuple[State, ...] = ("stopped", "studied", "launched", "origin")
"""Where several places of one département differ, the map shows the last of these."""

_BY_STAGE: Mapping[str, State] = {params.Stage.IDEA: "studied", params.Stage.STOPPED: "stopped"}
_STARTS = {params.Stage.TEST, params.Stage.RUNNING}
_LARGEST_FIRST = ("pays", "region", "departement", "epci", "commune")


@dataclass(frozen=True)
class Stop:
    """One territory on the way of a solution. ``departements``: official numbers, to place it on the map.

    ``year`` is None and ``when`` empty where the source gives no date. ``origin`` names the territory it came from,
    empty where nobody says. ``url`` and ``title`` are those of its published initiative, empty without one.
    """

    code: str
    name: str
    state: State
    year: int | None = None
    when: str = ""
    origin: str = ""
    origin_code: str = ""
    title: str = ""
    url: str = ""
    changes: str = ""
    source: str = ""
    passage: int | None = None
    departements: tuple[str, ...] = ()


def stops_of(solution: Solution) -> list[Stop]:
    """Return the territories of a solution: origins first, then by year, those without a date last.

    Costs five queries at most, whatever the number of territories.
    """
    edges = list(_edges(solution))
    initiatives = list(_initiatives(solution))
    found = _of_edges(edges, initiatives)
    known = set(found) | {code for edge in edges for code in _codes(edge.to_initiative, initiatives)}
    for page in initiatives:
        codes = [place.code for place in page.territories.all()]
        if codes and not known.intersection(codes):
            stop = _of_initiative(page)
            found[stop.code] = stop
    return sorted(_placed(found.values()), key=_order)


def years_of(stops: Iterable[Stop]) -> list[int]:
    """Return the years that are known, in order."""
    return sorted({stop.year for stop in stops if stop.year is not None})


def until(stops: Iterable[Stop], year: int | None) -> list[Stop]:
    """Return what was known to exist at the end of a year; everything, dated or not, without one."""
    return [stop for stop in stops if year is None or (stop.year is not None and stop.year <= year)]


def sources_of(stops: Iterable[Stop]) -> str:
    """Return where the edges come from, as one line; empty where none says."""
    return "\u00a0; ".join(dict.fromkeys(stop.source for stop in stops if stop.source))


def most_spread() -> Solution | None:
    """Return the published solution with the most edges of diffusion, or None."""
    rows = Solution.objects.filter(status=Status.PUBLISHED, diffusions__isnull=False)
    return rows.annotate(spread=Count("diffusions")).order_by("-spread", "pk").first()


def _edges(solution: Solution) -> Iterable[Diffusion]:
    ends = ("from_territory", "to_territory", "from_initiative", "to_initiative")
    return Diffusion.objects.filter(solution=solution).select_related(*ends).order_by("year", "pk")


def _initiatives(solution: Solution) -> Iterable[Initiative]:
    rows = Initiative.objects.filter(solution=solution, status=Status.PUBLISHED).order_by("title", "pk")
    return rows.prefetch_related("territories", "stagedates")


def _codes(page: Initiative | None, initiatives: Sequence[Initiative]) -> list[str]:
    shown = next((row for row in initiatives if page and row.pk == page.pk), None)
    return [place.code for place in shown.territories.all()] if shown else []


def _of_edges(edges: Sequence[Diffusion], initiatives: Sequence[Initiative]) -> dict[str, Stop]:
    by_key = {page.pk: page for page in initiatives}
    reached = {edge.to_territory.code for edge in edges}
    found: dict[str, Stop] = {}
    for edge in edges:
        origin = edge.from_territory
        if origin and origin.code not in reached and origin.code not in found:
            found[origin.code] = _origin(origin, by_key.get(edge.from_initiative_id or 0))
        found.setdefault(edge.to_territory.code, _of_edge(edge, by_key.get(edge.to_initiative_id or 0)))
    return found


def _origin(place: Any, page: Initiative | None) -> Stop:
    start = _start(page)
    return Stop(
        code=place.code,
        name=place.name,
        state="origin",
        year=start.year if start else None,
        when=start.when_text if start else "",
        passage=start.passage if start else None,
        **_link(page),
    )


def _of_edge(edge: Diffusion, page: Initiative | None) -> Stop:
    origin = edge.from_territory
    return Stop(
        code=edge.to_territory.code,
        name=edge.to_territory.name,
        state=params.DiffusionState(edge.state).value,
        year=edge.year,
        when=edge.when_text,
        origin=origin.name if origin else "",
        origin_code=origin.code if origin else "",
        changes=edge.changes,
        source=edge.source,
        passage=edge.passage,
        **_link(page),
    )


def _of_initiative(page: Initiative) -> Stop:
    place = min(page.territories.all(), key=lambda row: (_LARGEST_FIRST.index(row.level), row.name))
    start = _start(page)
    return Stop(
        code=place.code,
        name=place.name,
        state=_BY_STAGE.get(page.stage, "launched"),
        year=start.year if start else None,
        when=start.when_text if start else "",
        passage=start.passage if start else None,
        **_link(page),
    )


def _link(page: Initiative | None) -> dict[str, Any]:
    return {"title": page.title, "url": page.get_absolute_url()} if page else {}


def _start(page: Initiative | None) -> StageDate | None:
    """The first date on which it ran or was tried; else the first that is given."""
    dates = list(page.stagedates.all()) if page else []
    return next((row for row in dates if row.stage in _STARTS), dates[0] if dates else None)


def _placed(stops: Iterable[Stop]) -> list[Stop]:
    """Say where each stands on the map: in its département, nowhere for a region or the whole country."""
    stops = list(stops)
    inside = territories.departements_of([stop.code for stop in stops])
    placed = {code: found for code, found in inside.items() if len(found) == 1}
    return [
        replace(stop, departements=tuple(code.removeprefix("departement-") for code in placed.get(stop.code, ())))
        for stop in stops
    ]


def _order(stop: Stop) -> tuple[bool, bool, int, int, str]:
    return (stop.state != "origin", stop.year is None, stop.year or 0, -STRENGTH.index(stop.state), stop.name)
