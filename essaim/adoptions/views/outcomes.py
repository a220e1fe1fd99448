"""The outcomes that anybody reads: of one adoption, and of all adopters of a kit side by side; the same as files."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from essaim.adoptions.domain.outcomes import files
from essaim.adoptions.domain.outcomes.wording import AGGREGATIONS, COUNTED, WITHHELD, interval, rate, said, words
from essaim.adoptions.domain.queries.outcomes import (
    PUBLIC,
    AdoptionReport,
    OutcomeReport,
    Reported,
    report_of,
    reports_of_kit,
)
from essaim.adoptions.guard import find, may_try
from essaim.adoptions.models import Adoption, KitVersion
from essaim.foundation.ui.public import Cell, Column, Table, attachment, charts, french

MONTHS_DRAWN = 12
PLACES_SHOWN = 30
SIMULATED = "simulé"


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Every outcome of one service: number, target, reading, by month, by commune."""
    adoption = _found(request, slug)
    report = report_of(adoption)
    context = {
        "adoption": adoption,
        "report": report,
        "outcomes": [_shown(report, one) for one in report.outcomes] if adoption.phase in PUBLIC else [],
        "rule": files.RULE,
    }
    return render(request, "adoptions/outcomes/page.html", context)


@require_safe
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The outcomes of one service as CSV or JSON."""
    adoption = _found(request, slug)
    return _file([report_of(adoption)] if adoption.phase in PUBLIC else [], kind, f"resultats-{slug}")


@require_safe
def of_kit(request: HttpRequest, kit: str) -> HttpResponse:
    """The outcomes of all adopters of a kit, side by side."""
    title = _kit_title(kit)
    reports = reports_of_kit(kit)
    context = {
        "kit": kit, "title": title, "reports": reports, "rule": files.RULE,
        "outcomes": [_compared(reports, one) for one in _union(reports)],
    }  # fmt: skip
    return render(request, "adoptions/outcomes/kit.html", context)


@require_safe
def kit_file(request: HttpRequest, kit: str, kind: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The outcomes of all adopters of a kit as CSV or JSON."""
    _kit_title(kit)
    return _file(reports_of_kit(kit), kind, f"resultats-{kit}")


def panel(request: HttpRequest, subject: object) -> SafeString | None:
    """The outcomes on the public page of a service: nothing in test, for nothing counts there."""
    if not isinstance(subject, Adoption) or subject.phase not in PUBLIC:
        return None
    report = report_of(subject)
    context = {"report": report, "outcomes": [_shown(report, one) for one in report.outcomes]}
    return render_to_string("adoptions/outcomes/panel.html", context, request=request)


def _found(request: HttpRequest, slug: str) -> Adoption:
    """Return an adoption that is open or was; in test, to its team only, to say that nothing counts yet."""
    adoption = find(slug)
    if adoption.phase not in PUBLIC and not may_try(request, adoption):
        raise Http404("ce service n’est pas ouvert")
    return adoption


def _kit_title(kit: str) -> str:
    version = KitVersion.objects.filter(kit=kit).order_by("-pk").only("title").first()
    if version is None:
        raise Http404("ce kit n’est pas installé")
    return version.title


def _file(reports: Iterable[AdoptionReport], kind: str, name: str) -> HttpResponse:
    return attachment({"csv": files.as_csv, "json": files.as_json}[kind](reports), f"{name}.{kind}")


def _shown(report: AdoptionReport, one: OutcomeReport) -> dict[str, Any]:
    return {
        "report": one,
        "words": words(report, one),
        "chart": _chart(one),
        "months": _month_table(one) if one.months else None,
        "months_title": "Mois par mois, en tableau" if one.counted else "Toutes les mesures, avec leur source",
        "places": _place_table(one) if one.places else None,
        "more_places": max(len(one.places) - PLACES_SHOWN, 0),
    }


def _chart(one: OutcomeReport) -> charts.Scene | None:
    """Draw the last months when two at least are said; a month that is not said is hatched."""
    drawn = one.months[-MONTHS_DRAWN:]
    if sum(month.number is not None for month in drawn) < 2:  # noqa: PLR2004 - one bar compares nothing
        return None
    bars = [
        charts.Bar(_when(one, month), month.number, month.low, month.high, absent=said(one, month)) for month in drawn
    ]
    source = COUNTED if one.counted else drawn[-1].source
    return charts.bars(
        f"{one.label}, {'par mois' if one.counted else 'à chaque date'}", bars, unit=one.unit, source=source
    )


