"""Bring the answers of a closed wave to its margins, and mend what keeps it from being done."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

import essaim
from essaim.cores.survey import (
    Factor,
    Options,
    Sample,
    Trimming,
    Weighting,
    factor,
    from_shares,
    margin,
    quality,
    replicates,
    sample,
    trim,
    weigh,
)
from essaim.cores.survey import Margin as Known
from essaim.cores.survey.replicates import draws
from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.domain.queries.grouping import propose
from essaim.portal.barometer.domain.queries.material import Material, Variable, material
from essaim.portal.barometer.models import Margin, Result, Status, Wave

FREE, BOUNDED, TRIMMED = "free", "bounded", "trimmed"
METHODS = {FREE: "raking", BOUNDED: "logit", TRIMMED: "raking"}
REPLICATES, SEED = 500, 20_260_719
"""Rao–Wu replicates of what has no linearised variance (medians): how many, and from which seed they are drawn."""


@dataclass(frozen=True)
class Limit:
    """How far a weight may go: ``free`` (raking alone), ``bounded`` (logit), ``trimmed`` (raking, then cut).

    ``lowest`` and ``highest``: times the mean weight; without sense when free.
    """

    kind: str = FREE
    lowest: float = 0.3
    highest: float = 3.0


@dataclass(frozen=True)
class Weighed:
    """Rows with their weights, and what the variance needs of how they were made."""

    material: Material
    weighting: Weighting
    trimming: Trimming | None

    @cached_property
    def sample(self) -> Sample:
        found = sample(self.weighting)
        return found if self.trimming is None else Sample(self.trimming.weights, found.design, found.calibration)

    @cached_property
    def replicates(self) -> list[NDArray[np.float64]]:
        """The weights (n,) of each replicate, calibrated again. Where weights are cut, these are not: a person drawn twice would be."""
        return list(replicates(self.weighting, sample(self.weighting), count=REPLICATES, seed=SEED).weights)

    @property
    def draws(self) -> NDArray[np.intp]:
        """How many times each replicate drew each person (replicates, n): all that chance decided, for whoever recomputes."""
        n = len(self.material.rows)
        factors = np.array(list(draws(sample(self.weighting), REPLICATES, SEED)))
        return np.rint(factors * (n - 1) / n).astype(np.intp)


def compute(found: Material, limit: Limit) -> Weighed:
    """Weigh rows, without writing anything. Raises NotNow (nothing to weigh by), core ``Refused`` (each reason in French)."""
    if not found.rows:
        raise NotNow("Cette vague n’a reçu aucune réponse : il n’y a rien à redresser.")
    if not found.used:
        raise NotNow(
            "Aucune marge ne sert : donnez au moins la répartition d’une question de profil en deux groupes (étape « Marges »)."
        )
    factors = [_factor(found, place, variable) for place, variable in enumerate(found.used)]
    margins = _known(found)
    bounds = (limit.lowest, limit.highest) if limit.kind == BOUNDED else None
    start = np.array([row.start for row in found.rows])
    weighting = weigh(factors, margins, start=start, options=Options(method=METHODS[limit.kind], bounds=bounds))
    if limit.kind != TRIMMED:
        return Weighed(found, weighting, None)
    mean = float(weighting.weights.mean())
    limits = (limit.lowest * mean, limit.highest * mean)
    return Weighed(found, weighting, trim(weighting.weights, limits, factors=factors, margins=margins))


@transaction.atomic
def weigh_wave(*, wave: Wave, limit: Limit, actor: UUID | None) -> Result:
    """Weigh a closed wave and keep the weights with their parameters and their trace.

    Side effects: its result and one entry of the journal, in one transaction; a former result is replaced. Raises NotNow, and
    the core's ``Refused``: nothing is then written.
    """
    held = _closed(wave)
    weighed = compute(material(held), limit)
    values = outcome(weighed) | {"parameters": parameters(weighed.material, limit), "figures": {}}
    result, _ = Result.objects.update_or_create(wave=held, defaults=values)
    _record(held, actor, f"weights: {limit.kind}")
    return result


def outcome(weighed: Weighed) -> dict[str, Any]:
    """Return what is kept of a weighting: weights by key of answer, trace, version and time of the calculation."""
    weights = weighed.sample.weights.tolist()
    return {
        "weights": {row.key: weight for row, weight in zip(weighed.material.rows, weights, strict=True)},
        "trace": _trace(weighed), "core_version": essaim.__version__, "computed_at": timezone.now(),
    }  # fmt: skip


def parameters(found: Material, limit: Limit) -> dict[str, Any]:
    """Return what decides of the weights: two equal values give the same weights from the same answers."""
    return {
        "method": METHODS[limit.kind], "limit": asdict(limit), "replicates": {"count": REPLICATES, "seed": SEED},
        "margins": [variable.snapshot for variable in found.used],
    }  # fmt: skip


@transaction.atomic
def group(*, margin: Margin, groups: Mapping[str, str], actor: UUID | None) -> None:
    """Say which answers of a profile question are read together, by name of group; one name for all leaves the question out.

    Side effects: the margin and one entry of the journal, in one transaction. Raises NotNow.
    """
    held = _closed(margin.wave)
    margin.groups = dict(groups)
    margin.save(update_fields=["groups"])
    _record(held, actor, f"groups: {margin.question.version.question.slug}")


@transaction.atomic
def group_all(*, wave: Wave, actor: UUID | None) -> None:
    """Group every margin as `queries.grouping` proposes. Side effects: the margins, one entry of the journal. Raises NotNow."""
    held = _closed(wave)
    found = material(held)
    proposed = propose(found)
    for variable in found.variables:
        groups = {code: "+".join(part) for part in proposed[variable.slug] for code in part}
        held.margins.filter(pk=variable.margin).update(groups=groups)
    _record(held, actor, "groups: proposed")


@transaction.atomic
def read_in_shares(*, wave: Wave, actor: UUID | None) -> None:
    """Read every margin in shares, so that totals of other dates or fields no longer disagree.

    Side effects: the margins and one entry of the journal, in one transaction. Raises NotNow.
    """
    held = _closed(wave)
    for each in held.margins.all():
        whole = sum(each.totals.values())
        if whole > 0 and not each.in_shares:
            each.totals = {code: total / whole for code, total in each.totals.items()}
            each.in_shares = True
            each.save(update_fields=["totals", "in_shares"])
    _record(held, actor, "margins in shares")


def _closed(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status == Status.PUBLISHED:
        raise NotNow("La vague est publiée : ses résultats ne changent plus.")
    if held.status != Status.CLOSED:
        raise NotNow("La vague n’est pas close : on redresse quand toutes les réponses sont là.")
    return held


def _factor(found: Material, place: int, variable: Variable) -> Factor:
    """Code a profile question by its groups; an answer that the margin does not know keeps its own words, to be refused by name."""
    asked, labels = found.asked.by_slug[variable.slug], {each.code: each.label for each in variable.groups}
    values = []
    for row in found.rows:
        answer = row.values.get(variable.slug)
        values.append(labels.get(row.profile[place]) or ("" if answer is None else asked.label_of(answer)))
    known = list(labels.values())
    return factor(variable.label, values, known + sorted(set(values) - {*known, ""}))


def _known(found: Material) -> list[Known]:
    """Return the core's margins: in people where totals are given, shares of the same population, else of the answers."""
    people = [sum(each.total for each in variable.groups) for variable in found.used if not variable.in_shares]
    whole = people[0] if people else float(len(found.rows))
    return [_margin(variable, whole) for variable in found.used]


