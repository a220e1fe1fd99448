"""Propose which answers of the profile questions to read together, so that nobody stands alone and groups can be read.

Two neighbours in the order of the question are joined at a time, those whose union loses the least information (entropy).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from essaim.portal.barometer.domain.queries.material import ALIKE, LEAST_BASE, Material

COMMON = 0.8
"""Part of the people from which a question counts as answered by nearly everybody."""
Parts = list[tuple[str, ...]]
"""The groups of one question: codes read together, in the order of the question."""


def propose(material: Material) -> dict[str, Parts]:
    """Return the groups of each profile question that has a margin; a single group leaves the question out.

    First with at least 50 people in each group, for every question that nearly everybody answered (questions asked to some are
    left to the officer: coarser groups would publish them at the price of the weighting); where that leaves nothing (a small
    wave), with at least five people in each group. Then until five people at least share each whole profile.
    """
    people = [row.values for row in material.rows]
    lists = [_answering(people, asked.slug) for asked in material.opinions]
    common = [people, *(each for each in lists if len(each) >= COMMON * len(people))]
    found = _propose(material, people, common, LEAST_BASE)
    if all(len(parts) < 2 for parts in found.values()):  # noqa: PLR2004 - two groups make a variable
        return _propose(material, people, [people], ALIKE)
    return found


def _answering(people: Sequence[Mapping[str, Any]], slug: str) -> list[Mapping[str, Any]]:
    return [values for values in people if values.get(slug) is not None]


def _propose(
    material: Material, people: Sequence[Mapping[str, Any]], lists: Sequence[Sequence[Mapping[str, Any]]], least: int
) -> dict[str, Parts]:
    found = {}
    for variable in material.variables:
        codes = [code for group in variable.groups for code in group.codes]
        counts = [Counter(values.get(variable.slug) for values in each) for each in lists]
        given = [
            *codes,
            *(code for each in counts for code in each),
        ]  # an answer without official total joins a neighbour
        order = [option for option in material.asked.by_slug[variable.slug].codes if option in given]
        found[variable.slug] = _wide_enough([(code,) for code in order], counts, least)
    return _alike(found, people)


def _wide_enough(parts: Parts, counts: Sequence[Mapping[Any, int]], least: int) -> Parts:
    """Join the smallest group with its smaller neighbour until every group is large enough wherever anybody answered."""
    while len(parts) > 1:
        sizes = [min(_size(part, each) for each in counts) for part in parts]
        smallest = min(range(len(parts)), key=lambda place: sizes[place])
        if sizes[smallest] >= least:
            break
        sides = [place for place in (smallest - 1, smallest + 1) if 0 <= place < len(parts)]
        other = min(sides, key=lambda place: sizes[place])
        parts = _joined(parts, min(smallest, other))
    return parts


def _alike(found: dict[str, Parts], people: Sequence[Mapping[str, Any]]) -> dict[str, Parts]:
    """Join, in whole profiles shared by too few, the neighbours whose union loses the least, until none is."""
    while True:
        slugs = [slug for slug, parts in found.items() if len(parts) > 1]
        profiles = Counter(tuple(_part_of(found[slug], values.get(slug)) for slug in slugs) for values in people)
        rare = [profile for profile, count in profiles.items() if count < ALIKE]
        if not rare or not slugs:
            return found
        touched = {(slug, profile[place]) for profile in rare for place, slug in enumerate(slugs)}
        slug, first = min(_pairs(found, slugs, touched), key=lambda pair: _loss(found[pair[0]], pair, people))
        found = found | {slug: _joined(found[slug], first)}


def _pairs(found: Mapping[str, Parts], slugs: Sequence[str], touched: set[tuple[str, int]]) -> list[tuple[str, int]]:
    return [
        (slug, first)
        for slug in slugs
        for first in range(len(found[slug]) - 1)
        if (slug, first) in touched or (slug, first + 1) in touched or (slug, -1) in touched
    ]


def _loss(parts: Parts, pair: tuple[str, int], people: Sequence[Mapping[str, Any]]) -> float:
    """Return the entropy lost by reading a group and the next as one, in nats times people."""
    slug, first = pair
    counts = Counter(values.get(slug) for values in people)
    a, b = _size(parts[first], counts), _size(parts[first + 1], counts)
    return sum(count * math.log((a + b) / count) for count in (a, b) if count)


def _joined(parts: Parts, first: int) -> Parts:
    return [*parts[:first], parts[first] + parts[first + 1], *parts[first + 2 :]]


def _size(part: Sequence[str], counts: Mapping[Any, int]) -> int:
    return sum(counts.get(code, 0) for code in part)


def _part_of(parts: Parts, answer: Any) -> int:
    return next((place for place, part in enumerate(parts) if answer in part), -1)
