"""Reference cases: inputs, parameters, expected answers; `recipes` work each again by the core."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from essaim.config.survey.tables import Table, read_table

AREAS = ("weighting", "estimation", "crosstab", "waves", "replicates")

Answer = dict[str, object]


@dataclass(frozen=True)
class Case:
    """A reference case: inputs and parameters, the answers ``expected``, and how close they must be."""

    id: str
    area: str
    title: str
    folder: Path
    inputs: dict[str, str]
    params: dict[str, object]
    expected: dict[str, object]
    relative: float
    absolute: float

    def table(self, name: str) -> Table:
        """Return an input by its name in the case."""
        return read_table(self.folder / self.inputs[name])

    def wanted(self) -> Answer:
        """Return the expected tree, its tables in place of their names."""
        return {key: self._table_or(key, value) for key, value in self.expected.items()}

    def _table_or(self, key: str, value: object) -> object:
        if key.endswith("_csv"):
            return numbers(read_table(self.folder / str(value)))
        return numbers(self.table("table")) if key == "rows" else value

    @cached_property
    def margins(self) -> dict[str, dict[str, float]]:
        """The margins of the parameters, by variable."""
        found: dict[str, dict[str, float]] = json.loads(json.dumps(self.params["margins"]))
        return found


def numbers(table: Table) -> dict[str, list[float]]:
    """Return every column but the identifiers, as numbers."""
    return {name: table.numbers(name).tolist() for name in table.columns if name != "id"}
