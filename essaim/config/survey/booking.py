"""`essaim survey book`: every question by every banner, as a CSV or JSON; small bases are withheld."""

import argparse
import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np

from essaim.config.survey.requests import split
from essaim.config.survey.samples import open_sample, thresholds
from essaim.config.survey.tables import UnusableFile, write_whole
from essaim.cores.survey import Factor, Sample, Status, Table, association, book, everybody, holm
from essaim.cores.survey.intervals import random_margin
from essaim.cores.survey.words import comparisons_words, percent

RISK = 0.05
SAID = {"shown": "", "flagged": " : base faible, à lire avec prudence", "withheld": " : non publié"}
FIELDS = (
    "question",
    "answer",
    "banner",
    "column",
    "base",
    "count",
    "raw",
    "share",
    "error",
    "lower",
    "upper",
    "random_margin",
    "status",
)


def run(options: argparse.Namespace) -> int:
    """Make the book and write it."""
    opened = open_sample(options.data, options.margins, options)
    questions = [opened.table.factor(name) for name in _named(options.questions, "--questions")]
    banners = [opened.table.factor(name) for name in _named(options.banners, "--banners")]
    tables = book(opened.sample, questions, [everybody(len(opened.table)), *banners])
    cells = [cell for table in tables for cell in _cells(table, options)]
    tests = _tests(opened.sample, questions, banners) if options.tests else []
    if options.output:
        write_whole(options.output, _csv(cells))
    if options.json:
        print(json.dumps({"cells": cells, "tests": tests}, ensure_ascii=False, indent=1))
    elif options.output:
        print(f"{len(cells)} cases écrites dans {options.output}.")
    else:
        print("\n".join(_lines(cells)))
    if tests and not options.json:
        print(comparisons_words(len(tests), sum(bool(test["kept"]) for test in tests)))
    return 0


def _named(text: str, option: str) -> list[str]:
    names = split(text)
    if not names:
        raise UnusableFile(f"{option} : écrivez au moins une colonne.")
    return names


def _cells(table: Table, options: argparse.Namespace) -> Iterator[dict[str, object]]:
    limits, (lower, upper) = thresholds(options), table.intervals(options.level)
    for row, column in enumerate(table.columns):
        base = int(table.bases[row])
        status = limits.status(base)
        about = {
            "question": table.question,
            "banner": table.banner,
            "column": column,
            "base": base,
            "status": str(status),
        }
        for place, answer in enumerate(table.answers):
            cell: dict[str, object] = about | {"answer": answer}
            if status is not Status.WITHHELD and base:
                found = float(table.shares[row, place])
                cell |= {"count": int(table.counts[row, place]), "raw": float(table.raw[row, place]), "share": found}
                cell |= {
                    "error": float(table.errors[row, place]),
                    "random_margin": random_margin(found, base, options.level),
                }
                cell |= {"lower": float(lower[row, place]), "upper": float(upper[row, place])}
            yield cell


def _csv(cells: Sequence[dict[str, object]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, FIELDS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(cells)
    return file.getvalue()


def _lines(cells: Sequence[dict[str, object]]) -> Iterator[str]:
    for (question, banner, column), group in groupby(cells, itemgetter("question", "banner", "column")):
        answers = list(group)
        base, status = answers[0]["base"], answers[0]["status"]
        yield f"{question}, {column if banner == column else f'{banner} = {column}'} — base {base}" + SAID[str(status)]
        for cell in answers:
            if "share" in cell:
                yield (
                    f"  {cell['answer']} : {percent(_real(cell['share']))} (brut {percent(_real(cell['raw']))}), "
                    f"entre {percent(_real(cell['lower']))} et {percent(_real(cell['upper']))}"
                )


def _real(value: object) -> float:
    return float(str(value))


def _tests(sample: Sample, questions: Sequence[Factor], banners: Sequence[Factor]) -> list[dict[str, object]]:
    """Test each question with each banner, and hold the risk of one false finding over all of them."""
    pairs = [(question, banner) for question in questions for banner in banners if question.name != banner.name]
    found = np.array([_p(sample, question, banner) for question, banner in pairs])
    adjusted = holm(found)
    return [
        {"question": question.name, "banner": banner.name, "p": p, "adjusted": holm_p, "kept": holm_p < RISK}
        for (question, banner), p, holm_p in zip(pairs, found.tolist(), adjusted.tolist(), strict=True)
        if not np.isnan(p)
    ]


def _p(sample: Sample, question: Factor, banner: Factor) -> float:
    try:
        return association(sample, question, banner).rao_scott.p
    except ValueError:  # one of them has a single answer: nothing to test
        return np.nan
