"""What an import wants to write, and whether everything that it names exists."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.batches import batches
from essaim.portal.catalogue.exchange.importing.report import Report
from essaim.portal.catalogue.models import Initiative, Public, Solution, Theme

MODELS: dict[str, type[Solution] | type[Initiative]] = {"solutions": Solution, "initiatives": Initiative}


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
    _refuse_twice(incoming, report)


def lock(incoming: list[Incoming]) -> None:
    """Take under lock every page that an import will decide on, inside the caller's transaction.

    Another import, or an editor, has then already saved or waits: always in the same order, so that nobody waits for
    each other. A solution is locked for its edges too. A page that is not here yet is guarded by its unique identifier.
    """
    for kind, model in MODELS.items():
        wanted = [item.record for item in incoming if item.kind == kind]
        slugs = {record.id for record in wanted}
        if kind == "solutions":
            slugs |= {item.record.solution for item in incoming if item.kind == "diffusion"}
        _lock_rows(model, {record.source_key for record in wanted if record.source_key}, slugs)


def _lock_rows(model: type[Solution] | type[Initiative], keys: set[str], slugs: set[str]) -> None:
    rows = model._default_manager
    found: set[int] = set()
    for name, values in (("source_key", keys), ("slug", slugs)):
        for some in batches(sorted(values)):
            found.update(rows.filter(**{f"{name}__in": some}).values_list("pk", flat=True))
    for keys_of_some in batches(sorted(found)):
        list(rows.select_for_update().filter(pk__in=keys_of_some).order_by("pk").values_list("pk", flat=True))


def ends(record: params.DiffusionRecord) -> tuple[str, str | None, str]:
    """Return what makes an edge one: its solution and its two territories."""
    return record.solution, record.from_territory, record.to_territory


def _refuse_twice(incoming: list[Incoming], report: Report) -> None:
    """Refuse a record that the same file already holds: the second would silently replace the first."""
    seen: dict[Any, int] = {}
    for item in incoming:
        one = (item.kind, ends(item.record) if item.kind == "diffusion" else item.record.id)
        if one in seen:
            reason = f"la même fiche que la n° {seen[one]} de cette liste"
            report.refuse(item.number, f"{item.kind} id", _named(item), reason, "Gardez une seule des deux.")
        seen.setdefault(one, item.number)


def _named(item: Incoming) -> str:
    return " → ".join(str(end) for end in ends(item.record)) if item.kind == "diffusion" else str(item.record.id)


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
