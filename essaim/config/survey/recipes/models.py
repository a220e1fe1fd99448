"""Recipes of regressions, and of the table of conventional margins."""

import re

import numpy as np

from essaim.config.survey.cases import Answer, Case
from essaim.config.survey.recipes.polls import raked
from essaim.config.survey.tables import Table
from essaim.cores.survey.intervals import random_margin, wilson
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.regression import Regression, linear, logistic


def regressions(case: Case) -> Answer:
    poll = raked(case, case.table("data"))
    answers: Answer = {}
    for name, fit, drawn in (
        ("logistic", logistic, poll.sample),
        ("linear", linear, poll.fixed),
    ):
        answer, variables = _formula(str(case.params[name]))
        labels, predictors = _predictors(case, poll.table, variables)
        found = fit(drawn, predictors, poll.table.numbers(answer))
        answers[f"{name}_{'calibrated' if name == 'logistic' else 'weights_fixed'}"] = _named(labels, found)
    return answers


def _formula(text: str) -> tuple[str, list[str]]:
    """Read « answer ~ a + b (comment) »."""
    left, _, right = re.sub(r"\(.*\)", "", text).partition("~")
    return left.strip(), [part.strip() for part in right.split("+")]


def _predictors(case: Case, table: Table, variables: list[str]) -> tuple[list[str], Vector]:
    """Return the constant and the indicators of every level but the first, in the order of the margins."""
    labels, parts = ["(Intercept)"], []
    for name in variables:
        levels = list(case.margins[name])
        codes = table.factor(name).relevelled(levels).codes
        labels += [f"{name}{level}" for level in levels[1:]]
        parts.append((codes[:, None] == np.arange(1, len(levels))).astype(float))
    return labels, np.hstack([np.ones((len(parts[0]), 1)), *parts])


def _named(labels: list[str], found: Regression) -> Answer:
    values = zip(labels, found.coefficients.tolist(), found.errors.tolist(), strict=True)
    return {label: {"coef": value, "se": error} for label, value, error in values}


def margin_table(case: Case) -> Answer:
    table, level = case.table("table"), float(str(case.params["confidence"]))
    n, p, effect = (table.numbers(name).tolist() for name in ("n", "p", "deff"))
    rows = list(zip(n, p, effect, strict=True))
    limits = [wilson(share, size / each, level) for size, share, each in rows]
    return {
        "rows": {
            "n": n,
            "p": p,
            "deff": effect,
            "moe95_points": [100 * random_margin(share, size, level, each) for size, share, each in rows],
            "wilson_low": [limit.lower for limit in limits],
            "wilson_high": [limit.upper for limit in limits],
        }
    }
