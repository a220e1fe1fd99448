"""Ideas that say nearly the same: shown to whoever deposits one, and to the team that may join two.

Words are folded and stemmed as the search of the platform does; each weighs the less the more ideas have it; two ideas
are as near as the cosine of their weights (Salton and McGill, « Introduction to Modern Information Retrieval », 1983, ch. 4).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from essaim.cores.text.stems import stem
from essaim.cores.text.words import analyse

NEAR_ENOUGH = 0.2
SHOWN = 5
TITLE_WEIGHT = 3
"""A word of the title says more than one of the summary."""


@dataclass(frozen=True)
class Alike:
    """Another idea, how near it is (0 to 1), and the words in common, the most telling first."""

    key: int
    nearness: float
    words: tuple[str, ...]


def counts(title: str, summary: str) -> Counter[str]:
    """Return the stems of an idea with their weight in it."""
    found = Counter({one: TITLE_WEIGHT * times for one, times in _stems(title).items()})
    found.update(_stems(summary))
    return found


def _stems(text: str) -> Counter[str]:
    return Counter(stem(one.text) for one in analyse(text) if not one.stop and not one.form.isdigit())


def nearest(asked: Counter[str], known: Mapping[int, Counter[str]], *, shown: int = SHOWN) -> list[Alike]:
    """Return the ideas nearest to one, at least `NEAR_ENOUGH`, the nearest first.

    Args:
        asked: The idea, as `counts` gives it.
        known: The others, by key.
        shown: How many at most.
    """
    frequency = Counter(word for one in known.values() for word in one)
    rarity = {word: log((1 + len(known)) / (1 + frequency[word])) + 1 for word in {*asked, *frequency}}
    mine = _weighed(asked, rarity)
    found = [_compared(key, mine, _weighed(one, rarity)) for key, one in known.items()]
    near = sorted((one for one in found if one.nearness >= NEAR_ENOUGH), key=lambda one: (-one.nearness, one.key))
    return near[:shown]


def _weighed(idea: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    weights = {word: times * rarity[word] for word, times in idea.items()}
    length = sqrt(sum(value * value for value in weights.values())) or 1.0
    return {word: value / length for word, value in weights.items()}


def _compared(key: int, mine: Mapping[str, float], other: Mapping[str, float]) -> Alike:
    common = {word: mine[word] * other[word] for word in mine.keys() & other.keys()}
    words: Sequence[str] = sorted(common, key=lambda word: (-common[word], word))
    return Alike(key, sum(common.values()), tuple(words[:3]))
