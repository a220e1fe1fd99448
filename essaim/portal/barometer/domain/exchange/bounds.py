"""Read the bounds of a line of an XLSForm: the ends of a scale in its parameters, those of a number or of a choice in its constraint."""

import re
from collections.abc import Mapping
from typing import Any

from essaim.portal.barometer.models import Kind

START, END = re.compile(r"\bstart\s*=\s*(-?\d{1,6})\b"), re.compile(r"\bend\s*=\s*(-?\d{1,6})\b")
LEAST, GREATEST = re.compile(r"\.\s*>=\s*(-?\d{1,9})\b"), re.compile(r"\.\s*<=\s*(-?\d{1,9})\b")
AT_MOST = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d{1,3})\b")


def bounds(kind: Kind, row: Mapping[str, str]) -> dict[str, Any]:
    """Return the bounds of a question as its record names them: lowest and highest, or at_most; nothing for a kind that has none."""
    parameters, constraint = row.get("parameters", ""), row.get("constraint", "")
    if kind is Kind.SCALE:
        return {"lowest": _found(START, parameters), "highest": _found(END, parameters)}
    if kind is Kind.NUMBER:
        return {"lowest": _found(LEAST, constraint), "highest": _found(GREATEST, constraint)}
    if kind in {Kind.MULTIPLE, Kind.RANKING}:
        given = row.get("essaim_at_most", "")
        return {"at_most": int(given) if given.isascii() and given.isdigit() else _found(AT_MOST, constraint) or 0}
    return {}


def _found(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) if found else None
