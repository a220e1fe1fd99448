"""The crosstabs of a published wave as its page asks for them: from the bytes of its archive, never from the answers."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from essaim.portal.barometer.domain.crossing.axes import Axis, axes
from essaim.portal.barometer.domain.crossing.opening import KEY, Opening, opened
from essaim.portal.barometer.domain.crossing.poll import ANSWERS, BOOK, MARGINS, WEIGHTS, read
from essaim.portal.barometer.domain.crossing.tables import Crosstab, Filter, Maker
from essaim.portal.barometer.models import Result


@dataclass(frozen=True)
class Crossing:
    """What somebody asked to read: the tables that share its columns (one for each choice of a question with several answers)."""

    question: str
    columns: Axis
    filter: Filter
    tables: tuple[Crosstab, ...]


@dataclass(frozen=True)
class Explorer:
    """The crosstabs of one wave. ``people``: how many answered."""

    opening: Opening
    maker: Maker
    people: int

    @property
    def questions(self) -> list[tuple[str, str]]:
        """The questions that give rows: name and words, in order."""
        return list({axis.question: _asked(axis) for axis in self.opening.results}.items())

    @property
    def columns(self) -> list[Axis]:
        """The axes that give columns to some question."""
        used = {columns for _, columns, of in self.opening.lattice.tables if not of}
        return [axis for name, axis in self.opening.axes.items() if name in used]

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The groups of people to whom a table may be narrowed: « axis:group » and words."""
        return [
            (f"{axis.name}:{code}", f"{axis.label} : {words}")
            for axis in self.opening.axes.values()
            if not axis.result
            for code, words in axis.levels
        ]

    def open_with(self, question: str) -> list[Axis]:
        """Return the columns that are open for a question."""
        names = {axis.name for rows in self.rows(question) for axis in self.opening.columns(rows.name)}
        return [axis for axis in self.opening.axes.values() if axis.name in names]

    def rows(self, question: str) -> list[Axis]:
        return [axis for axis in self.opening.results if axis.question == question]

    def crossing(self, question: str, columns: str, chosen: Filter) -> Crossing | None:
        """Return the tables asked for; None where none is open."""
        names = [axis.name for axis in self.rows(question) if self.opening.has(axis.name, columns, chosen.axis)]
        made = tuple(self.maker.table(name, columns, chosen, linked=True) for name in names)
        return Crossing(question, self.opening.axes[columns], chosen, made) if made else None


def explorer(result: Result) -> Explorer | None:
    """Read the archive of a published wave. None where it was published before crosstabs were decided. One query."""
    data = Result.objects.values_list("archive", flat=True).get(pk=result.pk)
    texts = dict(_texts(bytes(data or b"")))
    return explored(texts) if f'"{KEY}"' in texts[BOOK] else None


def explored(texts: Mapping[str, str]) -> Explorer:
    """Read the tables of an archive that says which crosstabs are open."""
    poll = read(texts)
    opening = opened(axes(poll), poll.book[KEY])
    return Explorer(opening, Maker(poll.sample, opening), poll.people)


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            last = name.rsplit("/", 1)[-1]
            if last in {ANSWERS, WEIGHTS, MARGINS, BOOK}:
                yield last, archive.read(name).decode()


def _asked(axis: Axis) -> str:
    return axis.label.removesuffix(f" : {dict(axis.levels)[axis.choice]}") if axis.choice else axis.label
