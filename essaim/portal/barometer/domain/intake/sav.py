"""SPSS files (.sav, .zsav), read in a process of their own that a hostile file may kill without taking ours along."""

import json
import subprocess  # nosec B404 - our own file, with our own interpreter and no shell
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from essaim.cores.tables import Problem, Table, UnreadableError, refuse, too_long
from essaim.portal.barometer.domain.intake.tables import BOUNDS

CHILD = Path(__file__).with_name("savchild.py")
SECONDS = 45
UNREADABLE = (
    "Ce fichier SPSS est illisible, ou demande trop pour être lu : enregistrez-le de nouveau en .sav, ou donnez un CSV."
)


def read_sav(data: bytes) -> tuple[Table, list[tuple[str, Mapping[str, str]]]]:
    """Return the cells of an SPSS file, and the label of each column with those of its values. Raises UnreadableError.

    The file lies in a folder of its own, readable by us alone, removed whatever happens.
    """
    if len(data) > BOUNDS.size:
        raise refuse(f"Ce fichier dépasse {BOUNDS.size // 1024**2} Mo.")
    with tempfile.TemporaryDirectory(prefix="essaim-sav-") as folder:
        path = Path(folder) / "file.sav"
        path.write_bytes(data)
        found = _read(path, Path(folder))
    if "columns" in found:
        raise refuse(f"{found['columns']} colonnes ; {BOUNDS.columns} au plus.")
    return _table(found["heads"], found["rows"])


def _read(path: Path, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-I", str(CHILD), str(path), str(BOUNDS.rows), str(BOUNDS.columns), str(BOUNDS.cells)]
    written = folder / "cells.json"
    with written.open("wb") as output:
        try:
            done = subprocess.run(  # nosec B603 - no shell, and nothing of the file in the command
                command, stdout=output, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=SECONDS, check=False,
                env={}, cwd=folder,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise refuse(UNREADABLE) from None
    if done.returncode != 0:
        raise refuse(UNREADABLE)
    try:
        found: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    except ValueError:
        raise refuse(UNREADABLE) from None
    return found


def _table(heads: list[dict[str, Any]], rows: list[list[str]]) -> tuple[Table, list[tuple[str, Mapping[str, str]]]]:
    if len(rows) > BOUNDS.rows_for(len(heads)):
        raise too_long(BOUNDS, len(heads))
    names = tuple(head["name"] for head in heads)
    wrong = [
        Problem(f"texte trop long, {BOUNDS.longest} signes au plus", line, name)
        for line, row in enumerate(rows, 1)
        for name, cell in zip(names, row, strict=True)
        if len(cell) > BOUNDS.longest
    ]
    if wrong:
        raise UnreadableError(wrong)
    table = Table(names, tuple(map(tuple, rows)), tuple(range(1, len(rows) + 1)))
    return table, [(head["label"], head["values"]) for head in heads]
