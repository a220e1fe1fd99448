"""What the weighting, the figures and the open archive are all made from: the same rows, in the same groups.

We compute on what we publish and on nothing finer (docs/adr/0017-compute-on-what-is-published.md): a profile question leaves in the
groups of its margin, so that the archive holds all that a figure was made of, and nobody alone in it.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from essaim.cores.survey import Thresholds
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.models import Kind, Margin, Wave

ALIKE = 5
"""Nobody leaves in the open file with a profile that fewer people than this share (k-anonymity, k = 5)."""
LEAST_BASE = Thresholds().withheld
COUNTED = (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.NUMBER)
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
    """One person: the key of her answer, her groups in the order of the used variables, what she said."""

    key: str
    profile: tuple[str, ...]
    values: Mapping[str, Any]


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
        """The questions that figures are made of: every one that is not of profile, free texts apart."""
        return tuple(asked for asked in self.asked.questions if not asked.profile and asked.kind in COUNTED)

    @cached_property
    def alike(self) -> int:
        """The smallest number of people who share a whole profile; the number of rows when no profile leaves."""
        return min(Counter(row.profile for row in self.rows).values(), default=0)

    @cached_property
    def crossed(self) -> tuple[Variable, ...]:
        """The used variables whose groups all have people enough to be read apart."""
        return tuple(variable for variable in self.used if min(self.bases(variable).values()) >= LEAST_BASE)

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
        return TOO_FEW_IN_A_GROUP if any(0 < base < LEAST_BASE for base in bases) else ""


def material(wave: Wave) -> Material:
    """Read a wave for its weighting. Eight queries, whatever its size."""
    asked = questionnaire(wave)
    found = variables(wave, asked)
    used = [variable for variable in found if variable.used]
    rows = [
        Row(str(key), tuple(variable.group_of(values.get(variable.slug)) for variable in used), values)
        for key, values in wave.answers.values_list("key", "values")
    ]
    rows.sort(key=lambda row: (row.profile, json.dumps(row.values, sort_keys=True), row.key))
    return Material(asked, found, tuple(rows))


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
