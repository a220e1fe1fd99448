"""Read an election from a file, and write a result: whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

from essaim.cores.voting import (
    BadElection,
    Election,
    canonical_json,
    read_pabulib,
    read_scrutin,
    scrutin_json,
    write_pabulib,
)


def read_election(path: Path) -> Election:
    """Read a ``.pb`` or ``.json`` file. Raises BadElection, or OSError where the file cannot be read."""
    data = path.read_bytes()
    if path.suffix.lower() != ".json":
        return read_pabulib(data)
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError:
        raise BadElection("le fichier n’est pas en UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadElection(f"JSON mal formé, colonne {error.colno} : {error.msg}", line=error.lineno) from None
    return read_scrutin(content)


def export(path: Path, election: Election) -> None:
    """Write an election in the format that the name asks for: ``.pb``, or ``.json``. Raises ValueError on another name."""
    if path.suffix.lower() == ".pb":
        write_whole(path, write_pabulib(election).encode())
    elif path.suffix.lower() == ".json":
        write_json(path, scrutin_json(election))
    else:
        raise ValueError(f"« {path.name} » : attendu un nom en .pb (Pabulib) ou en .json (scrutin)")


def write_json(path: Path, data: Any) -> None:
    """Write canonical JSON and a line feed."""
    write_whole(path, canonical_json(data) + b"\n")


def write_whole(path: Path, data: bytes) -> None:
    """Write under a name beside, then rename: a reader never sees half a file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
