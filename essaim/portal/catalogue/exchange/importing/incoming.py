"""What an import wants to write, and whether everything that it names exists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.importing.report import Report
from essaim.portal.catalogue.models import Initiative, Public, Solution, Theme

CHUNK = 400
"""How many values go into one query: SQLite and PostgreSQL both take it."""


@dataclass(frozen=True)
class Incoming:
    """One record to write, with its number in the source. ``kind``: solutions, initiatives or diffusion."""

    number: int
    kind: str
    record: Any


def chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    """Yield the values by handfuls."""
    everything = list(values)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]


def check_references(incoming: list[Incoming], report: Report) -> None:
    """Refuse every record that names a term, a page or a territory that neither this base nor the file has."""
    own = {kind: {item.record.id for item in incoming if item.kind == kind} for kind in ("solutions", "initiatives")}
    territory = apps.get_model("territories", "Territory")
    checks: list[tuple[str, type[Model], str, set[str]]] = [
        ("themes", Theme, "slug", set()),
        ("publics", Public, "slug", set()),
        ("territories", territory, "code", set()),
        ("from_territory", territory, "code", set()),
        ("to_territory", territory, "code", set()),
        ("solution", Solution, "slug", own["solutions"]),
        ("similar", Solution, "slug", own["solutions"]),
        ("from_initiative", Initiative, "slug", own["initiatives"]),
        ("to_initiative", Initiative, "slug", own["initiatives"]),
    ]
    for field, model, key, known in checks:
        _check(incoming, report, field, model, key, known)


def _check(
    incoming: list[Incoming], report: Report, field: str, model: type[Model], key: str, known: set[str]
) -> None:
    named = {name for item in incoming for name in names(item.record, field)} - known
    found: set[str] = set()
    for some in chunks(sorted(named)):
        found |= set(model._default_manager.filter(**{f"{key}__in": some}).values_list(key, flat=True))
    for item in incoming:
        for name in names(item.record, field):
            if name in named - found:
                label = str(model._meta.verbose_name)
                reason = f"{label} « {name} » n’existe pas ici"
                report.refuse(item.number, f"{item.kind} {field}", name, reason, "Corrigez ce nom, ou créez-le d’abord.")


def names(record: params.Record, field: str) -> list[str]:
    """Return what a record names in this field."""
    value = getattr(record, field, None)
    return [] if value is None else value if isinstance(value, list) else [value]
