"""What an import wants to write, and whether everything that it names exists."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.batches import batches
from essaim.portal.catalogue.exchange.importing.report import Report
from essaim.portal.catalogue.models import Initiative, Public, Solution, Theme


@dataclass(frozen=True)
class Incoming:
    """One record to write, with its number in the source. ``kind``: solutions, initiatives or diffusion."""

    number: int
    kind: str
    record: Any


@dataclass(frozen=True)
class Reference:
    """A field of records that names rows of a table. ``known``: what the file itself brings."""

    field: str
    model: type[Model]
    key: str
    known: frozenset[str] | set[str] = frozenset()


def check_references(incoming: list[Incoming], report: Report) -> None:
    """Refuse every record that names a term, a page or a territory that neither this base nor the file has."""
    own = {kind: {item.record.id for item in incoming if item.kind == kind} for kind in ("solutions", "initiatives")}
    territory = apps.get_model("territories", "Territory")
    checks = [
        Reference("themes", Theme, "slug"),
        Reference("publics", Public, "slug"),
        Reference("territories", territory, "code"),
        Reference("from_territory", territory, "code"),
        Reference("to_territory", territory, "code"),
        Reference("solution", Solution, "slug", own["solutions"]),
        Reference("similar", Solution, "slug", own["solutions"]),
        Reference("from_initiative", Initiative, "slug", own["initiatives"]),
        Reference("to_initiative", Initiative, "slug", own["initiatives"]),
    ]
    for reference in checks:
        _check(incoming, report, reference)


def _check(incoming: list[Incoming], report: Report, reference: Reference) -> None:
    named = {name for item in incoming for name in names(item.record, reference.field)}
    absent = named - reference.known
    for some in batches(sorted(absent)):
        rows = reference.model._default_manager.filter(**{f"{reference.key}__in": some})
        absent -= set(rows.values_list(reference.key, flat=True))
    label = str(reference.model._meta.verbose_name)
    for item in incoming:
        for name in absent & set(names(item.record, reference.field)):
            column = f"{item.kind} {reference.field}"
            reason = f"{label} « {name} » n’existe pas ici"
            report.refuse(item.number, column, name, reason, "Corrigez ce nom, ou créez-le d’abord.")


def names(record: params.Record, field: str) -> list[str]:
    """Return what a record names in this field."""
    value = getattr(record, field, None)
    return [] if value is None else value if isinstance(value, list) else [value]
