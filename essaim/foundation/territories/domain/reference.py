"""The files of the reference, read into rows: no database here."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.text import slugify

from essaim.foundation.territories.domain.names import fold
from essaim.foundation.territories.models import Level

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = ("regions.csv", "departements.csv", "epci.csv", "communes.csv")
POPULATION = "population municipale 2023 ; Mayotte : recensement de 2017"
FRANCE = f"{Level.COUNTRY}-FR"
Row = dict[str, str]


@dataclass
class Reference:
    """All territories by code, as fields of the model, and every pair (whole, part)."""

    territories: dict[str, dict[str, object]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)

    def add(self, level: Level, insee: str, name: str, population: int | None, **more: object) -> str:
        code = f"{level.value}-{insee}"
        self.territories[code] = {
            "code": code,
            "level": level.value,
            "insee": insee,
            "name": name.replace("'", "’"),
            "slug": f"{insee.lower()}-{slugify(fold(name))}",
            "population": population,
            **more,
        }
        return code


def fingerprint(folder: Path = DATA) -> str:
    """Return the SHA-256 of the reference files, in order."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return digest.hexdigest()


def read(folder: Path = DATA) -> Reference:
    """Read the four files into territories and the closure of containment (a commune is in its EPCI, département, region, France)."""
    rows = {name: list(_rows(folder / name)) for name in FILES}
    reference = Reference()
    communes = {row["code"]: row for row in rows["communes.csv"]}
    _add_wholes(reference, rows, communes)
    for row in rows["communes.csv"]:
        _add_commune(reference, row)
    return reference


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _add_wholes(reference: Reference, rows: dict[str, list[Row]], communes: dict[str, Row]) -> None:
    population = defaultdict[str, int](int)
    for row in rows["departements.csv"]:
        population[row["region"]] += int(row["population"])
    reference.add(Level.COUNTRY, "FR", "France", sum(population.values()))
    for row in rows["regions.csv"]:
        point = _point(communes.get(row["chef_lieu"], {}))
        code = reference.add(Level.REGION, row["code"], row["nom"], population[row["code"]], **point)
        reference.pairs.add((FRANCE, code))
    for row in rows["departements.csv"]:
        point = {"latitude": _number(row["chef_lieu_lat"]), "longitude": _number(row["chef_lieu_lon"])}
        code = reference.add(Level.DEPARTEMENT, row["code"], row["nom"], int(row["population"]), **point)
        reference.pairs.update({(FRANCE, code), (f"{Level.REGION}-{row['region']}", code)})
    _add_epci(reference, rows)


def _add_epci(reference: Reference, rows: dict[str, list[Row]]) -> None:
    seats: dict[str, Row] = {}
    for row in rows["communes.csv"]:
        seat = seats.get(row["epci"])
        if seat is None or _population(row) > _population(seat):
            seats[row["epci"]] = row
    for row in rows["epci.csv"]:
        more = {"kind": row["type"], **_point(seats.get(row["code"], {}))}
        reference.add(Level.EPCI, row["code"], row["nom"], int(row["population_municipale"]), **more)


def _add_commune(reference: Reference, row: Row) -> None:
    more = {"postcodes": row["codes_postaux"], **_point(row)}
    population = int(row["population"]) if row["population"] else None
    code = reference.add(Level.COMMUNE, row["code"], row["nom"], population, **more)
    wholes = [FRANCE, f"{Level.REGION}-{row['region']}", f"{Level.DEPARTEMENT}-{row['departement']}"]
    reference.pairs.update((whole, code) for whole in wholes)
    if row["epci"]:
        epci = f"{Level.EPCI}-{row['epci']}"
        reference.pairs.add((epci, code))
        reference.pairs.update((whole, epci) for whole in wholes)


def _point(row: Row) -> dict[str, object]:
    return {"latitude": _number(row.get("lat", "")), "longitude": _number(row.get("lon", ""))}


def _number(text: str) -> float | None:
    return float(text) if text else None


def _population(row: Row) -> int:
    return int(row["population"] or 0)
