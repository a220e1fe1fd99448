"""The full book of a wave: every question by one banner, in the three readings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from essaim.cores.survey import holm, words
from essaim.foundation.ui.public import Table
from essaim.portal.barometer.domain.crossing.axes import Axis
from essaim.portal.barometer.domain.crossing.tables import Filter
from essaim.portal.barometer.domain.queries.crossed import Crossing, Explorer
from essaim.portal.barometer.domain.queries.drawn import table_of

RISK = 0.05


@dataclass(frozen=True)
class Chapter:
    """One question: its table, or why it has none; what the test of its link with the banner says."""

    question: str
    label: str
    table: Table | None
    said: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """Every question by one banner, and how many links remain once all are read together."""

    banner: Axis
    chapters: tuple[Chapter, ...]
    together: str


def book(known: Explorer, banner: Axis) -> Book:
    """Return the book of a wave by one of its axes."""
    pairs = [
        (name, label, known.crossing(name, banner.name, Filter()))
        for name, label in known.questions
        if name != banner.question
    ]
    links = [each.link.rao_scott.p for _, _, found in pairs if found for each in found.tables if each.link]
    kept = int((holm(np.array(links)) < RISK).sum()) if links else 0
    chapters = tuple(_chapter(name, label, banner, found) for name, label, found in pairs)
    return Book(banner, chapters, words.comparisons_words(len(links), kept))


def _chapter(name: str, label: str, banner: Axis, found: Crossing | None) -> Chapter:
    if found is None:
        return Chapter(name, label, None, ())
    return Chapter(name, label, table_of(found.tables, f"{label} selon : {banner.label}"), tuple(_said(found)))


def _said(found: Crossing) -> Sequence[str]:
    several = len(found.tables) > 1
    return [
        f"{each.rows[0][1]} : {words.link_words(each.link.rao_scott.p, each.link.base)}" if several
        else words.link_words(each.link.rao_scott.p, each.link.base)
        for each in found.tables
        if each.link
    ]  # fmt: skip
