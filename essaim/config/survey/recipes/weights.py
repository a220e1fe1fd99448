"""Recipes of weighting: raking, calibration, post-stratification, trimming, strata."""

import json

import numpy as np

from essaim.config.survey.cases import Answer, Case
from essaim.config.survey.recipes.polls import LOOSE, kish, raked, variable
from essaim.cores.survey import (
    Design,
    Options,
    Sample,
    book,
    by_stratum,
    cross,
    fixed,
    from_shares,
    margin,
    mean,
    sample,
    total,
    trim,
    weigh,
)


def rake(case: Case) -> Answer:
    weights = raked(case, case.table("data")).weighting.weights
    return {"weights_csv": {"w": weights.tolist()}, **kish(weights)}


def variants(case: Case) -> Answer:
    table = case.table("data")
    low, high = json.loads(json.dumps(case.params["bounds"]))
    answers: Answer = {}
    columns = {}
    for name, method in (("linear", "linear"), ("logit", "logit"), ("linear_bounded", "truncated")):
        poll = raked(case, table, Options(method, (low, high), minimum_base=LOOSE))
        found = mean(poll.sample, table.numbers("note"))
        columns[name] = poll.weighting.weights.tolist()
        answers[name] = {**kish(poll.weighting.weights), "mean_note": found.value, "se_calibrated": found.error}
    return {"weights_csv": columns, **answers}


def poststratify(case: Case) -> Answer:
    table, population = case.table("data"), case.table("population")
    first, second = json.loads(json.dumps(case.params["cells"]))
    names = [f"{a} × {b}" for a, b in zip(population.texts(first), population.texts(second), strict=True)]
    target = margin(f"{first} × {second}", dict(zip(names, population.numbers("Freq").tolist(), strict=True)))
    crossed = cross(table.factor(first), table.factor(second))
    weighting = weigh([crossed], [target], options=Options(minimum_base=LOOSE))
    note = mean(sample(weighting), table.numbers("note"))
    aide = total(sample(weighting), table.numbers("aide"))
    return {
        **kish(weighting.weights),
        "mean_note": note.value,
        "se_mean_note": note.error,
        "total_aide": aide.value,
        "se_total_aide": aide.error,
    }


def trimmed(case: Case) -> Answer:
    weights = case.table("weights").numbers("w")
    limits = float(str(case.params["lower"])), float(str(case.params["upper"]))
    once, strict = (trim(weights, limits, strict=each).weights for each in (False, True))
    columns = {"once": once.tolist(), "strict": strict.tolist()}
    return {"weights_csv": columns, "once": kish(once), "strict": kish(strict)}


def by_departement(case: Case) -> Answer:
    table = case.table("data")
    strata = table.factor(str(case.params["strata"]))
    start = table.numbers(str(case.params["start_weight"]))
    population: dict[str, float] = json.loads(json.dumps(case.params["population"]))
    margins = [
        by_stratum(strata, {level: from_shares(name, shares, population[level]) for level in strata.levels})
        for name, shares in case.margins.items()
    ]
    variables = [cross(strata, table.factor(name)) for name in case.margins]
    weighting = weigh(variables, margins, start=start, options=Options(minimum_base=LOOSE))
    drawn = sample(weighting, strata=strata.codes)
    aide, note = table.numbers("aide"), table.numbers("note")
    people = np.array([population[level] for level in strata.levels])[strata.codes]
    finite = Sample(start, Design(len(table), strata.codes, population=people))
    plain, with_population = mean(fixed(start, strata=strata.codes), aide), mean(finite, note)
    raked_aide, all_aide = mean(drawn, aide), total(drawn, aide)
    each = {level: mean(drawn, aide, strata.codes == code) for code, level in enumerate(strata.levels)}
    return {
        "weights_csv": {"w": weighting.weights.tolist()},
        "kish": kish(weighting.weights),
        "stratified_uncalibrated": {"aide": plain.value, "se": plain.error},
        "stratified_fpc_note": {"mean": with_population.value, "se": with_population.error},
        "raked": {
            "aide": raked_aide.value,
            "se": raked_aide.error,
            "total": all_aide.value,
            "se_total": all_aide.error,
            "by_dep": {level: {"estimate": found.value, "se": found.error} for level, found in each.items()},
        },
    }


def large(case: Case) -> Answer:
    table = case.table("data")
    poll = raked(case, table)
    region = variable(table, "region", tuple(case.margins["region"]))
    (regions,) = book(poll.sample, [table.factor("aide")], [region])
    yes = regions.answers.index("1")
    shares = {"estimate": regions.shares[:, yes].tolist(), "se_calibrated": regions.errors[:, yes].tolist()}
    return {**kish(poll.weighting.weights), "by_region": shares}
