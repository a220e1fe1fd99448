"""How a wave fills: its quota cells, its counts by mode. No answer is read."""

from collections.abc import Collection
from dataclasses import dataclass

from essaim.portal.barometer.domain.queries.questionnaire import Questionnaire, questionnaire
from essaim.portal.barometer.models import Mode, QuotaCell, Wave


@dataclass(frozen=True)
class CellRow:
    """One cell in words: official number of people, wanted, received, being answered now."""

    label: str
    population: int | None
    target: int
    done: int
    held: int

    @property
    def left(self) -> int:
        return self.target - self.done - self.held


@dataclass(frozen=True)
class GridRows:
    """One quota grid, with its total line and its source."""

    id: int
    label: str
    source: str
    source_date: str
    cells: tuple[CellRow, ...]

    @property
    def target(self) -> int:
        return sum(cell.target for cell in self.cells)

    @property
    def full(self) -> list[str]:
        """The cells where nobody else can answer now."""
        return [cell.label for cell in self.cells if cell.left <= 0]

    @property
    def done(self) -> int:
        return sum(cell.done for cell in self.cells)


@dataclass(frozen=True)
class ModeRow:
    """The counts of one mode."""

    label: str
    begun: int
    done: int
    full: int
    left: int


@dataclass(frozen=True)
class Tallies:
    """The counts of a wave, by mode and over all."""

    modes: tuple[ModeRow, ...]

    @property
    def begun(self) -> int:
        return sum(mode.begun for mode in self.modes)

    @property
    def done(self) -> int:
        return sum(mode.done for mode in self.modes)

    @property
    def full(self) -> int:
        return sum(mode.full for mode in self.modes)

    @property
    def left(self) -> int:
        return sum(mode.left for mode in self.modes)


def tallies(wave: Wave) -> Tallies:
    """Return the counts of a wave. One query."""
    rows = {row.mode: row for row in wave.tallies.all()}
    return Tallies(
        tuple(
            ModeRow(str(mode.label), row.begun, row.done, row.full, row.left)
            for mode in Mode
            if (row := rows.get(mode.value)) is not None
        )
    )


def grids(wave: Wave) -> list[GridRows]:
    """Return the quota grids of a wave in words. Eight queries, whatever their size."""
    asked = questionnaire(wave).by_slug
    found = []
    for quota in wave.quotas.prefetch_related("cells"):
        axes = [asked[slug] for slug in quota.axes if slug in asked]
        cells = tuple(
            CellRow(
                " × ".join(axis.label_of(code) for axis, code in zip(axes, cell.codes, strict=False)),
                cell.population,
                cell.target,
                cell.done,
                cell.held,
            )
            for cell in quota.cells.all()
        )
        label = " × ".join(axis.label for axis in axes)
        found.append(GridRows(quota.pk, label, quota.source, quota.source_date, cells))
    return found


def seats(asked: Questionnaire, cells: Collection[int]) -> list[str]:
    """Say in words the quota cells where a seat is held, with how many of each are filled. One query."""
    found = []
    for cell in QuotaCell.objects.filter(pk__in=cells).select_related("quota").order_by("quota__position"):
        axes = [asked.by_slug[slug] for slug in cell.quota.axes if slug in asked.by_slug]
        words = " × ".join(axis.label_of(code) for axis, code in zip(axes, cell.codes, strict=False))
        found.append(f"{words} ({cell.done} sur {cell.target} reçues)")
    return found
