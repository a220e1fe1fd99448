"""Read the condition of a line of an XLSForm (`relevant`) as the answers of one earlier question; what it says otherwise is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from essaim.portal.barometer.params import QuestionRecord, codes_of

SELECTED = re.compile(r"^selected\(\s*\$\{(?P<name>[^}]+)\}\s*,\s*['\"](?P<code>[^'\"]*)['\"]\s*\)$")
COMPARED = re.compile(r"^\$\{(?P<name>[^}]+)\}\s*(?P<sign>=|>=|<=|>|<)\s*['\"]?(?P<code>[^'\"]*?)['\"]?$")


class WrongError(Exception):
    """A line is refused; the caller knows which."""

    def __init__(self, said: str, column: str = "") -> None:
        super().__init__(said)
        self.said, self.column = said, column


@dataclass(frozen=True)
class Known:
    """What the lines before have said, by name of line: the questions, the list of choices of each, and the code of each choice of a list."""

    names: Mapping[str, QuestionRecord]
    lists_of: Mapping[str, str]
    codes: Mapping[tuple[str, str], str]


def read_condition(text: str, known: Known) -> dict[str, Any]:
    """Return the question on which a condition bears, and its codes. Raises WrongError."""
    parents, codes = set(), []
    for part in re.split(r"\s+or\s+", text.strip()):
        parent, found = _part(known, part.strip().strip("()") if part.startswith("(") else part.strip())
        parents.add(parent)
        codes += found
    if len(parents) != 1:
        raise WrongError("une condition porte sur une seule question", "relevant")
    return {"question": known.names[parents.pop()].slug, "codes": tuple(dict.fromkeys(codes))}


def _part(known: Known, part: str) -> tuple[str, list[str]]:
    found = SELECTED.match(part) or COMPARED.match(part)
    if found is None:
        shapes = "${question} = 'code', selected(${question}, 'code'), ${note} >= 7, reliés par « or »"
        raise WrongError(f"condition non comprise : « {part} ». Formes lues : {shapes}", "relevant")
    parent = known.names.get(found["name"])
    if parent is None:
        raise WrongError(f"« {found['name']} » n’est pas une question posée avant", "relevant")
    sign = found.groupdict().get("sign") or "="
    code = known.codes.get((known.lists_of[found["name"]], found["code"]), found["code"])
    codes = [each for each in codes_of(parent) if _compares(each, sign, code)]
    if not codes:
        raise WrongError(f"« {code} » n’est pas une réponse de « {found['name']} »", "relevant")
    return found["name"], codes


def _compares(code: str, sign: str, wanted: str) -> bool:
    if sign == "=":
        return code == wanted
    try:
        left, right = int(code), int(wanted)
    except ValueError:
        return False
    return {">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}[sign]
