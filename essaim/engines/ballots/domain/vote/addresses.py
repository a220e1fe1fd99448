"""Where a voter may receive a code: a mail address or a telephone, written in one way. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FRENCH, _WORLD = re.compile(r"0?[1-9]\d{8}"), re.compile(r"\+[1-9]\d{7,14}")
_BETWEEN = re.compile(r"[\s.\-/()\u00a0\u202f]")
LONGEST = 254


@dataclass(frozen=True)
class Address:
    """An address in its one writing: small letters, or E.164 (`+33612345678`)."""

    kind: Literal["mail", "sms"]
    value: str


def read_address(text: str) -> Address | None:
    """Read a mail address or a telephone, as people write them; None: it is neither."""
    words = text.strip()
    if "@" in words:
        return Address("mail", words.lower()) if _EMAIL.fullmatch(words) and len(words) <= LONGEST else None
    number = read_phone(words)
    return Address("sms", number) if number else None


def read_phone(text: str) -> str:
    """Read a telephone: ten figures of France (nine: a spreadsheet dropped the 0), or + and the number of a country. Empty: none."""
    number = _BETWEEN.sub("", text)
    number = f"+{number[2:]}" if number.startswith("00") else number
    if _FRENCH.fullmatch(number):
        return f"+33{number[-9:]}"
    number = number.replace("+330", "+33", 1) if number.startswith("+330") else number
    return number if _WORLD.fullmatch(number) else ""
