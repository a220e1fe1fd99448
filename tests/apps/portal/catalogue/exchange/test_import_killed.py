"""An import killed half-way leaves nothing: a real process, a real kill -9, on the database that the suite runs on."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import yaml
from django.db import connection

ROOT = Path(__file__).parents[5]
DRIVER = Path(__file__).with_name("import_driver.py")
ROWS = 24
MAPPING = {
    "version": 1, "name": "essai", "title": "Essai", "licence": "LO 2.0", "target": "initiative", "key": "essai:{n}",
    "identifier": "fiche {n}", "provenance": "Essai",
    "fields": {
        "title": {"template": "Fiche {n}"}, "summary": {"constant": "Résumé."}, "themes": {"constant": ["sante"]},
        "territories": {"constant": ["pays-FR"]}, "stage": {"constant": "running"},
        "partners": {"items": [{"name": {"template": "Structure {n}"}}]},
    },
}  # fmt: skip
TABLES = ("catalogue_initiative", "catalogue_partner", "catalogue_importedpage", "catalogue_importrun", "journal_entry")


@dataclass
class Base:
    """A database of its own, prepared and read from outside the process under test."""

    environment: dict[str, str]
    count: Callable[[str], int]

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(DRIVER), *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, *words: str) -> str:
        process = self.start(*words)
        said, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
        return said

    def counts(self) -> dict[str, int]:
        return {table: self.count(table) for table in TABLES}

    def kill_at(self, row: int, *words: str) -> None:
        """Run an import and kill it -9 once it has written this row."""
        process = self.start("run", *words, "--wait-at", str(row))
        assert process.stdout is not None
        assert process.stdout.readline() == f"row {row}\n"
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
        assert process.returncode == -signal.SIGKILL


@pytest.fixture
def base(tmp_path) -> Iterator[Base]:
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "essaim.config.settings",
        "ESSAIM_VAR": str(tmp_path / "var"), "ESSAIM_DEBUG": "1",
    }  # fmt: skip
    made = _postgresql(environment) if connection.vendor == "postgresql" else _sqlite(environment, tmp_path / "var")
    with made as found:
        found.run("prepare")
        yield found


class _sqlite:  # noqa: N801 - reads as a function at its one use
    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment, self.file = environment, folder / "essaim.sqlite3"

    def __enter__(self) -> Base:
        return Base(self.environment, self.count)

    def __exit__(self, *_: object) -> None:
        return None

    def count(self, table: str) -> int:
        with sqlite3.connect(self.file) as base:
            return int(base.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


class _postgresql:  # noqa: N801 - as above
    def __init__(self, environment: dict[str, str]) -> None:
        found = connection.settings_dict
        place = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}@{found['HOST']}:{found['PORT'] or 5432}"
        self.name = f"test_exch_{uuid.uuid4().hex[:12]}"
        self.admin, self.address = f"postgresql://{place}/postgres", f"postgresql://{place}/{self.name}"
        self.environment = environment | {"DATABASE_URL": self.address}

    def __enter__(self) -> Base:
        self._admin(f"CREATE DATABASE {self.name}")
        return Base(self.environment, self.count)

    def __exit__(self, *_: object) -> None:
        self._admin(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as base:
            base.execute(statement)

    def count(self, table: str) -> int:
        with psycopg.connect(self.address) as base:
            return int(base.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def words(tmp_path) -> tuple[str, str]:
    source, mapping = tmp_path / "f.ndjson", tmp_path / "m.yaml"
    source.write_text("\n".join(json.dumps({"n": number}) for number in range(ROWS)), encoding="utf-8")
    mapping.write_text(yaml.safe_dump(MAPPING), encoding="utf-8")
    return str(source), str(mapping)


@pytest.mark.django_db
def test_killed_anywhere_it_leaves_nothing_and_may_be_run_again(base, words):
    before = base.counts()
    for row in (1, ROWS // 2, ROWS):
        base.kill_at(row, *words)
        assert base.counts() == before
    assert base.run("run", *words).strip() == str({"created": ROWS})
    after = base.counts()
    assert after["catalogue_initiative"] == after["catalogue_partner"] == after["catalogue_importedpage"] == ROWS
    assert base.run("run", *words).strip() == str({"unchanged": ROWS})
    assert base.counts() == after


@pytest.mark.django_db
def test_the_broken_twin_that_commits_each_row_is_seen(base, words):
    base.kill_at(ROWS // 2, *words, "--per-row")
    assert base.counts()["catalogue_initiative"] == ROWS // 2
