"""Read an election from a file, and write a result: whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

from essaim.cores.voting import (
    BadElection,
    BadFrame,
    Election,
    Frame,
    canonical_json,
    read_frame,
    read_pabulib,
    read_scrutin,
    scrutin_json,
    write_pabulib,
)


def read_election(path: Path) -> Election:
    """Read a ``.pb`` or ``.json`` file. Raises BadElection, or OSError where the file cannot be read."""
    if path.suffix.lower() != ".json":
        return read_pabulib(path.read_bytes())
    return read_scrutin(_read_json(path))


def read_frame_file(path: Path) -> Frame:
    """Read a frame. Raises BadFrame, or OSError where the file cannot be read."""
    try:
        return read_frame(_read_json(path))
    except BadElection as error:
        raise BadFrame(str(error)) from None


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError:
        raise BadElection("le fichier n’est pas en UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadElection(f"JSON mal formé, colonne {error.colno} : {error.msg}", line=error.lineno) from None


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
