"""What the weighting, the figures and the open archive are all made from: the same rows, in the same groups.

We compute on what we publish and on nothing finer (docs/adr/0017-compute-on-what-is-published.md): a profile question leaves in the
groups of its margin, so that the archive holds all that a figure was made of, and nobody alone in it.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from essaim.cores.disclosure.chains import nested
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.domain.variables import values_of
from essaim.portal.barometer.domain.variables import variables as variables_asked
from essaim.portal.barometer.models import Kind, Margin, Wave

ALIKE = 5
"""Nobody leaves in the open file with a profile that fewer people than this share (k-anonymity, k = 5)."""
LEAST_BASE = 50
"""No figure stands on fewer answers; the core's ``WITHHELD_UNDER``, held equal by a test: reading it here would load scipy in each process."""
NUMBER_DECIMALS = 2
TOO_FEW = "moins de 50 personnes y ont répondu."
TOO_FEW_IN_A_GROUP = (
    "dans un des groupes publiés, moins de 50 personnes y ont répondu. Regrouper davantage permettrait de la publier."
)


@dataclass(frozen=True)
class Group:
    """Answers of a profile question that are read together. ``code`` joins theirs with « + »."""

    code: str
    label: str
    codes: tuple[str, ...]
    total: float


@dataclass(frozen=True)
class Variable:
    """A profile question with its margin. One group only: the question is left out of everything that is published."""

    margin: int
    slug: str
    label: str
    groups: tuple[Group, ...]
    in_shares: bool
    source: str
    source_date: str

    @property
    def used(self) -> bool:
        return len(self.groups) > 1

    def group_of(self, answer: Any) -> str:
        """Return the code of the group of an answer; an empty text where there is none."""
        return next((group.code for group in self.groups if answer in group.codes), "")

    @property
    def snapshot(self) -> dict[str, Any]:
        """Return what the weighting depends on, as kept with the result."""
        return {
            "variable": self.slug, "label": self.label, "in_shares": self.in_shares, "source": self.source,
            "source_date": self.source_date,
            "groups": [{"code": each.code, "label": each.label, "total": each.total} for each in self.groups],
        }  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One person: the key of her answer, her groups in the order of the used variables, what she said by variable.

    ``start``: the weight to start from, alike for all who share a profile (1 but in an institute's file).
    """

    key: str
    profile: tuple[str, ...]
    values: Mapping[str, Any]
    start: float = 1.0


@dataclass(frozen=True)
class Material:
    """The rows of a closed wave, in an order that their content alone decides."""

    asked: Questionnaire
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]

    @cached_property
    def used(self) -> tuple[Variable, ...]:
        return tuple(variable for variable in self.variables if variable.used)

    @cached_property
    def opinions(self) -> tuple[Asked, ...]:
        """What figures are made of: the variables of every question that is not of profile, free texts apart."""
        return variables_asked([asked for asked in self.asked.questions if not asked.profile])

    @cached_property
    def sensitive(self) -> dict[str, int]:
        """The sensitive variables, with the smallest number of different answers given by people of one profile."""
        said: dict[tuple[str, tuple[str, ...]], set[str]] = {}
        names = [asked.slug for asked in self.opinions if asked.sensitive]
        for row in self.rows:
            for name in names:
                said.setdefault((name, row.profile), set()).add(json.dumps(row.values.get(name)))
        return {
            name: min((len(found) for (each, _), found in said.items() if each == name), default=0) for name in names
        }

    @cached_property
    def alike(self) -> int:
        """The smallest number of people who share a whole profile; the number of rows when no profile leaves."""
        return min(Counter(row.profile for row in self.rows).values(), default=0)

    @cached_property
    def crossed(self) -> tuple[Variable, ...]:
        """The used variables whose groups all have people enough to be read apart, and that no other gives smaller ones."""
        wide = [variable for variable in self.used if min(self.bases(variable).values()) >= LEAST_BASE]
        kept: list[Variable] = []
        for variable in wide:
            if not self._narrow([*kept, variable]):
                kept.append(variable)
        return tuple(kept)

    def _narrow(self, crossed: Sequence[Variable]) -> bool:
        """Say whether a group holds another and leaves too few of its people outside it: a subtraction would find them."""
        return bool(nested(self._members(crossed), LEAST_BASE))

    @cached_property
    def _crossed_members(self) -> Any:
        return self._members(self.crossed)

    def _members(self, crossed: Sequence[Variable]) -> Any:
        places = [(self.used.index(variable), group.code) for variable in crossed for group in variable.groups]
        return np.array([[row.profile[place] == code for row in self.rows] for place, code in places])

    @cached_property
    def fine(self) -> tuple[Variable, ...]:
        """The used variables that are not crossed: they serve the weighting alone."""
        return tuple(variable for variable in self.used if variable not in self.crossed)

    @cached_property
    def withheld(self) -> dict[str, str]:
        """The questions that are not published, by slug, with the reason. They leave in no file either."""
        reasons = {asked.slug: self._reason(asked) for asked in self.opinions}
        return {slug: reason for slug, reason in reasons.items() if reason}

    @property
    def published(self) -> list[Asked]:
        return [asked for asked in self.opinions if asked.slug not in self.withheld]

    def bases(self, variable: Variable, question: str = "") -> dict[str, int]:
        """Return how many people of each group answered a question (how many there are, without question)."""
        place = self.used.index(variable)
        found = Counter(row.profile[place] for row in self.rows if not question or row.values.get(question) is not None)
        return {group.code: found[group.code] for group in variable.groups}

    def answered(self, question: str) -> int:
        """Return how many people answered a question."""
        return sum(row.values.get(question) is not None for row in self.rows)

    def unanswered(self, question: str) -> tuple[int, int]:
        """Return how many people left a question without answer, and how many were asked it."""
        asked = [row for row in self.rows if question in row.values]
        return sum(row.values[question] is None for row in asked), len(asked)

    def _reason(self, asked: Asked) -> str:
        if self.answered(asked.slug) < LEAST_BASE:
            return TOO_FEW
        bases = [base for variable in self.crossed for base in self.bases(variable, asked.slug).values()]
        if any(0 < base < LEAST_BASE for base in bases):
            return TOO_FEW_IN_A_GROUP
        said = np.array([row.values.get(asked.slug) is not None for row in self.rows])
        inside = self._crossed_members & said if self.crossed else np.zeros((0, len(said)), bool)
        return TOO_FEW_IN_A_GROUP if nested(np.vstack([said[None, :], inside]), LEAST_BASE) else ""


def material(wave: Wave) -> Material:
    """Read a wave for its weighting. Nine queries, whatever its size.

    The order of the rows depends on what is published alone: nothing finer can be read from a place in the file.
    """
    asked = questionnaire(wave)
    found = variables(wave, asked)
    used = [variable for variable in found if variable.used]
    given = list(wave.answers.values_list("key", "values", "weight"))
    profiles = [tuple(variable.group_of(values.get(variable.slug)) for variable in used) for _, values, _ in given]
    starts = _starts(profiles, [weight for _, _, weight in given])
    said = _blurred(asked, [values_of(asked.questions, values) for _, values, _ in given])
    rows = [
        Row(str(key), profile, values, starts[profile])
        for (key, _, _), profile, values in zip(given, profiles, said, strict=True)
    ]
    unsorted = Material(asked, found, tuple(rows))
    names = [each.slug for each in unsorted.published]
    rows.sort(key=lambda row: (row.profile, json.dumps([row.values.get(name, "") for name in names]), row.key))
    return Material(asked, found, tuple(rows))


def _starts(profiles: Sequence[tuple[str, ...]], weights: Sequence[float | None]) -> dict[tuple[str, ...], float]:
    """Return the weight of each profile to start from: the mean of those that the institute gave, for a finer one would tell more."""
    given: dict[tuple[str, ...], list[float]] = {}
    for profile, weight in zip(profiles, weights, strict=True):
        given.setdefault(profile, []).append(1.0 if weight is None else weight)
    return {profile: math.fsum(each) / len(each) for profile, each in given.items()}


def _blurred(asked: Questionnaire, people: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Give to the numbers that too few people said the mean of their neighbours: a number (children, cows) may point at somebody."""
    for each in asked.questions:
        if each.kind is Kind.NUMBER and not each.profile:
            table = shared(Counter(values[each.slug] for values in people if values.get(each.slug) is not None))
            for values in people:
                if values.get(each.slug) is not None:
                    values[each.slug] = table[values[each.slug]]
    return people


def shared(counts: Mapping[int, int]) -> dict[int, float]:
    """Return what each number leaves as: itself where 5 people said it, else the mean of a run of neighbours said by 5 people.

    Source: univariate micro-aggregation, Domingo-Ferrer & Mateo-Sanz (2002), IEEE Trans. Knowledge and Data Engineering 14(1).
    """
    runs: list[list[int]] = [[]]
    for value in sorted(counts):
        runs[-1].append(value)
        if sum(counts[each] for each in runs[-1]) >= ALIKE:
            runs.append([])
    last = runs.pop()
    if last and runs:
        runs[-1] += last
    elif last:
        runs = [last]
    return {value: _mean(run, counts) for run in runs for value in run}


def _mean(run: Sequence[int], counts: Mapping[int, int]) -> float:
    if len(run) == 1:
        return run[0]
    found = sum(value * counts[value] for value in run) / sum(counts[value] for value in run)
    return round(found, NUMBER_DECIMALS)


def variables(wave: Wave, asked: Questionnaire) -> tuple[Variable, ...]:
    """Return the profile questions that have a margin, in the order in which they are asked. One query."""
    by_question = {margin.question_id: margin for margin in wave.margins.all()}
    return tuple(_variable(each, by_question[each.id]) for each in asked.questions if each.id in by_question)


def _variable(asked: Asked, margin: Margin) -> Variable:
    names: dict[str, list[str]] = {}
    for option in asked.options:
        if option.code in margin.totals or option.code in margin.groups:
            names.setdefault(margin.groups.get(option.code, option.code), []).append(option.code)
    groups = tuple(_group(asked, codes, margin.totals) for codes in names.values())
    return Variable(
        margin.pk, asked.slug, asked.label, groups, margin.in_shares, margin.source, margin.source_date
    )  # fmt: skip


def _group(asked: Asked, codes: Sequence[str], totals: Mapping[str, float]) -> Group:
    first, *others = [asked.label_of(code) for code in codes]
    label = " ou ".join([first, *(f"{each[0].lower()}{each[1:]}" for each in others)])
    return Group("+".join(codes), label, tuple(codes), float(sum(totals.get(code, 0) for code in codes)))
