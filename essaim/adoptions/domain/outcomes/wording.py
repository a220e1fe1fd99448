"""Outcomes in words: a number with its unit, or why there is none; what a total covers; a rate for 1,000 inhabitants."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from essaim.adoptions.domain.queries.outcomes import AdoptionReport, OutcomeReport, Reported
from essaim.cores.disclosure import few
from essaim.foundation.ui.public import french

COUNTED = "Comptage du service par la plateforme"
WITHHELD = "non publié"
INHABITANTS = 1000
AGGREGATIONS = {
    "sum": "en tout depuis l’ouverture",
    "last": "en cours",
    "mean": "en moyenne depuis l’ouverture",
    "median": "médiane depuis l’ouverture : la moitié fait moins, la moitié fait plus",
    "measure": "mesure saisie",
}


@dataclass(frozen=True)
class OutcomeWords:
    """The total of an outcome in words: the number alone when there is one, what it covers, until when, from where."""

    said: str
    number: Decimal | None
    unit: str
    what: str
    interval: str
    rate: str
    progress: str
    on: date | None
    source: str
    missing: bool


def words(report: AdoptionReport, outcome: OutcomeReport) -> OutcomeWords:
    """Return the total of an outcome in words."""
    per = rate(report, outcome)
    return OutcomeWords(
        said=said(outcome, outcome.total), number=outcome.total.number, unit=outcome.unit,
        what=AGGREGATIONS[outcome.aggregation], interval=interval(outcome.total),
        rate=f"{french.number(per.number)} pour {french.number(INHABITANTS)} habitants" if per else "",
        progress=progress(outcome), on=outcome.total.on,
        source=outcome.total.source or (COUNTED if outcome.counted else ""),
        missing=outcome.total.status == "missing",
    )  # fmt: skip


def said(outcome: OutcomeReport, one: Reported, *, unit: bool = True) -> str:
    """Return a number as a person reads it: « 47 accords », « moins de 11 accords », « non publié », « non disponible »."""
    if one.status == "few":
        return outcome.few if unit or outcome.few.endswith("personnes") else few()
    if one.status == "withheld":
        return WITHHELD
    if one.number is None:
        return french.MISSING
    return f"{french.number(one.number)}{french.NBSP}{outcome.unit}" if unit else french.number(one.number)


def interval(one: Reported) -> str:
    """Return the interval of an estimated number, nothing for one that was counted."""
    if one.low is None or one.high is None:
        return ""
    return f"de {french.number(one.low)} à {french.number(one.high)}"


def rate(report: AdoptionReport, outcome: OutcomeReport) -> Reported | None:
    """Return what was published for 1,000 inhabitants of the territory; None where it would mean nothing or is not known.

    A mean or a median has no rate; nor has a measure, whose unit may already be one. The interval follows the number's.
    """
    number = outcome.total.number
    if outcome.aggregation not in {"sum", "last"} or number is None or not report.population:
        return None
    scaled = number * INHABITANTS / report.population
    return Reported("published", round(scaled, 2 if scaled < 10 else 1), on=outcome.total.on)  # noqa: PLR2004


def progress(outcome: OutcomeReport) -> str:
    """Return how far the total is from its target, in words; nothing without both."""
    if outcome.target is None:
        return ""
    aim = f"Objectif{french.NBSP}: {french.number(outcome.target)}{french.NBSP}{outcome.unit}"
    if outcome.total.number is None or not outcome.target or outcome.aggregation in {"mean", "median"}:
        return f"{aim}."
    share = int(outcome.total.number * 100 / outcome.target)  # down: 299 of 300 is not all of it
    return f"{aim}, atteint à {french.number(share)}{french.NBSP}%."
