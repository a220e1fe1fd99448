"""The territory that a query names: « à Dax », « Hérault », « Seine-Saint-Denis »."""

import re
from dataclasses import dataclass

from essaim.cores.text import STOP_WORDS, Vocabulary
from essaim.cores.text.folding import plain
from essaim.cores.text.stems import is_french
from essaim.foundation.territories import public as territories

_WORD = re.compile(r"[^\W_]+")
_LEADS = frozenset(
    {
        "a",
        "au",
        "aux",
        "en",
        "dans",
        "sur",
        "vers",
        "pres",
        "autour",
        "departement",
        "region",
        "commune",
        "ville",
        "pays",
        "agglomeration",
    }
)
_LONGEST = 6
_BROAD = ("departement", "region", "pays")


@dataclass(frozen=True)
class NamedPlace:
    """A territory named in a query: its code, the words that name it, and their folded forms."""

    code: str
    words: str
    forms: frozenset[str]


@dataclass(frozen=True)
class _Typed:
    """One word as it was typed."""

    text: str
    folded: str
    start: int
    end: int


def named_place(query: str, vocabulary: Vocabulary) -> NamedPlace | None:
    """Return the territory that the query names, the longest name first, or None. Reads no database once warm.

    A name that is also an ordinary word (lot, nord, sens) counts only with its capital, or after « à », « dans »,
    « département »… A commune asked in small letters counts when no page and no dictionary knows the word.
    """
    typed = _typed(query)
    names = territories.gazetteer()
    for length in range(min(_LONGEST, len(typed)), 0, -1):
        for start in range(len(typed) - length + 1):
            span = typed[start : start + length]
            codes = names.get(" ".join(word.folded for word in span))
            before = typed[start - 1].folded if start else ""
            if codes and _means_the_place(span, codes[0], before, vocabulary, alone=length == len(typed)):
                words = plain(query)[span[0].start : span[-1].end]
                forms = frozenset(word.folded for word in span) | {"".join(word.folded for word in span)}
                return NamedPlace(codes[0], words, forms)
    return None


def _typed(query: str) -> list[_Typed]:
    text = plain(query)
    return [
        _Typed(match.group(), territories.fold(match.group()), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def _means_the_place(span: list[_Typed], code: str, before: str, vocabulary: Vocabulary, *, alone: bool) -> bool:
    level = code.partition("-")[0]
    capital = span[-1].text[0].isupper() and not span[-1].text.isupper()
    led = before in _LEADS
    if all(word.folded in STOP_WORDS or word.folded.isdigit() for word in span):
        return False
    ordinary = all(word.folded in STOP_WORDS or is_french(word.text.lower()) for word in span)
    if level in _BROAD:
        return not ordinary or capital or led or len(span) > 1 or alone
    if ordinary:
        return capital and led
    return capital or led or not any(word.folded in vocabulary for word in span)
