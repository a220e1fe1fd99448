"""Territories for tests: all of France, or four départements with all their communes, while one module runs.

Loaded once and kept: loading inside each test would cost more than the tests. Import the fixture in a conftest.
"""

import csv
from contextlib import contextmanager
from pathlib import Path

import pytest

from essaim.foundation.territories import models
from essaim.foundation.territories.domain import importing, loading, reference
from essaim.foundation.territories.domain.queries.index import forget_caches

SMALL = {"32", "34", "93", "974"}


@pytest.fixture(scope="module")
def whole_france(django_db_setup, django_db_blocker):
    """The 36,250 territories and the 33 indicators."""
    with _loaded(django_db_blocker, reference.DATA):
        yield


@pytest.fixture(scope="module")
def small_france(django_db_setup, django_db_blocker, tmp_path_factory):
    """Gers, Hérault, Seine-Saint-Denis and La Réunion, their communes, EPCI, regions, and the 33 indicators."""
    with _loaded(django_db_blocker, cut(tmp_path_factory.mktemp("small"), SMALL)):
        yield


@contextmanager
def _loaded(blocker, folder: Path):
    with blocker.unblock():
        loading.load(folder=folder)
        importing.load_indicators(folder=folder)
    yield
    with blocker.unblock():
        for model in (
            models.Value,
            models.Vintage,
            models.Indicator,
            models.Containment,
            models.Territory,
            models.Load,
        ):
            model.objects.all()._raw_delete(using="default")
        forget_caches()


def cut(folder: Path, departements: set[str]) -> Path:
    """Copy the reference with only some départements and what contains them; return the folder."""
    communes = _rows("communes.csv", lambda row: row["departement"] in departements)
    regions, epci = ({row[name] for row in communes} for name in ("region", "epci"))
    _write(folder / "communes.csv", communes)
    _write(folder / "departements.csv", _rows("departements.csv", lambda row: row["code"] in departements))
    _write(folder / "regions.csv", _rows("regions.csv", lambda row: row["code"] in regions))
    _write(folder / "epci.csv", _rows("epci.csv", lambda row: row["code"] in epci))
    values = _rows("indicateurs.csv", lambda row: row["territoire"] in departements | {"FR", "FM"})
    _write(folder / "indicateurs.csv", values)
    meta = _rows("indicateurs_meta.csv", lambda _row: True)
    _write(folder / "indicateurs_meta.csv", [row | {"nb_departements": ""} for row in meta])
    return folder


def _rows(name: str, keep) -> list[dict[str, str]]:
    with (reference.DATA / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if keep(row)]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
