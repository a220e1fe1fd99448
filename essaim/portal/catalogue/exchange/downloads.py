"""Initiatives as files, written piece by piece: CSV, XLSX, GeoJSON, JSON."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Q

from essaim.cores.tables import csv_lines, inert, write_workbook
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.queries.records import (
    edges_with_ends,
    open_edge,
    open_solution,
    solutions_with_parts,
)
from essaim.portal.catalogue.exchange.batches import batches
from essaim.portal.catalogue.exchange.tables import COLUMNS, Entry, entries
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution, Status

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(kind: str, ids: Iterable[int]) -> Iterator[bytes]:
    """Yield the file of these initiatives, in their order. ``kind``: csv, json, geojson or xlsx."""
    writers: dict[str, Callable[[Iterable[int]], Iterator[bytes]]] = {
        "csv": _csv, "json": _json, "geojson": _geojson, "xlsx": _xlsx,
    }  # fmt: skip
    return writers[kind](ids)


def _csv(ids: Iterable[int]) -> Iterator[bytes]:
    """Commas, quotes where needed, UTF-8 with its mark so that Excel reads the accents."""
    rows = ([column.value(entry) for column in COLUMNS] for entry in entries(ids))
    for line in csv_lines([column.name for column in COLUMNS], rows, mark=True):
        yield line.encode()


def _xlsx(ids: Iterable[int]) -> Iterator[bytes]:
    """Typed cells under titles in French; a text that begins like a formula is inert even once saved as CSV."""
    rows = ([inert(column.value(entry)) for column in COLUMNS] for entry in entries(ids))
    with tempfile.TemporaryFile() as file:
        write_workbook(file, {"Initiatives": ([column.title for column in COLUMNS], rows)})
        file.seek(0)
        while block := file.read(65_536):
            yield block


def _geojson(ids: Iterable[int]) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "features": ['
    for number, entry in enumerate(entries(ids)):
        yield (b",\n" if number else b"\n") + json.dumps(_feature(entry), ensure_ascii=False, default=str).encode()
    yield b"\n]}\n"


def _feature(entry: Entry) -> dict[str, Any]:
    """Return the initiative at the point of its territory; without a geometry when it concerns the whole of France."""
    properties = {
        column.name: column.value(entry) for column in COLUMNS if column.name not in {"latitude", "longitude"}
    }
    geometry = {"type": "Point", "coordinates": list(entry.point)} if entry.point else None
    return {"type": "Feature", "id": entry.record.id, "geometry": geometry, "properties": properties}


def _json(ids: Iterable[int]) -> Iterator[bytes]:
    """The published schema: these initiatives, their solutions, and the diffusion that ends or starts at them."""
    wanted = list(ids)
    yield f'{{"schema_version": {json.dumps(params.SCHEMA_VERSION)},\n"solutions": ['.encode()
    yield from _listed(open_solution(one) for one in _solutions(wanted))
    yield b'],\n"initiatives": ['
    yield from _listed(entry.record for entry in entries(wanted))
    yield b'],\n"diffusion": ['
    yield from _listed(open_edge(one) for one in _edges(wanted))
    yield b"]}\n"


def _solutions(ids: list[int]) -> Iterator[Solution]:
    linked: set[int] = set()
    for some in batches(ids):
        rows = Initiative.objects.filter(pk__in=some, status=Status.PUBLISHED, solution__status=Status.PUBLISHED)
        linked.update(key for key in rows.values_list("solution_id", flat=True) if key is not None)
    for some in batches(sorted(linked)):
        yield from solutions_with_parts(Solution.objects.filter(pk__in=some).order_by("slug"))


def _edges(ids: list[int]) -> Iterator[Diffusion]:
    found: dict[int, Diffusion] = {}
    for some in batches(ids):
        ends = Q(from_initiative__in=some) | Q(to_initiative__in=some)
        edges = Diffusion.objects.filter(ends, solution__status=Status.PUBLISHED)
        found.update((edge.pk, edge) for edge in edges_with_ends(edges))
    yield from found.values()


def _listed(records: Iterable[params.Record]) -> Iterator[bytes]:
    for number, record in enumerate(records):
        yield (b",\n" if number else b"\n") + record.model_dump_json().encode()
