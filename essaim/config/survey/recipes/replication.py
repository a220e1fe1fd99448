"""Recipe of replicates that are given."""

from functools import partial

import numpy as np

from essaim.config.survey.cases import Answer, Case
from essaim.cores.survey import Replicates
from essaim.cores.survey.margins import Vector


def replicates_given(case: Case) -> Answer:
    table, given = case.table("data"), case.table("replicates")
    drawn = [given.numbers(name) for name in given.columns if name not in {"id", "w"}]
    full = given.numbers("w")
    found = Replicates(np.array(drawn), float(str(case.params["scale"])))
    aide, age = table.numbers("aide"), table.factor("age")
    note = table.numbers("note")
    by_age: Answer = {}
    for code, level in enumerate(age.levels):
        inside = np.where(age.codes == code, note, np.nan)
        value = _mean(inside, full)
        by_age[level] = {"mean": value, "se_mse": found.error(partial(_mean, inside), value)}
    share = _mean(aide, full)
    return {
        "aide": share,
        "se_mse": found.error(partial(_mean, aide), share),
        "se_centered": found.error(partial(_mean, aide), share, centred=True),
        "note_by_age": by_age,
    }


def _mean(values: Vector, weights: Vector) -> float:
    known = ~np.isnan(values)
    return float(weights[known] @ values[known] / weights[known].sum())
