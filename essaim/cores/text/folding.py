"""Unicode folding: one spelling for what readers see as one."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "‐": "-", "‑": "-", "–": " ", "—": " "})
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return the text in compatibility form (NFKC), with one apostrophe and one hyphen; case and accents are kept."""
    return unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the text in lower case, without accents or ligatures: « Œuvré » gives ``oeuvre``.

    Method: Unicode canonical decomposition (UAX #15), then the combining marks are dropped.
    """
    lowered = plain(text).lower().translate(_LIGATURES)
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def squeeze(text: str) -> str:
    """Return the folded text with single spaces and none at the ends: the key under which a query is logged."""
    return _SPACES.sub(" ", fold(text)).strip()