def _margin(variable: Variable, whole: float) -> Known:
    totals = {each.label: each.total for each in variable.groups}
    return from_shares(variable.label, totals, whole) if variable.in_shares else margin(variable.label, totals)


def _trace(weighed: Weighed) -> dict[str, Any]:
    weighting, trimming = weighed.weighting, weighed.trimming
    reached = [each.after for each in trimming.drifts] if trimming else [each.reached for each in weighting.lines]
    return {
        "gap": weighting.gap, "steps": weighting.steps, "lines": _lines(weighed, reached),
        "quality": asdict(quality(weighed.sample.weights)), "untrimmed": asdict(quality(weighting.weights)),
        "cut": trimming.cut if trimming else 0,
    }  # fmt: skip


def _lines(weighed: Weighed, reached: Sequence[float]) -> list[dict[str, Any]]:
    names = [(variable, each) for variable in weighed.material.used for each in variable.groups]
    return [
        {"variable": variable.slug, "group": each.code, "respondents": line.respondents, "target": line.target, "reached": total}
        for (variable, each), line, total in zip(names, weighed.weighting.lines, reached, strict=True)
    ]  # fmt: skip


def _record(wave: Wave, actor: UUID | None, what: str) -> None:
    journal.record(act="barometer.weigh", actor=actor, target="wave", key=str(wave.key), details={"what": what[:300]})
