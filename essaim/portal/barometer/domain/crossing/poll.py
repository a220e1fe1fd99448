"""A published wave read again from the texts of its archive: who said what, with which weight."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from essaim.cores.survey import Options, Sample, factor, margin, weigh
from essaim.cores.survey import sample as sample_of
from essaim.portal.barometer.domain.writing import BETWEEN, NO_ANSWER

ANSWERS, WEIGHTS, MARGINS, BOOK = "reponses.csv", "poids.csv", "marges.csv", "dictionnaire.json"
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Poll:
    """The tables of an archive: ``columns`` of answers by name, and what its dictionary says (``book``)."""

    columns: Mapping[str, list[str]]
    weights: tuple[float, ...]
    starts: tuple[float, ...]
    margins: tuple[Mapping[str, str], ...]
    book: Mapping[str, Any]

    @cached_property
    def sample(self) -> Sample:
        """The published weights, with the calibration that the variance accounts for."""
        totals: dict[str, dict[str, float]] = {}
        for row in self.margins:
            totals.setdefault(row["variable"], {})[row["groupe"]] = float(row["total"])
        factors = [factor(name, self.columns[name], list(groups)) for name, groups in totals.items()]
        rule = self.book["redressement"]
        bounds = (rule["lowest"], rule["highest"]) if rule["method"] == "logit" else None
        known = [margin(name, groups) for name, groups in totals.items()]
        made = weigh(factors, known, start=np.array(self.starts), options=Options(rule["method"], bounds))
        return Sample(np.array(self.weights), sample_of(made).design, made.calibration)

    @property
    def people(self) -> int:
        return len(self.weights)

    def given(self, name: str) -> list[tuple[str, ...]]:
        """Return the answers of each person to a question: none where it was not asked or left without answer."""
        return [() if text in {"", NO_ANSWER} else tuple(text.split(BETWEEN)) for text in self.columns[name]]


def read(texts: Texts) -> Poll:
    """Read the tables of an archive."""
    weights = columns(texts[WEIGHTS])
    return Poll(
        columns=columns(texts[ANSWERS]),
        weights=tuple(map(float, weights["poids"])), starts=tuple(map(float, weights["depart"])),
        margins=tuple(rows(texts[MARGINS])), book=json.loads(texts[BOOK]),
    )  # fmt: skip


def columns(text: str) -> dict[str, list[str]]:
    """Return the columns of a CSV, by name: a row at a time, ten thousand people would take longer to read than to count."""
    heads, *lines = csv.reader(io.StringIO(text, newline=""))
    return {name: list(column) for name, column in zip(heads, zip(*lines, strict=True), strict=True)}


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))
