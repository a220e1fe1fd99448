"""Repair of words that nothing in the corpus holds: weighted edit distance, split and joined words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from essaim.cores.text.vocabulary import Vocabulary

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_PLACES = {letter: (column + row * 0.25, row) for row, keys in enumerate(_ROWS) for column, letter in enumerate(keys)}
_VOWELS = frozenset("aeiouy")
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("eau|au", "o"),
        ("ph", "f"),
        ("qu|ck|k", "c"),
        ("ai|ei|ay|ey", "e"),
        ("y", "i"),
        ("en|em|am", "an"),
        ("ein|ain|im|ym|yn", "in"),
        ("th", "t"),
        ("rh", "r"),
        ("h", ""),
        ("ge(?=[ao])", "j"),
        ("g(?=[ei])", "j"),
        ("ss|sc(?=[ei])|c(?=[ei])|ti(?=on)", "s"),
        ("z", "s"),
        (r"(.)\1", r"\1"),
        ("[estxd]+$", ""),
    )
]
_LONG_ENOUGH_FOR_TWO = 6
_SHORTEST = 4


@dataclass(frozen=True)
class Correction:
    """A word unknown to the corpus, and the words used instead (two when it was split)."""

    asked: str
    used: tuple[str, ...]
    cost: float


def sound(form: str) -> str:
    """Return roughly how a French reader says the word: two spellings of one sound are a likelier slip."""
    for pattern, replacement in _SOUNDS:
        form = pattern.sub(replacement, form)
    return form


def distance(asked: str, known: str, limit: float = 3.0) -> float:
    """Return the weighted Damerau–Levenshtein distance (optimal string alignment, Damerau 1964), or ``limit + 1``.

    An edit costs 1; less for neighbouring keys (AZERTY), for a vowel taken for another, for a letter doubled or not,
    for two letters swapped. A different first letter costs 0.5 more. Both words are folded.
    """
    if abs(len(asked) - len(known)) > limit:
        return limit + 1
    before: list[float] = []
    above = [_lead(known, column) for column in range(len(known) + 1)]
    for row in range(1, len(asked) + 1):
        current = [_lead(asked, row)]
        for column in range(1, len(known) + 1):
            best = min(
                above[column] + _gap(asked, row),
                current[column - 1] + _gap(known, column),
                above[column - 1] + _swap(asked[row - 1], known[column - 1], first=row == column == 1),
            )
            if row > 1 and column > 1 and asked[row - 1] == known[column - 2] and asked[row - 2] == known[column - 1]:
                best = min(best, before[column - 2] + 0.8)
            current.append(best)
        if min(current) > limit:
            return limit + 1
        before, above = above, current
    return above[-1]


def _lead(word: str, length: int) -> float:
    return 0.0 if length == 0 else length + (0.5 if word else 0.0)


def _gap(word: str, index: int) -> float:
    """Cost of a letter too many or missing: little when it doubles its neighbour."""
    letter = word[index - 1]
    doubled = (index > 1 and word[index - 2] == letter) or (index < len(word) and word[index] == letter)
    return 0.5 if doubled else 1.0


def _swap(left: str, right: str, *, first: bool) -> float:
    if left == right:
        return 0.0
    cost = 1.0
    if left in _VOWELS and right in _VOWELS:
        cost = 0.8
    elif left in _PLACES and right in _PLACES:
        (x1, y1), (x2, y2) = _PLACES[left], _PLACES[right]
        cost = 0.8 if abs(x1 - x2) <= 1.0 and abs(y1 - y2) <= 1 else 1.0
    return cost + (0.5 if first else 0.0)


def correct(form: str, vocabulary: Vocabulary) -> Correction | None:
    """Return the likeliest known word for one that the whole corpus does not hold, or None.

    Ranked by distance (less when both sound alike), then by frequency, then by the alphabet. Short words get one edit,
    words of six letters or more two. A word that splits into two known words is a last resort.
    """
    if not _is_repairable(form):
        return None
    best = _likeliest(form, vocabulary.near(form, _edits(form)), vocabulary.frequency)
    split = _split(form, vocabulary)
    if split and (best is None or best[0] > 1.0):
        return Correction(form, split, 1.0)
    return Correction(form, (best[2],), best[0]) if best else None


def correct_among(form: str, words: Iterable[str]) -> Correction | None:
    """Return the likeliest of some folded words for a mistyped one, by the rules of ``correct``, or None."""
    best = _likeliest(form, words, lambda _word: 0) if _is_repairable(form) else None
    return Correction(form, (best[2],), best[0]) if best else None


def _is_repairable(form: str) -> bool:
    return len(form) >= _SHORTEST and form.isalpha()


def _edits(form: str) -> int:
    return 2 if len(form) >= _LONG_ENOUGH_FOR_TWO else 1


def _likeliest(form: str, candidates: Iterable[str], frequency: Callable[[str], int]) -> tuple[float, int, str] | None:
    """The cost, the frequency (negative, to sort) and the word of the best candidate within reach; None without one."""
    limit, said = _edits(form) + 0.5, sound(form)
    best: tuple[float, int, str] | None = None
    for known in candidates:
        cost = distance(form, known, limit)
        if cost > limit:
            continue
        cost = round(cost * (0.6 if sound(known) == said else 1.0), 3)
        ranked = (cost, -frequency(known), known)
        if best is None or ranked < best:
            best = ranked
    return best


def _split(form: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return the two known words of which the form is made, the pair whose rarer word is the most frequent."""
    pairs = [(form[:cut], form[cut:]) for cut in range(4, len(form) - 3)]
    known = [pair for pair in pairs if pair[0] in vocabulary and pair[1] in vocabulary]
    return max(known, key=lambda pair: (min(map(vocabulary.frequency, pair)), pair), default=None)
