"""What the recipes share: a poll raked on the margins of its case."""

from dataclasses import dataclass

import numpy as np

from essaim.config.survey.cases import Answer, Case
from essaim.config.survey.tables import Table
from essaim.cores.survey import Factor, Options, Sample, Weighting, fixed, from_shares, quality, sample, weigh
from essaim.cores.survey.estimates import Mask
from essaim.cores.survey.margins import Vector

LOOSE = 1  # the cases hold a region with four respondents: recipes ask for no minimum base


@dataclass(frozen=True)
class Poll:
    """A file of answers and its weighting."""

    table: Table
    weighting: Weighting

    @property
    def sample(self) -> Sample:
        """The sample with its calibration."""
        return sample(self.weighting)

    @property
    def fixed(self) -> Sample:
        """The same weights, taken as given."""
        return fixed(self.weighting.weights)

    def yes(self, column: str, value: object) -> tuple[Mask, Mask]:
        """Return who gave this answer, and who answered."""
        variable = self.table.factor(column)
        return variable.having(str(value)), variable.codes >= 0

    def ones(self, column: str) -> Vector:
        """Return a column of 0 and 1 (NaN where there is no answer)."""
        return self.table.numbers(column)


def raked(case: Case, table: Table, options: Options | None = None) -> Poll:
    """Weigh a table on the margins of its case, to a total of as many people as rows."""
    margins = [from_shares(name, shares, float(len(table))) for name, shares in case.margins.items()]
    variables = [variable(table, each.name, each.levels) for each in margins]
    return Poll(table, weigh(variables, margins, options=options or Options(minimum_base=LOOSE)))


def variable(table: Table, name: str, levels: tuple[str, ...]) -> Factor:
    """Return a column in these levels; a file may write their positions from 0 instead of their names."""
    found = table.factor(name)
    if set(found.levels) <= set(levels):
        return found
    return Factor(name, table.numbers(name).astype(np.intp), levels)


def kish(weights: Vector) -> Answer:
    """Return the description of weights, under the names of the cases."""
    found = quality(weights)
    return {
        "n": found.n,
        "sum": found.total,
        "min": found.least,
        "max": found.largest,
        "kish_deff": found.design_effect,
        "kish_neff": found.effective_size,
    }
