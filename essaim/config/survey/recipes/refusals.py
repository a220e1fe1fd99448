"""The recipe of what must be refused: each change is made to the file, and the refusal must say where."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from essaim.config.survey.cases import Answer, Case
from essaim.config.survey.recipes.polls import LOOSE
from essaim.config.survey.tables import Table
from essaim.cores.survey import Factor, Margin, Options, Refused, from_shares, weigh
from essaim.cores.survey.margins import Vector

REFUSED = "error naming the margin and category; no weights written"
VARIABLES = ("sexe", "age", "region")


@dataclass(frozen=True)
class Attempt:
    """What is given to the weighting. The case gives no margin: every category is asked for the same share."""

    factors: dict[str, Factor]
    margins: dict[str, Margin]
    start: Vector
    options: Options


Change = Callable[[Attempt], Attempt]


def refused(case: Case) -> Answer:
    table = case.table("data")
    names = [each["name"] for each in json.loads(json.dumps(case.params["cases"]))]
    failed = [name for name in names if name not in CHANGES or not _is_refused(name, table)]
    return {"outcome": REFUSED if names and not failed else f"not refused: {', '.join(failed)}"}


def _is_refused(name: str, table: Table) -> bool:
    change, kind, margin, category = CHANGES[name]
    attempt = change(_attempt(table))
    try:
        weigh(
            list(attempt.factors.values()),
            list(attempt.margins.values()),
            start=attempt.start,
            options=attempt.options,
        )
    except Refused as error:
        return any((each.kind, each.margin, each.category) == (kind, margin, category) for each in error.problems)
    return False


def _attempt(table: Table) -> Attempt:
    factors = {name: table.factor(name) for name in VARIABLES}
    margins = {
        name: from_shares(name, {level: 1 / len(each.levels) for level in each.levels}, float(len(table)))
        for name, each in factors.items()
    }
    return Attempt(factors, margins, np.ones(len(table)), Options(minimum_base=LOOSE))


def _without_corsica(attempt: Attempt) -> Attempt:
    kept = ~attempt.factors["region"].having("COR")
    factors = {name: replace(each, codes=each.codes[kept]) for name, each in attempt.factors.items()}
    return replace(attempt, factors=factors, start=attempt.start[kept])


def _totals_apart(attempt: Attempt) -> Attempt:
    age = attempt.margins["age"]
    return replace(attempt, margins=attempt.margins | {"age": replace(age, totals=age.totals * 1.02)})


def _unknown(attempt: Attempt) -> Attempt:
    sexe = attempt.factors["sexe"]
    codes = sexe.codes.copy()
    codes[0] = len(sexe.levels)
    return replace(attempt, factors=attempt.factors | {"sexe": Factor("sexe", codes, (*sexe.levels, "X"))})


def _missing(attempt: Attempt) -> Attempt:
    age = attempt.factors["age"]
    codes = age.codes.copy()
    codes[0] = -1
    return replace(attempt, factors=attempt.factors | {"age": replace(age, codes=codes)})


def _tight(attempt: Attempt) -> Attempt:
    return replace(attempt, options=Options("logit", (0.99, 1.01), minimum_base=LOOSE))


def _negative(attempt: Attempt) -> Attempt:
    start = attempt.start.copy()
    start[0] = -1
    return replace(attempt, start=start)


CHANGES: dict[str, tuple[Change, str, str, str]] = {
    "empty category with positive target": (_without_corsica, "empty", "region", "COR"),
    "totals that disagree": (_totals_apart, "disagree", "age", ""),
    "unknown category in data": (_unknown, "unknown", "sexe", "X"),
    "missing value in a margin": (_missing, "missing", "age", ""),
    "infeasible bounds": (_tight, "bounds", "region", "IDF"),
    "negative or zero start weight": (_negative, "start", "", ""),
}