def _when(one: OutcomeReport, month: Reported) -> str:
    return french.day(month.on, "month" if one.counted else "long")


def _captioned(one: OutcomeReport) -> str:
    return one.label if one.unit.lower() in one.label.lower() else f"{one.label} ({one.unit})"


def _month_table(one: OutcomeReport) -> Table:
    columns = [Column("Mois" if one.counted else "À la date du"), Column("Nombre", number=True)]
    rows = [[_when(one, month), said(one, month, unit=False)] for month in reversed(one.months)]
    if not one.counted:
        columns += [Column("Intervalle", number=True), Column("Source")]
        for row, month in zip(rows, reversed(one.months), strict=True):
            row += [interval(month) or "valeur comptée", month.source]
    return Table(f"{_captioned(one)}, {'mois par mois' if one.counted else 'mesures'}", columns, rows)


def _place_table(one: OutcomeReport) -> Table:
    columns = [Column("Commune"), Column("Nombre", number=True), Column("Arrêté au")]
    rows = [[row.place_name, said(one, row, unit=False), french.day(row.on)] for row in one.places[:PLACES_SHOWN]]
    note = "Les autres communes ne sont pas publiées une à une : moins de 11 personnes, ou un nombre gardé pour les protéger."
    return Table(f"{_captioned(one)}, par commune depuis l’ouverture", columns, rows, french.typography(note))


def _union(reports: Sequence[AdoptionReport]) -> list[OutcomeReport]:
    """Return each outcome once, in the order of the kits, as the first adopter that has it names it."""
    found: dict[str, OutcomeReport] = {}
    for report in reports:
        for one in report.outcomes:
            found.setdefault(one.id, one)
    return list(found.values())


def _compared(reports: Sequence[AdoptionReport], one: OutcomeReport) -> dict[str, Any]:
    have = [(report, next((its for its in report.outcomes if its.id == one.id), None)) for report in reports]
    rates = {report.slug: rate(report, its) if its else None for report, its in have}
    return {
        "report": one,
        "what": AGGREGATIONS[one.aggregation],
        "table": _side_by_side(one, have, rates),
        "chart": _rates(one, have, rates),
    }


Row = tuple[AdoptionReport, OutcomeReport | None]


def _side_by_side(one: OutcomeReport, have: Sequence[Row], rates: dict[str, Reported | None]) -> Table:
    columns = [Column("Territoire"), Column("Nombre", number=True), Column("Arrêté au")]
    columns += [Column("Pour 1\u202f000 habitants", number=True), Column("Intervalle", number=True)]
    rows: list[list[Cell | str]] = []
    for report, its in have:
        per, total = rates[report.slug], its.total if its else Reported("missing")
        rows.append([
            Cell(_name(report), f"{report.url}resultats/"),
            said(its or one, total, unit=False),
            french.day(total.on) if total.on else french.MISSING,
            _said_rate(one, total, per),
            interval(total) or ("compté" if one.counted else french.MISSING),
        ])  # fmt: skip
    return Table(_captioned(one), columns, rows)


def _said_rate(one: OutcomeReport, total: Reported, per: Reported | None) -> str:
    if one.aggregation not in {"sum", "last"}:
        return "sans objet"
    return WITHHELD if total.status == "few" else french.number(per.number if per else None)


def _name(report: AdoptionReport) -> str:
    name = f"{report.place} · {report.structure}"
    return f"{name} ({SIMULATED})" if report.simulated else name


def _rates(one: OutcomeReport, have: Sequence[Row], rates: dict[str, Reported | None]) -> charts.Scene | None:
    """Draw the rates of real adopters when two at least are known; a demonstration is not compared."""
    bars = [charts.Bar(_name(report), _known(rates[report.slug])) for report, _ in have if not report.simulated]
    if sum(bar.value is not None for bar in bars) < 2:  # noqa: PLR2004
        return None
    return charts.bars(f"{one.label} pour 1\u202f000 habitants", bars, label_of_rows="Territoire", source=COUNTED)


def _known(one: Reported | None) -> Decimal | None:
    return one.number if one else None
