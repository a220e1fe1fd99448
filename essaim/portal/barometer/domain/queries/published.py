"""A published wave as its page shows it: findings, charts and tables made of the frozen figures, never of the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from essaim.cores.survey import words
from essaim.foundation.ui.public import Column, Table, charts, french
from essaim.portal.barometer.domain.figures import MEAN, MEDIAN, SHARE, choices
from essaim.portal.barometer.domain.queries import board, card
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.domain.variables import BETWEEN, variables
from essaim.portal.barometer.models import Kind, Result, Wave

FLAGGED = "base faible : à lire avec prudence"
HEADLINES = 3
SUMMED = {MEAN: "Moyenne", MEDIAN: "Médiane"}
PARTS_AT_MOST = 5
"""Colours that can be told apart in a stacked bar."""
Figures = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Block:
    """One question: its words, who leads (one answer alone), its chart with its reading, the margin, the tables."""

    slug: str
    label: str
    wording: str
    base: int
    lead: str
    margin: str
    chart: charts.Scene
    readings: Table
    crossings: tuple["Crossing", ...]

    @property
    def question(self) -> str:
        """The name of the question that this is a line of, or that it is."""
        return self.slug.partition(BETWEEN)[0]


@dataclass(frozen=True)
class Crossing:
    """One question by the groups of one variable: the table with its intervals, and its bars where the answers make a whole."""

    table: Table
    chart: charts.Scene | None


@dataclass(frozen=True)
class Page:
    """Everything that the page of a wave says. ``headlines``: the findings of the first questions, one sentence each."""

    respondents: int
    dates: str
    quotas: str
    headlines: tuple[tuple[str, str, str], ...]
    blocks: tuple[Block, ...]
    withheld: tuple[Mapping[str, str], ...]
    method: tuple[str, ...]
    first: tuple[card.Line, ...]
    notice: tuple[card.Line, ...]
    wordings: tuple[Asked, ...]
    sha256: str
    explorable: bool


def find(slug: str, number: int) -> tuple[Wave, Result] | None:
    """Return a published wave with its result, without its archive nor its weights. One query."""
    rows = Result.objects.filter(wave__barometer__slug=slug, wave__number=number, wave__status="published")
    result = rows.select_related("wave__barometer__territory").defer("archive", "weights").first()
    return (result.wave, result) if result else None


def page_of(wave: Wave, result: Result, asked: Questionnaire | None = None) -> Page:
    """Return the page of a wave from its frozen figures. Five queries at most, whatever its size."""
    asked = asked or questionnaire(wave)
    by_question: dict[str, list[Mapping[str, Any]]] = {}
    for figure in result.figures["figures"]:
        by_question.setdefault(figure["question"], []).append(figure)
    maker, tabulated = _Maker(wave, result), {each.slug: each for each in variables(asked.questions)}
    blocks = tuple(maker.block(tabulated[slug], rows) for slug, rows in by_question.items())
    return Page(
        respondents=result.figures["respondents"],
        quotas=words.QUOTAS,
        headlines=tuple((each.slug, each.label, f"{each.lead} {each.chart.reading}") for each in blocks if each.lead)[:HEADLINES],
        dates=card.dates(wave),
        blocks=blocks,
        withheld=tuple(result.figures["withheld"]),
        method=tuple(card.method(result)),
        first=tuple(card.first_publication(wave, asked, result)),
        notice=tuple(card.notice(wave, asked, result, board.tallies(wave))),
        wordings=asked.questions,
        sha256=result.archive_sha256,
        explorable="replicates" in result.parameters,  # waves published before have no crosstabs in their archive
    )  # fmt: skip


class _Maker:
    """Draws the questions of one wave."""

    def __init__(self, wave: Wave, result: Result) -> None:
        self.wave, self.said = wave, result.figures["said"]
        self.mark = " (simulé)" if wave.simulated else ""
        self.source = f"{wave.barometer.title}, vague {wave.number}{self.mark} ; données ouvertes, Licence Ouverte 2.0"
        self.groups = {
            (margin["variable"], group["code"]): group["label"]
            for margin in result.parameters["margins"]
            for group in margin["groups"]
        }
        self.variables = {margin["variable"]: margin["label"] for margin in result.parameters["margins"]}

    def block(self, asked: Asked, figures: Figures) -> Block:
        everybody = [figure for figure in figures if not figure["variable"]]
        said = self.said[asked.slug]
        crossed = list(dict.fromkeys(figure["variable"] for figure in figures if figure["variable"]))
        return Block(
            slug=asked.slug, label=asked.label, wording=asked.wording, base=everybody[0]["base"], lead=said["lead"],
            margin=said["margin"], chart=self._chart(asked, figures, everybody, said["reading"]),
            readings=self._readings(asked, everybody),
            crossings=tuple(
                self._crossing(asked, variable, [each for each in figures if each["variable"] == variable])
                for variable in crossed
            ),
        )  # fmt: skip

    def _chart(self, asked: Asked, figures: Figures, everybody: Figures, reading: str) -> charts.Scene:
        title = f"{asked.label}, {everybody[0]['base']} réponses{self.mark}"
        labels = dict(choices(asked))
        if labels:
            bars = [
                charts.Bar(labels[each["choice"]], *(100 * each[end] for end in ("adjusted", "low", "high")))
                for each in everybody
                if each["kind"] == SHARE
            ]
            return charts.bars(
                title,
                bars,
                unit="%",
                decimals=1,
                reading=reading,
                source=self.source,
                label_of_rows="Réponse",
                whole=100,
            )
        bars = [
            charts.Bar(self._place(each), each["adjusted"], each["low"], each["high"], strong=not each["variable"])
            for each in figures
            if each["kind"] == MEAN
        ]
        return charts.bars(
            title, bars, unit=asked.unit, decimals=2, reading=reading, source=self.source, label_of_rows="Groupe"
        )

    def _place(self, figure: Mapping[str, Any]) -> str:
        return str(self.groups.get((figure["variable"], figure["group"]), "Ensemble"))

    def _readings(self, asked: Asked, everybody: Figures) -> Table:
        labels = dict(choices(asked))
        heads = ["Brut", "Redressé", "Intervalle après redressement", "Marge conventionnelle", "Base"]
        rows = [
            [
                SUMMED.get(each["kind"]) or labels[each["choice"]], _number(each, "raw"), _number(each, "adjusted"),
                f"{_number(each, 'low')} à {_number(each, 'high')}", _margin(each), _base(each),
            ]
            for each in everybody
        ]  # fmt: skip
        columns = [Column("Réponse"), *(Column(head, number=True) for head in heads)]
        return Table(f"{asked.label} : les trois lectures{self.mark}", columns, rows, note=words.QUOTAS)

    def _crossing(self, asked: Asked, variable: str, figures: Figures) -> Crossing:
        return Crossing(self._crossed(asked, variable, figures), self._stacked(asked, variable, figures))

    def _stacked(self, asked: Asked, variable: str, figures: Figures) -> charts.Scene | None:
        """The answers of each group side by side: of one answer alone, five at most, none withheld."""
        labels = dict(choices(asked))
        if asked.kind != Kind.SINGLE or not 1 < len(labels) <= PARTS_AT_MOST:
            return None
        rows = [
            charts.StackRow(self.groups[variable, group], [shares.get(choice) for choice in labels])
            for group, shares in _shares(figures).items()
        ]
        if any(None in row.values for row in rows):
            return None
        title = f"{asked.label} selon : {self.variables[variable]}{self.mark}"
        reading = "Parts redressées ; leurs intervalles sont dans le tableau. Un écart plus petit qu’eux ne se lit pas."
        return charts.stacked(
            title, list(labels.values()), rows, unit="%", decimals=0, reading=reading, source=self.source
        )

    def _crossed(self, asked: Asked, variable: str, figures: Figures) -> Table:
        groups = list(dict.fromkeys(each["group"] for each in figures))
        bases = {each["group"]: each for each in figures}
        lines: dict[str, list[str]] = {}
        labels = dict(choices(asked))
        for each in figures:
            lines.setdefault(SUMMED.get(each["kind"]) or labels[each["choice"]], []).append(
                f"{_number(each, 'adjusted')} ({_number(each, 'low')} à {_number(each, 'high')})"
            )
        rows = [[label, *cells] for label, cells in lines.items()]
        rows.append(["Base (réponses)", *(_base(bases[group]) for group in groups)])
        columns = [Column("Réponse"), *(Column(self.groups[variable, group], number=True) for group in groups)]
        return Table(f"{asked.label} selon : {self.variables[variable]}{self.mark}", columns, rows)


def _shares(figures: Figures) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for each in figures:
        if each["kind"] == SHARE:
            found.setdefault(each["group"], {})[each["choice"]] = 100 * each["adjusted"]
    return found


def _number(figure: Mapping[str, Any], name: str) -> str:
    return words.percent(figure[name]) if figure["kind"] == SHARE else words.number(figure[name], 2)


def _margin(figure: Mapping[str, Any]) -> str:
    return "sans objet" if figure["margin"] is None else f"±{french.NBSP}{words.number(100 * figure['margin'])} points"


def _base(figure: Mapping[str, Any]) -> str:
    flagged = f" ({FLAGGED})" if figure["status"] == "flagged" else ""
    return f"{french.number(figure['base'])}{flagged}"
