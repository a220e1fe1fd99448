"""The flat table of initiatives: one row per initiative, for CSV, XLSX and their Table Schema."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from essaim.foundation.territories import public as territories
from essaim.foundation.territories.public import TerritoryInfo
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.queries.records import initiatives_with_parts, open_initiative
from essaim.portal.catalogue.exchange.addresses import LICENCE, LICENCE_NAME, named, page
from essaim.portal.catalogue.exchange.batches import batches
from essaim.portal.catalogue.exchange.wording import CHOICES, FIELDS
from essaim.portal.catalogue.models import Initiative, Status

SEPARATOR = " | "


@dataclass(frozen=True)
class Entry:
    """One initiative, with all that its row and its point on a map need."""

    page: Initiative
    record: params.InitiativeRecord
    places: tuple[TerritoryInfo, ...]
    departements: tuple[str, ...]

    @property
    def point(self) -> tuple[float, float] | None:
        """The (longitude, latitude) of the first territory that has one; France as a whole has none."""
        places = (one for one in self.places if one.level != "pays")
        return next(
            ((one.longitude, one.latitude) for one in places if one.longitude is not None and one.latitude is not None),
            None,
        )


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, its French title and meaning, its Table Schema type, where its value comes from."""

    name: str
    title: str
    meaning: str
    kind: Literal["string", "integer", "number", "date", "datetime"]
    value: Callable[[Entry], Any]
    constraints: dict[str, Any] | None = None
    format: str = "default"


def entries(ids: Iterable[int]) -> Iterator[Entry]:
    """Yield published initiatives in the order of their primary keys, a handful at a time, in constant queries each."""
    for some in batches(ids):
        rows = Initiative.objects.filter(pk__in=some, status=Status.PUBLISHED)
        pages = {row.pk: row for row in initiatives_with_parts(rows)}
        yield from _entries([pages[pk] for pk in some if pk in pages])


def _entries(pages: list[Initiative]) -> Iterator[Entry]:
    records = [open_initiative(one) for one in pages]
    codes = {code for record in records for code in record.territories}
    places = territories.get_many(codes)
    departements = territories.departements_of(codes)
    for one, record in zip(pages, records, strict=True):
        inside = {code for place in record.territories if place != "pays-FR" for code in departements.get(place, ())}
        yield Entry(one, record, tuple(places[code] for code in record.territories), tuple(sorted(inside)))


def _joined(values: Iterable[str]) -> str:
    return SEPARATOR.join(values)


def _figure(figure: params.FigureRecord) -> str:
    """Say one figure in a cell: value, unit, what it says, its nature, its date and its source."""
    value = f"{figure.value:f}" if figure.value_max is None else f"{figure.value:f} à {figure.value_max:f}"
    precision = "" if figure.precision is params.Precision.EXACT else CHOICES["Precision"][figure.precision.value] + " "
    when = f" ; {figure.when.text}" if figure.when else ""
    kind = CHOICES["FigureKind"][figure.kind.value]
    return f"{figure.label} : {precision}{value} {figure.unit} ({kind}{when} ; source : {figure.source})"


def _texts(*names: str) -> list[Column]:
    meanings = FIELDS[params.InitiativeRecord]
    return [Column(name, TITLES[name], meanings[name], "string", partial(_text, name=name)) for name in names]


def _text(entry: Entry, *, name: str) -> str:
    return str(getattr(entry.record, name) or "")


TITLES = {
    "title": "Titre", "summary": "En bref", "problem": "Le problème", "how_it_works": "Comment ça marche",
    "for_whom": "Pour qui", "solution": "Solution (identifiant)", "holder": "Porteur", "lessons": "Ce qui a été appris",
    "costs": "Coûts", "funding": "Financements", "legal_basis": "Base légale", "provenance": "Provenance",
}  # fmt: skip

