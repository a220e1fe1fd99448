"""`essaim survey estimate`: each request, over all and in each group, with its readings and its sentences."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np

from essaim.config.survey.evolution import evolutions
from essaim.config.survey.requests import Request, having, requests
from essaim.config.survey.samples import Opened, open_sample, thresholds
from essaim.config.survey.tables import UnusableFile
from essaim.cores.survey import (
    Estimate,
    Replicates,
    Share,
    Status,
    lead,
    mean,
    quantile,
    quantile_interval,
    ratio,
    read,
    replicates,
    share,
    shares,
    total,
)
from essaim.cores.survey.estimates import Mask
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.words import lead_words, majority_words, margin_words, number, share_words

Line = dict[str, object]


@dataclass(frozen=True)
class Group:
    """Over whom: everybody (``name`` "ensemble"), or one value of a column."""

    name: str
    rows: Mask | None


def run(options: argparse.Namespace) -> int:
    """Estimate and say."""
    asked = requests(options)
    if options.replicates and not options.margins:
        raise UnusableFile("--replicates demande --margins : chaque réplication est redressée à nouveau.")
    if options.panel and not options.previous:
        raise UnusableFile("--panel demande --previous : il apparie les personnes de deux vagues.")
    opened = open_sample(options.data, options.margins, options)
    lines = [
        line
        for request in asked
        for group in _groups(opened, options.by)
        for line in _answers(request, group, opened, options)
    ]
    changes = evolutions(opened, asked, options) if options.previous else []
    if options.json:
        print(json.dumps({"estimates": lines, "changes": changes}, ensure_ascii=False, indent=1))
        return 0
    for line in [*lines, *changes]:
        print(
            f"{line['what']} — {line['group']} : {line['words']}"
            if "group" in line
            else f"{line['what']} : {line['words']}"
        )
    return 0


def _groups(opened: Opened, columns: list[str]) -> Iterator[Group]:
    yield Group("ensemble", None)
    for column in columns:
        variable = opened.table.factor(column)
        for code, level in enumerate(variable.levels):
            yield Group(f"{column} = {level}", variable.codes == code)


def _answers(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    base = {"kind": request.kind, "what": request.asked, "group": group.name}
    return [base | line for line in ANSWERS[request.kind](request, group, opened, options)]


def _shares(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    variable = opened.table.factor(request.column)
    chosen = [request.values()] if request.values() else [[level] for level in variable.levels]
    return [_share(variable.name, values, group, opened, options) for values in chosen]


def _share(column: str, values: list[str], group: Group, opened: Opened, options: argparse.Namespace) -> Line:
    variable = opened.table.factor(column)
    yes = having(variable, values, opened.table)
    known = variable.codes >= 0
    what = {"what": f"{column} = {', '.join(values)}"}
    if not (known if group.rows is None else known & group.rows).any():
        return what | _withheld(0)
    found = share(opened.sample, yes, known, group.rows)
    reading = read(found, level=options.level, thresholds=thresholds(options))
    if reading.status is Status.WITHHELD:
        return what | _withheld(found.base)
    words = f"{share_words(reading)} {margin_words(reading, quotas=not options.random_sample)}"
    line = (
        what | _numbers(found, options) | {"random_margin": reading.random_margin, "majority": majority_words(reading)}
    )
    line |= _replicated(opened, np.where(known, yes, np.nan), group, options, found.value)
    return line | {"interval": asdict(reading.interval), "status": str(reading.status), "words": words}


def _withheld(base: int) -> Line:
    return {"base": base, "status": str(Status.WITHHELD), "words": f"Non publié : base de {base} seulement."}


def _numbers(found: Estimate, options: argparse.Namespace) -> Line:
    return {
        "base": found.base,
        "raw": found.raw,
        "estimate": found.value,
        "error": found.error,
        "design_effect": None if np.isnan(found.effect) else found.effect,
        "effective_size": found.effective_size if isinstance(found, Share) else None,
        "degrees": found.degrees,
        "interval": asdict(found.interval(options.level)),
    }


def _numeric(found: Estimate, options: argparse.Namespace) -> Line:
    status = thresholds(options).status(found.base)
    if status is Status.WITHHELD:
        return _withheld(found.base)
    interval = found.interval(options.level)
    warning = " Base faible : à lire avec prudence." if status is Status.FLAGGED else ""
    words = (
        f"{number(found.value, 3)} après redressement (brut : {number(found.raw, 3)} ; {found.base} réponses). "
        f"Intervalle à {number(100 * options.level, 0)} % : entre {number(interval.lower, 3)} et {number(interval.upper, 3)}.{warning}"
    )
    return _numbers(found, options) | {"status": str(status), "words": words}


def _means(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    values = opened.table.numbers(request.column)
    if not _anybody(values, group):
        return [_withheld(0)]
    found = mean(opened.sample, values, group.rows)
    line = _numeric(found, options)
    return [line | _replicated(opened, values, group, options, found.value) if "estimate" in line else line]


def _totals(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    if request.values():
        variable = opened.table.factor(request.column)
        yes = having(variable, request.values(), opened.table).astype(float)
        values = np.where(variable.codes >= 0, yes, np.nan)
    else:
        values = opened.table.numbers(request.column)
    return [_numeric(total(opened.sample, values, group.rows), options)] if _anybody(values, group) else [_withheld(0)]


def _ratios(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    top, bottom = (opened.table.numbers(name) for name in (request.column, request.denominator()))
    return (
        [_numeric(ratio(opened.sample, top, bottom, group.rows), options)]
        if _anybody(top + bottom, group)
        else [_withheld(0)]
    )


def _quantiles(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    values, lines = opened.table.numbers(request.column), []
    base = int(_rows(values, group).sum())
    if thresholds(options).status(base) is Status.WITHHELD:
        return [_withheld(base)]
    for probability in request.probabilities():
        found = quantile(opened.sample, values, probability, group.rows)
        interval = quantile_interval(opened.sample, values, probability, group.rows, options.level)
        words = f"{number(found, 3)} (quantile {number(probability, 2)}), entre {number(interval.lower, 3)} et {number(interval.upper, 3)}."
        lines.append(
            {"probability": probability, "estimate": found, "interval": asdict(interval), "base": base, "words": words}
        )
    return lines


def _nets(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    variable = opened.table.factor(request.column)
    favour, against = (having(variable, side, opened.table) for side in request.sides())
    values = np.where(variable.codes >= 0, favour.astype(float) - against, np.nan)
    if not _anybody(values, group):
        return [_withheld(0)]
    return [_numeric(mean(opened.sample, values, group.rows), options)]


def _leads(request: Request, group: Group, opened: Opened, options: argparse.Namespace) -> list[Line]:
    variable = opened.table.factor(request.column)
    base = int((variable.codes[slice(None) if group.rows is None else group.rows] >= 0).sum())
    if thresholds(options).status(base) is Status.WITHHELD:
        return [_withheld(base)]
    found = lead(shares(opened.sample, variable, group.rows), level=options.level)
    return [{"base": base, "first": found.first, "tied": list(found.tied), "words": lead_words(found)}]


def _rows(values: Vector, group: Group) -> Mask:
    return ~np.isnan(values) if group.rows is None else ~np.isnan(values) & group.rows


def _anybody(values: Vector, group: Group) -> bool:
    return bool(_rows(values, group).any())


def _replicated(opened: Opened, values: Vector, group: Group, options: argparse.Namespace, full: float) -> Line:
    """Return the standard error over Rao–Wu replicates, when asked."""
    if not options.replicates or opened.weighting is None:
        return {}
    again = _drawn(opened, options)
    known = _rows(values, group)
    y = np.where(known, values, 0.0)
    error = again.error(lambda weights: float(weights @ y) / float(weights @ known), full)
    return {"replicate_error": error, "replicates": len(again.weights), "replicates_without_a_category": again.without}


def _drawn(opened: Opened, options: argparse.Namespace) -> Replicates:
    key = (options.replicates, options.seed)
    if key not in opened.replicates and opened.weighting is not None:
        opened.replicates[key] = replicates(opened.weighting, opened.sample, count=key[0], seed=key[1])
    return opened.replicates[key]


ANSWERS: dict[str, Callable[[Request, Group, Opened, argparse.Namespace], list[Line]]] = {
    "share": _shares,
    "mean": _means,
    "total": _totals,
    "ratio": _ratios,
    "quantile": _quantiles,
    "net": _nets,
    "lead": _leads,
}
