"""Keep the cells of a file while its columns are matched: as JSON, compressed, for two days at most."""

import json
import zlib

from essaim.portal.barometer.models import Intake


def pack(cells: list[list[str]]) -> bytes:
    """Return the cells of a file, row by row, as they are kept."""
    return zlib.compress(json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode())


def cells_of(intake: Intake) -> list[list[str]]:
    """Return the cells kept of a file, row by row."""
    found: list[list[str]] = json.loads(zlib.decompress(bytes(intake.content)))
    return found


def cells_text(intake: Intake) -> str:
    """Return everything that is kept of a file as one text, to look for an address in it."""
    return zlib.decompress(bytes(intake.content)).decode()
