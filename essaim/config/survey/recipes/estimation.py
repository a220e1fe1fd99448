"""Recipes of estimation: shares and their errors, domains, scales, scores, crosstabs, waves."""

import json

import numpy as np

from essaim.config.survey.cases import Answer, Case
from essaim.config.survey.recipes.polls import Poll, raked
from essaim.cores.survey import association, change, mean, quantile, share, shares, wave
from essaim.cores.survey.association import Test
from essaim.cores.survey.estimates import Mask, variance
from essaim.cores.survey.intervals import korn_graubard, logit, random_margin


def proportion(case: Case) -> Answer:
    poll = raked(case, case.table("data"))
    yes, known = poll.yes(str(case.params["variable"]), case.params["value"])
    found, plain = share(poll.sample, yes, known), share(poll.fixed, yes, known)
    kish = np.sqrt(found.value * (1 - found.value) * found.kish / found.base)
    smooth, exact = logit(found.value, found.error, found.degrees), korn_graubard(found.value, found.effective_size)
    return {
        "n_valid": found.base,
        "unweighted": found.raw,
        "estimate": found.value,
        "se_calibrated": found.error,
        "se_weights_fixed": plain.error,
        "se_srs": float(np.sqrt(found.value * (1 - found.value) / found.base)),
        "se_kish": float(kish),
        "kish_deff_valid": found.kish,
        "moe95_srs": random_margin(found.value, found.base),
        "ci95_logit_t": {"lower": smooth.lower, "upper": smooth.upper},
        "ci95_beta_korn_graubard": {"lower": exact.lower, "upper": exact.upper},
        "df": found.degrees,
    }


def domains(case: Case) -> Answer:
    poll = raked(case, case.table("data"))
    yes, known = poll.yes(str(case.params["variable"]), case.params["value"])
    names: list[str] = json.loads(json.dumps(case.params["domains"]))
    answers: Answer = {}
    for name in names:
        variable = poll.table.factor(name)
        answers[name] = {level: _domain(poll, yes, known, variable.having(level)) for level in variable.levels}
    return answers


def _domain(poll: Poll, yes: Mask, known: Mask, domain: Mask) -> Answer:
    found, plain = share(poll.sample, yes, known, domain), share(poll.fixed, yes, known, domain)
    return {
        "n": found.base,
        "estimate": found.value,
        "se_calibrated": found.error,
        "se_weights_fixed": plain.error,
    }


def scale(case: Case) -> Answer:
    poll = raked(case, case.table("data"))
    levels: list[str] = json.loads(json.dumps(case.params["levels"]))
    answers = poll.table.factor(str(case.params["variable"]))
    found = shares(poll.sample, answers.relevelled(levels))
    whole = shares(poll.sample, answers.relevelled(levels).with_missing("nsp"))
    net = found.contrast(np.array(json.loads(json.dumps(case.params["net_contrast"])), float))
    return {
        "shares": found.values.tolist(),
        "se_calibrated": found.errors.tolist(),
        "covariance": found.covariance.tolist(),
        "net": net.value,
        "net_se": net.error,
        "shares_with_nsp": whole.values.tolist(),
        "se_with_nsp": whole.errors.tolist(),
    }


def score(case: Case) -> Answer:
    poll = raked(case, case.table("data"))
    values = poll.table.numbers(str(case.params["variable"]))
    found = mean(poll.sample, values)
    quartiles = [quantile(poll.sample, values, probability) for probability in (0.25, 0.5, 0.75)]
    return {
        "mean": found.value,
        "se_calibrated": found.error,
        "variance": variance(poll.sample, values),
        "quartiles": quartiles,
    }


def crosstab(case: Case) -> Answer:
    poll = raked(case, case.table("data"))
    rows, columns = poll.table.factor(str(case.params["rows"])), poll.table.factor(str(case.params["cols"]))
    found = association(poll.sample, rows, columns)
    answered = int(((rows.codes >= 0) & (columns.codes >= 0)).sum())
    plain = association(poll.fixed, rows, columns, degrees=answered - 1)  # R counts only who answered
    return {
        "row_levels": list(rows.levels),
        "col_levels": list(columns.levels),
        "weighted_counts": found.counts.tolist(),
        "column_shares": (found.counts / found.counts.sum(axis=0)).tolist(),
        "rao_scott_F_calibrated": _fisher(found.rao_scott),
        "rao_scott_F_weights_fixed": _fisher(plain.rao_scott),
        "pearson_rao_scott_first_order": {
            "X2": found.pearson.statistic,
            "df": found.pearson.above,
            "p": found.pearson.p,
        },
        "adj_wald": _fisher(found.wald),
    }


def _fisher(test: Test) -> Answer:
    return {"F": test.statistic, "ndf": test.above, "ddf": test.below, "p": test.p}


def waves(case: Case) -> Answer:
    polls = [raked(case, case.table(name)) for name in ("wave1", "wave2")]
    answers: Answer = {}
    for name in json.loads(json.dumps(case.params["variables"])):
        first, second = (wave(poll.sample, poll.table.numbers(name)) for poll in polls)
        found = change(first, second)
        answers[name] = {
            "w1": found.first,
            "w2": found.second,
            "se1": first.error,
            "se2": second.error,
            "diff": found.difference,
            "se": found.error,
            "z": found.z,
            "p": found.p,
            "ci95": [found.interval.lower, found.interval.upper],
        }
    return answers
