"""The page of a barometer through its waves, and the page that puts two territories side by side: words, tables, charts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from essaim.cores.survey import Direction, words
from essaim.foundation.ui.public import Column, Table, charts
from essaim.portal.barometer.domain.figures import MEAN, MEDIAN, choices
from essaim.portal.barometer.domain.queries.questionnaire import Asked, questionnaire
from essaim.portal.barometer.domain.queries.series import Alike, question_of, reworded
from essaim.portal.barometer.domain.trends import Moved, moved
from essaim.portal.barometer.domain.variables import BETWEEN, variables
from essaim.portal.barometer.models import Kind, Result, Wave

SHOWN_WAVES = 5
"""Waves in a chart: colours that can be told apart."""
Say = Callable[[Moved], str]


@dataclass(frozen=True)
class Moving:
    """One question in several columns (waves, or two territories). ``changed``: what changed in its words; ``said``: a sentence a row."""

    slug: str
    label: str
    wording: str
    changed: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    table: Table
    chart: charts.Scene


@dataclass(frozen=True)
class Page:
    """The questions that can be compared, and how many comparisons that makes."""

    blocks: tuple[Moving, ...]
    together: str


@dataclass(frozen=True)
class _Source:
    """One column: its head, and its figures over everybody by question."""

    head: str
    figures: Mapping[str, Sequence[Mapping[str, Any]]]


def trends(listed: Sequence[Result]) -> Page:
    """Return what moved in a barometer, from its published results in order. Eight queries at most, whatever their number."""
    latest = listed[-1]
    asked = variables(questionnaire(latest.wave).questions)
    changed = reworded([each.wave for each in listed])
    sources = [_Source(_head(each.wave), _over_everybody(each)) for each in listed]
    earlier = {slug: figures for source in sources[:-1] for slug, figures in source.figures.items()}
    found = moved([each for figures in earlier.values() for each in figures], latest.figures["figures"])
    blocks = [
        _block(
            one,
            [each for each in sources if one.slug in each.figures][-SHOWN_WAVES:],
            _of(found, one),
            _since,
            _changed(changed, one),
        )
        for one in asked
        if one.slug in earlier and one.slug in sources[-1].figures
    ]
    return Page(tuple(blocks), _together(found))


def beside(here: Result, there: Result, names: Alike) -> Page:
    """Return what two territories answered to the same words. Five queries."""
    asked = [each for each in variables(questionnaire(here.wave).questions) if question_of(each.slug) in names.names]
    there_names = {each.slug: _elsewhere(each.slug, names) for each in asked}
    back = {other: slug for slug, other in there_names.items()}
    own, other = _over_everybody(here), _over_everybody(there)
    theirs = {back[slug]: figures for slug, figures in other.items() if slug in back}
    sources = [_Source(here.wave.barometer.territory.name, own), _Source(there.wave.barometer.territory.name, theirs)]
    found = moved([figure for slug in own for figure in own[slug]], _renamed(theirs))
    say = _between(sources[0].head, sources[1].head)
    blocks = [_block(one, sources, _of(found, one), say, ()) for one in asked if one.slug in own and one.slug in theirs]
    return Page(tuple(blocks), _together(found))


def _renamed(figures: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    return [{**figure, "question": slug} for slug, listed in figures.items() for figure in listed]


def _elsewhere(slug: str, names: Alike) -> str:
    question, _, rest = slug.partition(BETWEEN)
    return f"{names.names[question]}{BETWEEN}{rest}" if rest else names.names[question]


def _head(wave: Wave) -> str:
    return f"Vague {wave.number}{' (simulée)' if wave.simulated else ''}"


def _over_everybody(result: Result) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for figure in result.figures["figures"]:
        if not figure["variable"] and figure["kind"] != MEDIAN:
            found.setdefault(figure["question"], []).append(figure)
    return found


def _changed(changed: Mapping[int, Mapping[str, list[str]]], one: Asked) -> tuple[str, ...]:
    slug = question_of(one.slug)
    return tuple(f"Vague {number} : {said}" for number, found in changed.items() for said in found.get(slug, []))


def _of(found: Sequence[Moved], one: Asked) -> list[Moved]:
    return [each for each in found if each.question == one.slug]


def _block(
    one: Asked, sources: Sequence[_Source], found: Sequence[Moved], say: Say, changed: tuple[str, ...]
) -> Moving:
    labels, heads = dict(choices(one)), [source.head for source in sources]
    said = {_label(labels, each.kind, each.choice): say(each) for each in found if _is_read(one, each.kind)}
    lines = {
        _label(labels, figure["kind"], figure["choice"]): [
            _find(source.figures[one.slug], figure) for source in sources
        ]
        for figure in sources[-1].figures[one.slug]
        if _is_read(one, figure["kind"])
    }
    rows = [
        [label, *(_cell(figure) for figure in line), said.get(label, "non comparable")] for label, line in lines.items()
    ]
    columns = [Column("Réponse"), *(Column(head, number=True) for head in heads), Column("Ce que l’on peut en dire")]
    title = f"{one.label} : {', '.join(heads)}"
    table = Table(title, columns, rows)
    return Moving(
        one.slug, one.label, one.wording, changed, tuple(said.items()), table, _chart(one, title, heads, lines)
    )


def _is_read(one: Asked, kind: str) -> bool:
    """Say whether a figure is on the page: of a scale the mean alone, for its eleven shares say less; they are in the archive."""
    return one.kind is not Kind.SCALE or kind == MEAN


def _chart(
    one: Asked, title: str, heads: Sequence[str], lines: Mapping[str, Sequence[Mapping[str, Any] | None]]
) -> charts.Scene:
    mean = one.kind in {Kind.SCALE, Kind.NUMBER}
    scale = 1 if mean else 100
    rows = [
        charts.DotRow(
            label, [None if each is None else scale * each["adjusted"] for each in line],
            [None if each is None else (scale * each["low"], scale * each["high"]) for each in line],
        )
        for label, line in lines.items()
    ]  # fmt: skip
    unit, decimals = (one.unit, 2) if mean else ("%", 1)
    reading = "Chaque trait est un intervalle à 95 % ; le tableau dit si l’écart est établi."
    return charts.dots(
        title, heads, rows, unit=unit, decimals=decimals, reading=reading, source="Chiffres publiés de chaque vague"
    )


def _label(labels: Mapping[str, str], kind: str, choice: str) -> str:
    return "Moyenne" if kind == MEAN else labels.get(choice, choice)


def _find(figures: Sequence[Mapping[str, Any]], figure: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next(
        (each for each in figures if (each["kind"], each["choice"]) == (figure["kind"], figure["choice"])), None
    )


def _cell(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return "pas posée ainsi"
    if figure["kind"] == MEAN:
        return f"{words.number(figure['adjusted'], 2)} ({words.number(figure['low'], 2)} à {words.number(figure['high'], 2)})"
    return f"{words.percent(figure['adjusted'])} ({words.percent(figure['low'])} à {words.percent(figure['high'])})"


def _since(each: Moved) -> str:
    said = words.change_words(each.change, **_scale(each))
    if each.established or each.change.direction is Direction.UNCERTAIN:
        return said
    return f"{said} Elle ne reste pas établie quand on lit toutes les évolutions de la page ensemble."


def _between(here: str, there: str) -> Say:
    return lambda each: words.gap_words(each.change, here, there, **_scale(each))


def _scale(each: Moved) -> dict[str, Any]:
    return {"unit": "", "scale": 1} if each.kind == MEAN else {}


def _together(found: Sequence[Moved]) -> str:
    return words.comparisons_words(len(found), sum(each.established for each in found), "loi normale")
