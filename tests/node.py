"""Whole nodes, each with its folder, its database and its processes: faults come from outside the process."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[1]
SECRET = "a-secret-of-the-tests-that-opens-nothing-0123456789"
PREAMBLE = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'essaim.config.settings'; django.setup()\n"


@dataclass(frozen=True)
class Node:
    """One node of its own. `run` passes a command of `essaim`, `python` a script, `start` one that keeps running."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("ESSAIM_", "DJANGO_"))}
        return ours | {
            "ESSAIM_VAR": str(self.folder),
            "ESSAIM_DEBUG": "1",
            "ESSAIM_SECRET_KEY": SECRET,
            "DATABASE_URL": self.database_url,
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *command: str) -> "subprocess.Popen[str]":
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, *command], env=self.environment, cwd=ROOT, **pipes)

    def start_python(self, code: str) -> "subprocess.Popen[str]":
        return self.start("-c", PREAMBLE + code)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return self._wait(self.start("-m", "essaim.config.cli", *words))

    def python(self, code: str) -> "subprocess.CompletedProcess[str]":
        return self._wait(self.start_python(code))

    def tell(self, code: str) -> Any:
        """Return what a script prints as JSON; a script that fails fails the test, with the end of what it said."""
        done = self.python(code)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement on the database of the node, past Django and quicker than a process."""
        if self.database_url:
            with psycopg.connect(self.database_url, autocommit=True) as connection:
                cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.folder / "essaim.sqlite3", timeout=20)) as database, database:
            return database.execute(statement).fetchall()

    def _wait(self, process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
        out, err = process.communicate(timeout=600)  # a busy machine is slow, not wrong
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something to become true; fail when it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
