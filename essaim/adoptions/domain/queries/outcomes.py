"""What may be read of the outcomes of an adoption: what was published, and what people measured. No engine is asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from essaim.adoptions.domain.outcomes.counting import HUNDREDTHS, declared, split
from essaim.adoptions.domain.outcomes.releasing import following
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Measure, Phase, Release, Terms
from essaim.adoptions.params.speaking import CountedRecord, MeasureRecord, OutcomeRecord
from essaim.adoptions.world import service_words
from essaim.cores.disclosure import THRESHOLD, few
from essaim.foundation.territories import public as territories

PUBLIC = (Phase.OPEN, Phase.CLOSED)
Status = Literal["published", "few", "withheld", "missing"]


@dataclass(frozen=True)
class Reported:
    """A number as it may be read. ``status``: published; few: fewer than 11 people; withheld: to protect others; missing.

    ``on``: the last day that it counts. ``place``: code of a commune, « » for people of no known commune, None for all.
    ``low``, ``high``: the interval of an estimated value. ``source``: of a measure.
    """

    status: Status
    number: Decimal | None = None
    first: date | None = None
    on: date | None = None
    place: str | None = None
    place_name: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class OutcomeReport:
    """One outcome of an adoption. ``total``: since the beginning, or the newest state or measure.

    ``months`` and ``places``: what was said of each; ``cells``: of a commune in a month. ``withheld``: how many numbers are
    not said. ``counted``: by an engine; otherwise measured by people, ``months`` being the measures by date.
    ``aggregation``: sum, last, mean or median; « measure ». ``few``: the words for a number of too few people.
    """

    id: str
    label: str
    unit: str
    reading: str
    aggregation: str
    few: str
    target: Decimal | None
    total: Reported
    months: tuple[Reported, ...] = ()
    places: tuple[Reported, ...] = ()
    cells: tuple[Reported, ...] = ()
    withheld: int = 0

    @property
    def counted(self) -> bool:
        """Whether an engine counts it."""
        return self.aggregation != "measure"


@dataclass(frozen=True)
class AdoptionReport:
    """What an adoption publishes of its outcomes. ``simulated``: a demonstration, never counted with the others."""

    key: UUID
    slug: str
    title: str
    kit: str
    kit_version: str
    structure: str
    territory: str
    place: str
    population: int | None
    simulated: bool
    opened_on: date | None
    closed_on: date | None
    url: str
    outcomes: tuple[OutcomeReport, ...]


def report_of(adoption: Adoption) -> AdoptionReport:
    """Return what an adoption publishes."""
    return _reports(Adoption.objects.filter(pk=adoption.pk))[0]


def report_by_key(key: UUID) -> AdoptionReport | None:
    """Return what an adoption publishes, None before it opens and for an unknown one."""
    return next(iter(_reports(Adoption.objects.filter(key=key, phase__in=PUBLIC))), None)


def reports_of_kit(kit: str) -> list[AdoptionReport]:
    """Return what the adopters of a kit publish, whatever their version: demonstrations last, then by territory."""
    found = _reports(Adoption.objects.filter(kit=kit, phase__in=PUBLIC))
    return sorted(found, key=lambda one: (one.simulated, territories.fold(one.place), one.slug))


def _reports(adoptions: QuerySet[Adoption]) -> list[AdoptionReport]:
    """Five queries, whatever their number, and the names of communes."""
    newest = Terms.objects.select_related("version").order_by("-number")
    live = Measure.objects.filter(replaced_by__isnull=True).order_by("on", "pk")
    rows = list(
        adoptions.select_related("territory").prefetch_related(
            Prefetch("all_terms", newest),
            Prefetch("measures", live),
            Prefetch("releases", Release.objects.order_by("number")),
        )
    )
    said = (one for row in rows for release in row.releases.all() for one in release.said)
    names = {
        code: one.name for code, one in territories.get_many({one["place"] for one in said if one["place"]}).items()
    }
    return [_report(row, names) for row in rows]


def _report(adoption: Adoption, names: Mapping[str, str]) -> AdoptionReport:
    terms = adoption.all_terms.all()[0]
    place = adoption.territory
    return AdoptionReport(
        key=adoption.key, slug=adoption.slug, title=adoption.title, kit=adoption.kit, kit_version=terms.version.number,
        structure=adoption.structure, territory=place.code, place=place.name, population=place.population,
        simulated=adoption.simulated, opened_on=_day(adoption.opened_at), closed_on=_day(adoption.closed_at),
        url=adoption.get_absolute_url(), outcomes=tuple(_outcomes(adoption, terms, names)),
    )  # fmt: skip


def _day(moment: object) -> date | None:
    return timezone.localdate(moment) if moment else None  # type: ignore[arg-type]


def _outcomes(adoption: Adoption, terms: Terms, names: Mapping[str, str]) -> Iterable[OutcomeReport]:
    releases: dict[str, list[Release]] = defaultdict(list)
    measures: dict[str, list[Measure]] = defaultdict(list)
    for release in adoption.releases.all():
        releases[release.outcome].append(release)
    for measure in adoption.measures.all():
        measures[measure.measure].append(measure)
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    record = terms.kit.record.outcomes
    yield from (_counted(one, terms, speech, releases[one.id], names) for one in record.counted)
    yield from (_measured(one, terms, speech, measures[one.id]) for one in record.measures)


def _counted(
    record: CountedRecord, terms: Terms, speech: Speech, releases: list[Release], names: Mapping[str, str]
) -> OutcomeReport:
    outcome = declared(*split(record.counts))
    told = [_reported(one, releases, names) for row in releases for one in row.said]
    kinds = [one["kind"] for row in releases for one in row.said]
    by_kind = {kind: [one for one, its in zip(told, kinds, strict=True) if its == kind] for kind in set(kinds)}
    numbers = [one for one in by_kind.get("total", []) if one.number is not None]
    return OutcomeReport(
        **_named(record, terms, speech),
        aggregation=outcome.aggregation if outcome else "sum",
        few=few_words(
            record.unit, people=outcome is None or outcome.amount or outcome.aggregation in {"mean", "median"}
        ),
        total=numbers[-1] if numbers else _without(_day(terms.adoption.counted_at) if outcome else None),
        months=_months(releases, by_kind.get("month", [])),
        places=tuple(_latest(by_kind.get("place", []))),
        cells=tuple(by_kind.get("cell", [])),
        withheld=sum(row.withheld for row in releases),
    )


def _without(counted: date | None) -> Reported:
    """No number yet: fewer than eleven people when they were last counted; not known before the first count."""
    return Reported("few", on=counted) if counted else Reported("missing")


def few_words(unit: str, *, people: bool = False) -> str:
    """Return « moins de 11 accords »; of an amount, it is the people behind it that are few."""
    return f"{few()} {'personnes' if people else unit}"


def _named(record: OutcomeRecord, terms: Terms, speech: Speech) -> dict[str, Any]:
    return {
        "id": record.id, "label": speech.text(record.label), "unit": record.unit, "reading": speech.text(record.reading),
        "target": _target(record, terms),
    }  # fmt: skip


def _target(record: OutcomeRecord, terms: Terms) -> Decimal | None:
    if record.target is None:
        return None
    value = record.target.value if record.target.parameter is None else terms.values.get(record.target.parameter)
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _reported(one: Mapping[str, object], releases: list[Release], names: Mapping[str, str]) -> Reported:
    first, last = releases[int(str(one["first"]))], releases[int(str(one["last"]))]
    place = None if one["place"] is None else str(one["place"])
    return Reported(
        status="few" if one["number"] is None else "published",
        number=None if one["number"] is None else Decimal(int(str(one["number"]))) / HUNDREDTHS,
        first=first.month, on=_end(last), place=place,
        place_name="" if place is None else names.get(place, place) if place else "commune non connue",
    )  # fmt: skip


def _end(release: Release) -> date:
    """Return the last day that a release counts."""
    return following(release.month) - timedelta(days=1) if release.whole_month else timezone.localdate(release.made_at)


def _months(releases: list[Release], told: list[Reported]) -> tuple[Reported, ...]:
    """Every month that is over, oldest first: its number, or that it is not said. Small and protecting look the same."""
    known = {one.on: one for one in told}
    ends = [(row.month, _end(row)) for row in releases if row.whole_month]
    return tuple(known.get(end) or Reported("withheld", first=month, on=end) for month, end in ends)


def _latest(told: list[Reported]) -> list[Reported]:
    """The newest number of each place, the greatest first."""
    newest = {one.place: one for one in told}
    return sorted(newest.values(), key=lambda one: (-(one.number or 0), one.place_name))


def _measured(record: MeasureRecord, terms: Terms, speech: Speech, measures: list[Measure]) -> OutcomeReport:
    rows = tuple(_of_measure(one) for one in measures)
    return OutcomeReport(
        **_named(record, terms, speech),
        aggregation="measure",
        few=few_words("personnes"),
        total=rows[-1] if rows else Reported("missing"),
        months=rows,
    )


def _of_measure(one: Measure) -> Reported:
    if one.people is not None and one.people < THRESHOLD:
        return Reported("few", first=one.on, on=one.on, source=one.source)
    return Reported("published", one.value, one.on, one.on, low=one.low, high=one.high, source=one.source)
