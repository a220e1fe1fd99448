"""What is known of the population, and every reason why a sample cannot be brought to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from essaim.cores.survey.factors import CROSS, Codes, Factor, cross
from essaim.cores.survey.refusals import Problem, Refused, french

Vector = NDArray[np.float64]

SHARES_ROUNDING = 0.005
"""Published shares are rounded: a sum within half a point of 1 is brought to 1 (and said); beyond, refused."""
TOTALS_AGREE = 1e-6
"""Two margins in numbers must have the same total, to this relative gap."""
MINIMUM_BASE = 3
"""Fewer respondents than this cannot stand for a category: below, one person's answer is the category's."""


@dataclass(frozen=True)
class Margin:
    """The population by category: ``totals`` (k,) in units of population, in the order of ``levels``.

    ``groups`` (k,): for margins known by stratum, the stratum of each level; all 0 otherwise.
    """

    name: str
    levels: tuple[str, ...]
    totals: Vector
    groups: Codes

    @property
    def total(self) -> float:
        return float(self.totals.sum())


def margin(name: str, totals: dict[str, float]) -> Margin:
    """Make a margin from numbers of people by category. Refused when a number is negative or not finite."""
    values = np.array(list(totals.values()), float)
    wrong = [level for level, value in totals.items() if not (np.isfinite(value) and value >= 0)]
    if wrong or not totals or values.sum() <= 0:
        level = wrong[0] if wrong else ""
        text = f"Marge « {name} »{', « ' + level + ' »' if level else ''} : il faut des nombres positifs."
        raise Refused(Problem("negative", name, text, level))
    return Margin(name, tuple(totals), values, np.zeros(len(totals), np.intp))


def from_shares(name: str, shares: dict[str, float], total: float) -> Margin:
    """Make a margin from shares (sum 1) and a total. Refused when the sum is further from 1 than rounding explains."""
    found = margin(name, shares)
    if abs(found.total - 1) > SHARES_ROUNDING:
        text = (
            f"Marge « {name} » : les parts font {french(found.total)} au lieu de 1. "
            "Corrigez la part fausse ou ajoutez la catégorie qui manque."
        )
        raise Refused(Problem("shares", name, text))
    return Margin(name, found.levels, found.totals / found.total * total, found.groups)


def by_stratum(strata: Factor, margins: dict[str, Margin]) -> Margin:
    """Join the margins of one variable known in each stratum (by its level) into one margin on strata × variable."""
    levels, totals, groups = [], [], []
    for group, stratum in enumerate(strata.levels):
        levels += [f"{stratum}{CROSS}{level}" for level in margins[stratum].levels]
        totals.append(margins[stratum].totals)
        groups += [group] * len(margins[stratum].levels)
    name = next(iter(margins.values())).name
    return Margin(f"{strata.name}{CROSS}{name}", tuple(levels), np.concatenate(totals), np.array(groups, np.intp))


def check_totals(margins: Sequence[Margin]) -> None:
    """Refuse margins whose totals differ, over all or in one stratum; name the two that disagree."""
    for group in range(int(margins[0].groups.max()) + 1):
        sums = [float(each.totals[each.groups == group].sum()) for each in margins]
        for each, total in zip(margins, sums, strict=True):
            if abs(total - sums[0]) > TOTALS_AGREE * sums[0]:
                place = f" (strate {each.levels[int(np.argmax(each.groups == group))].split(CROSS)[0]})"
                text = (
                    f"Totaux différents{place if len(set(each.groups)) > 1 else ''} : la marge « {margins[0].name} » fait "
                    f"{french(sums[0])}, la marge « {each.name} » fait {french(total)}. "
                    "Prenez-les à la même date et sur le même champ, ou donnez des parts."
                )
                raise Refused(Problem("disagree", each.name, text))


def matched(
    variable: Factor, target: Margin, codes: Codes, counts: Vector, *, minimum_base: int = MINIMUM_BASE
) -> Codes:
    """Return the codes of the cells (C,) in the levels of the margin.

    ``codes`` (C,): the variable in each cell, in its own levels; ``counts`` (C,): rows of each cell.
    Refused, with every problem of this margin: a row without answer or with a value that the margin does not know, a
    category without respondent, or with fewer than ``minimum_base``, or whose total is 0 although somebody is in it.
    """
    found = Factor(variable.name, codes, variable.levels).relevelled(target.levels).codes
    problems = [] if found.min() >= 0 else _unmatched(variable, target)
    problems += _bases(found, counts, target, minimum_base)
    if problems:
        raise Refused(*problems)
    return found


def _unmatched(variable: Factor, target: Margin) -> list[Problem]:
    problems = []
    missing = np.flatnonzero(variable.codes < 0)
    if len(missing):
        text = (
            f"Marge « {target.name} » : {_people(len(missing))} sans réponse. Complétez la réponse, "
            "ou retirez ces lignes en le disant dans la note de méthode."
        )
        problems.append(Problem("missing", target.name, text, rows=tuple(missing.tolist())))
    for code, level in enumerate(variable.levels):
        rows = np.flatnonzero(variable.codes == code)
        if level not in target.levels and len(rows):
            text = (
                f"Marge « {target.name} » : la valeur « {level} » ({_people(len(rows))}) n’est pas dans la marge. "
                f"Attendu : {', '.join(target.levels)}. Corrigez les données ou ajoutez la catégorie à la marge."
            )
            problems.append(Problem("unknown", target.name, text, level, tuple(rows.tolist())))
    return problems


def _bases(found: Codes, counts: Vector, target: Margin, minimum: int) -> list[Problem]:
    known = found >= 0
    people = np.bincount(found[known], weights=counts[known], minlength=len(target.levels)).astype(int)
    if (people >= minimum).all() and (target.totals > 0).all():
        return []
    problems = []
    for level, count, total in zip(target.levels, people.tolist(), target.totals.tolist(), strict=True):
        kind, what = _base_problem(count, total, minimum)
        if kind:
            text = f"Marge « {target.name} », catégorie « {level} » : {what}"
            problems.append(Problem(kind, target.name, text, level))
    return problems


def _base_problem(count: int, total: float, minimum: int) -> tuple[str, str]:
    if count == 0 and total > 0:
        return "empty", f"personne dans l’échantillon, alors que la marge en attend {french(total)}. Regroupez-la."
    if count and total == 0:
        return (
            "empty",
            f"{_people(count)} dans l’échantillon, alors que la marge n’en attend aucune. Corrigez la marge.",
        )
    if 0 < count < minimum:
        return (
            "small",
            f"base trop petite, {_people(count)} (minimum {minimum}). Regroupez-la avec une catégorie voisine.",
        )
    return "", ""


def _people(count: int) -> str:
    return f"{french(count)} personne{'s' if count > 1 else ''}"


def within(strata: Factor, variable: Factor) -> Factor:
    """Cross a variable with the strata, to meet a margin made by ``by_stratum``."""
    return cross(strata, variable)