COLUMNS: tuple[Column, ...] = (
    Column(
        "id", "Identifiant", FIELDS[params.InitiativeRecord]["id"], "string", lambda e: e.record.id,
        {"required": True, "unique": True, "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    ),
    Column("url", "Page", "Adresse de la page.", "string", lambda e: page("initiative", e.record.id),
           {"required": True}, "uri"),
    *_texts("title", "summary", "problem", "how_it_works", "for_whom", "solution"),
    Column("solution_title", "Solution", "Titre de la solution.", "string",
           lambda e: e.page.solution.title if e.page.solution and e.record.solution else ""),
    Column("themes", "Thèmes", "Libellés des thèmes, séparés par « | ».", "string",
           lambda e: _joined(theme.label for theme in e.page.themes.all()), {"required": True}),
    Column("publics", "Publics", "Libellés des publics, séparés par « | ».", "string",
           lambda e: _joined(public.label for public in e.page.publics.all())),
    Column("territories", "Territoires (codes)", "Codes des territoires, séparés par « | ».", "string",
           lambda e: _joined(e.record.territories), {"required": True}),
    Column("territory_names", "Territoires", "Noms des territoires, séparés par « | ».", "string",
           lambda e: _joined(place.name for place in e.places), {"required": True}),
    Column("departements", "Départements (codes)", "Codes des départements concernés ; vide pour toute la France.",
           "string", lambda e: _joined(e.departements)),
    Column("latitude", "Latitude", "Latitude du premier territoire, en degrés (WGS 84).", "number",
           lambda e: e.point[1] if e.point else None, {"minimum": -90, "maximum": 90}),
    Column("longitude", "Longitude", "Longitude du premier territoire, en degrés (WGS 84).", "number",
           lambda e: e.point[0] if e.point else None, {"minimum": -180, "maximum": 180}),
    *_texts("holder"),
    Column("partners", "Partenaires", "Structures partenaires et leur rôle, séparées par « | ».", "string",
           lambda e: _joined(f"{one.name} ({one.part})" if one.part else one.name for one in e.record.partners)),
    Column("stage", "Étape", FIELDS[params.InitiativeRecord]["stage"], "string",
           lambda e: e.record.stage.value, {"required": True, "enum": list(CHOICES["Stage"])}),
    Column("since", "Depuis", "Première année connue parmi les dates d’étape.", "integer",
           lambda e: min((one.when.year for one in e.record.stages if one.when and one.when.year), default=None)),
    Column("evidence_level", "Preuve", FIELDS[params.InitiativeRecord]["evidence_level"], "string",
           lambda e: e.record.evidence_level.value, {"required": True, "enum": list(CHOICES["EvidenceLevel"])}),
    Column("figures", "Chiffres", "Chiffres avec nature, date et source, séparés par « | ».", "string",
           lambda e: _joined(_figure(one) for one in e.record.figures)),
    *_texts("lessons", "costs", "funding", "legal_basis"),
    Column("links", "Liens", "Adresses web, séparées par « | ».", "string",
           lambda e: _joined(str(one.url) for one in e.record.links)),
    *_texts("provenance"),
    Column("reviewed_on", "Relue le", "Jour de la dernière relecture par le référent ; vide si aucune.", "date",
           lambda e: e.page.fresh_at),
    Column("updated_at", "Mise à jour", "Jour de la dernière modification de la page.", "date",
           lambda e: e.page.updated_at.date(), {"required": True}),
)  # fmt: skip


def table_schema() -> dict[str, Any]:
    """Return the Table Schema of the CSV: every column with its type, its meaning and its constraints."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "initiatives",
        "title": "Initiatives du catalogue",
        "description": "Une ligne par initiative publiée.",
        "version": params.SCHEMA_VERSION,
        "homepage": named("data"),
        "path": named("schema", "initiatives-table"),
        "licenses": [{"title": LICENCE_NAME, "path": LICENCE}],
        "fields": [_field(column) for column in COLUMNS],
        "primaryKey": ["id"],
        "missingValues": [""],
    }


def _field(column: Column) -> dict[str, Any]:
    field = {
        "name": column.name,
        "title": column.title,
        "description": column.meaning,
        "type": column.kind,
        "format": column.format,
    }
    return field | ({"constraints": column.constraints} if column.constraints else {})
