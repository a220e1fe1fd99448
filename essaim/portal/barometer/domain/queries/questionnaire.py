"""The questionnaire of a wave as it is asked: order, conditions, what is still to answer. No page is drawn from rows directly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from random import Random
from typing import Any

from essaim.portal.barometer.models import Kind, Wave, WaveQuestion

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """One closed answer."""

    code: str
    label: str
    exclusive: bool
    fixed: bool
    no_opinion: bool


@dataclass(frozen=True)
class Line:
    """One line of a grid."""

    code: str
    label: str


@dataclass(frozen=True)
class Asked:
    """One question at its place. ``axis``: it decides of a quota cell, so it is asked first and must be answered.

    ``items``: the lines of a grid. ``block``: see `Questionnaire.drawn`. ``translations``: by language, as in `params.Translation`.
    """

    id: int
    slug: str
    label: str
    version: int
    kind: Kind
    wording: str
    help: str
    unit: str
    lowest: int | None
    highest: int | None
    lowest_label: str
    highest_label: str
    at_most: int
    sensitive: bool
    profile: bool
    required: bool
    axis: bool
    random_order: bool
    shown_if: str
    shown_if_codes: tuple[str, ...]
    options: tuple[Option, ...]
    items: tuple[Line, ...] = ()
    block: str = ""
    translations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)

    @property
    def must_answer(self) -> bool:
        return self.axis or self.required

    def label_of(self, code: str) -> str:
        """Return the words of a code, the code itself where they are unknown."""
        return next((option.label for option in self.options if option.code == code), code)

    def in_words(self, value: Any) -> str:
        """Return an answer as a person reads it; an empty text for an answer that was not given."""
        if value in (None, "", []):
            return ""
        if self.kind is Kind.SINGLE:
            return self.label_of(value)
        if self.kind is Kind.MULTIPLE:
            return ", ".join(self.label_of(code) for code in value)
        if self.kind is Kind.RANKING:
            return " ; ".join(f"{rank}. {self.label_of(code)}" for rank, code in enumerate(value, 1))
        if self.kind is Kind.GRID:
            said = [(line.label, value.get(line.code)) for line in self.items]
            return " ; ".join(f"{label} : {self.label_of(str(given))}" for label, given in said if given is not None)
        return f"{value} {self.unit}".strip()

    def conditions(self) -> list[tuple[str, str]]:
        """Return the answers on which another question may depend, with their words."""
        if self.kind is Kind.SCALE and self.lowest is not None and self.highest is not None:
            return [(str(value), str(value)) for value in range(self.lowest, self.highest + 1)]
        return [(each.code, each.label) for each in self.options] if self.kind in {Kind.SINGLE, Kind.MULTIPLE} else []

    def in_language(self, language: str) -> "Asked":
        """Return the question in another language; in French where it has no words in it."""
        said = self.translations.get(language)
        if said is None:
            return self
        options = tuple(replace(each, label=said["choices"].get(each.code, each.label)) for each in self.options)
        items = tuple(replace(each, label=said["items"].get(each.code, each.label)) for each in self.items)
        plain = {name: said[name] for name in ("wording", "help", "unit", "lowest_label", "highest_label")}
        return replace(self, options=options, items=items, **plain)


@dataclass(frozen=True)
class Grid:
    """One quota grid: which questions interlock, and the key of the cell for each combination of codes."""

    axes: tuple[str, ...]
    cells: Mapping[tuple[str, ...], int]

    def cell(self, values: Values) -> int | None:
        """Return the key of the cell that answers lead to; None for a combination that the grid does not limit."""
        return self.cells.get(tuple(str(values.get(axis)) for axis in self.axes))


@dataclass(frozen=True)
class Questionnaire:
    """The questions in the order in which they are asked, and the quota grids."""

    questions: tuple[Asked, ...]
    grids: tuple[Grid, ...]

    @cached_property
    def by_slug(self) -> dict[str, Asked]:
        return {asked.slug: asked for asked in self.questions}

    @cached_property
    def axes(self) -> tuple[str, ...]:
        return tuple(asked.slug for asked in self.questions if asked.axis)

    def in_language(self, language: str) -> "Questionnaire":
        """Return the same questionnaire in another language."""
        return replace(self, questions=tuple(asked.in_language(language) for asked in self.questions))

    def drawn(self, seed: object) -> "Questionnaire":
        """Return the questionnaire as one person is asked it: blocks that follow each other come in an order drawn from a seed.

        Args:
            seed: What the person's begun answer is called: it is erased with it, so that nothing tells her order afterwards.
        """
        found: list[Asked] = []
        for mixed, run in groupby(self.questions, key=lambda asked: bool(asked.block) and not asked.axis):
            blocks = [list(each) for _name, each in groupby(run, key=lambda asked: asked.block)]
            if mixed:
                Random(f"{seed}blocks{len(found)}").shuffle(blocks)  # noqa: S311 # nosec B311 - an order, no secret
            found += [asked for block in blocks for asked in block]
        return replace(self, questions=tuple(found))

    def path(self, values: Values) -> list[Asked]:
        """Return the questions that somebody with these answers is asked, in order."""
        return [asked for asked in self.questions if self._applies(asked, values)]

    def next(self, values: Values) -> Asked | None:
        """Return the first question of the path that has not been answered nor passed; None at the end."""
        return next((asked for asked in self.path(values) if asked.slug not in values), None)

    def kept(self, values: Values) -> dict[str, Any]:
        """Return only what belongs to the path: an answer changed on the way back may have closed others."""
        return {asked.slug: values.get(asked.slug) for asked in self.path(values)}

    def knows_cells(self, values: Values) -> bool:
        """Say whether every question that decides of a quota cell has its answer."""
        return all(values.get(axis) is not None for axis in self.axes)

    def cells(self, values: Values) -> list[int]:
        """Return the keys of the cells that these answers fill, smallest first: the order in which they are locked."""
        return sorted(key for grid in self.grids if (key := grid.cell(values)) is not None)

    def comes_after(self, asked: Asked) -> bool:
        """Say whether a question is asked after the one it depends on: otherwise it is never asked."""
        places = self._places
        return places.get(asked.shown_if, len(places)) < places[asked.slug]

    def always_after(self, asked: Asked) -> bool:
        """Say the same whatever the order drawn: what it depends on may not be in another block of its run."""
        parent, places = self.by_slug.get(asked.shown_if), self._places
        if parent is None or not self.comes_after(asked) or not parent.block or parent.block == asked.block:
            return parent is not None and self.comes_after(asked)
        between = self.questions[places[parent.slug] : places[asked.slug] + 1]
        return parent.axis or not all(each.block for each in between)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {asked.slug: place for place, asked in enumerate(self.questions)}

    def _applies(self, asked: Asked, values: Values) -> bool:
        if not asked.shown_if:
            return True
        parent = self.by_slug.get(asked.shown_if)
        if parent is None or not self.comes_after(asked) or not self._applies(parent, values):
            return False
        given = values.get(asked.shown_if)
        said = {str(each) for each in (given if isinstance(given, list) else [given])}
        return bool(said & set(asked.shown_if_codes))


def questionnaire(wave: Wave) -> Questionnaire:
    """Read the questionnaire of a wave. Five queries, whatever its size."""
    grids = tuple(_grids(wave))
    axes = {axis for grid in grids for axis in grid.axes}
    rows = wave.questions.select_related("version__question").prefetch_related("version__choices", "version__items")
    slugs = {row.pk: row.version.question.slug for row in rows}
    questions = [_asked(row, axes, slugs) for row in rows]
    return Questionnaire(tuple(sorted(questions, key=lambda asked: not asked.axis)), grids)


def profile_of(wave: Wave) -> list[Asked]:
    """Return the questions that can hold a quota or a margin: profile, one answer among several."""
    return [asked for asked in questionnaire(wave).questions if asked.profile and asked.kind is Kind.SINGLE]


def _grids(wave: Wave) -> Iterator[Grid]:
    for quota in wave.quotas.prefetch_related("cells"):
        cells = {tuple(cell.codes): cell.pk for cell in quota.cells.all()}
        yield Grid(tuple(quota.axes), cells)


def _asked(row: WaveQuestion, axes: set[str], slugs: Mapping[int, str]) -> Asked:
    version, question = row.version, row.version.question
    options = tuple(
        Option(choice.code, choice.label, choice.exclusive, choice.fixed, choice.no_opinion)
        for choice in version.choices.all()
    )
    return Asked(
        id=row.pk, slug=question.slug, label=question.label, version=version.number, kind=Kind(version.kind),
        wording=version.wording, help=version.help, unit=version.unit, lowest=version.lowest, highest=version.highest,
        lowest_label=version.lowest_label, highest_label=version.highest_label, at_most=version.at_most,
        sensitive=version.sensitive, profile=row.profile, required=row.required, axis=question.slug in axes,
        random_order=row.random_order, shown_if=slugs.get(row.shown_if_id or 0, ""),
        shown_if_codes=tuple(row.shown_if_codes), options=options, block=row.block, translations=version.translations,
        items=tuple(Line(item.code, item.label) for item in version.items.all()),
    )  # fmt: skip
