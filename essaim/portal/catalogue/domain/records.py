"""Records become pages: solutions, initiatives and edges of diffusion, written once by their key of origin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from essaim.portal.catalogue import params
from essaim.portal.catalogue.models import (
    Diffusion,
    Figure,
    Initiative,
    Link,
    Obstacle,
    Partner,
    Public,
    Solution,
    StageDate,
    Status,
    Theme,
)

Outcome = Literal["created", "updated", "unchanged"]
P = TypeVar("P", Solution, Initiative)


class UnknownReference(ValueError):  # noqa: N818 - the name says what happened to whoever reads the message
    """A record names a theme, a public, a solution, an initiative or a territory that does not exist."""


@dataclass
class References:
    """What records name by identifier, found once for a whole run and remembered."""

    themes: dict[str, int] = field(default_factory=dict)
    publics: dict[str, int] = field(default_factory=dict)
    territories: dict[str, int] = field(default_factory=dict)
    solutions: dict[str, int] = field(default_factory=dict)
    initiatives: dict[str, int] = field(default_factory=dict)

    def theme_ids(self, slugs: Iterable[str]) -> list[int]:
        return [_find(self.themes, Theme, "slug", slug, "Le thème") for slug in slugs]

    def public_ids(self, slugs: Iterable[str]) -> list[int]:
        return [_find(self.publics, Public, "slug", slug, "Le public") for slug in slugs]

    def territory_id(self, code: str | None) -> int | None:
        model = apps.get_model("territories", "Territory")
        return None if code is None else _find(self.territories, model, "code", code, "Le territoire")

    def territory_ids(self, codes: Iterable[str]) -> list[int]:
        return [found for code in codes if (found := self.territory_id(code)) is not None]

    def solution_id(self, slug: str | None) -> int | None:
        return None if slug is None else _find(self.solutions, Solution, "slug", slug, "La solution")

    def initiative_id(self, slug: str | None) -> int | None:
        return None if slug is None else _find(self.initiatives, Initiative, "slug", slug, "L’initiative")


def _find(known: dict[str, int], model: type[models.Model], key: str, value: str, label: str) -> int:
    """Return the primary key of the row, read in one query per table at the first unknown value."""
    if value not in known:
        known.update(model._default_manager.filter(**{key: value}).values_list(key, "pk"))
    if value not in known:
        raise UnknownReference(f"{label} « {value} » n’existe pas.")
    return known[value]


@transaction.atomic
def write_solution(
    *, record: params.SolutionRecord, status: Status = Status.DRAFT, references: References | None = None
) -> tuple[Solution, Outcome]:
    """Write one solution: created, brought up to date, or left as it is when nothing differs.

    Side effects: rows of the solution and its terms, in one transaction. Similar solutions that do not exist yet
    are linked by `link_similar`. The status of an existing page is kept.
    Raises UnknownReference for an unknown theme or public.
    """
    references = references or References()
    values = _texts(record) | {"needs": record.needs.model_dump()}
    page, outcome = _write_page(Solution, record.id, record.source_key, values, status)
    _set_terms(page, references, record)
    return page, outcome


@transaction.atomic
def write_initiative(
    *, record: params.InitiativeRecord, status: Status = Status.DRAFT, references: References | None = None
) -> tuple[Initiative, Outcome]:
    """Write one initiative with its parts: created, brought up to date, or left as it is when nothing differs.

    Side effects: rows of the initiative, its terms, territories, figures, dates, partners, obstacles and links, in
    one transaction. The status of an existing page is kept.
    Raises UnknownReference for an unknown theme, public, solution or territory.
    """
    references = references or References()
    plain = ("holder", "lessons", "costs", "funding", "legal_basis", "provenance")
    values = _texts(record) | {name: getattr(record, name) for name in plain}
    values |= {
        "stage": record.stage.value,
        "evidence_level": record.evidence_level.value,
        "solution_id": references.solution_id(record.solution),
    }
    territories = references.territory_ids(record.territories)
    page, outcome = _write_page(Initiative, record.id, record.source_key, values, status)
    _set_terms(page, references, record)
    page.territories.set(territories)
    changed = [_write_parts(page, model, rows) for model, rows in _parts(record).items()]
    return page, "updated" if outcome == "unchanged" and any(changed) else outcome


@transaction.atomic
def write_diffusion(*, record: params.DiffusionRecord, references: References | None = None) -> Outcome:
    """Write one edge of diffusion, known by its solution and its two territories.

    Side effects: one row. Raises UnknownReference where the record names a page or a territory that does not exist.
    """
    references = references or References()
    key = {
        "solution_id": references.solution_id(record.solution),
        "from_territory_id": references.territory_id(record.from_territory),
        "to_territory_id": references.territory_id(record.to_territory),
    }
    values = {
        "from_initiative_id": references.initiative_id(record.from_initiative),
        "to_initiative_id": references.initiative_id(record.to_initiative),
        "state": record.state.value,
        **_when(record.when),
        "changes": record.changes,
        "source": record.source,
        "passage": record.passage,
    }
    edge = Diffusion.objects.filter(**key).first()
    if edge is None:
        Diffusion.objects.create(**key, **values)
        return "created"
    return "updated" if _assign(edge, values) else "unchanged"


@transaction.atomic
def link_similar(*, solution: str, similar: Sequence[str], references: References | None = None) -> None:
    """Link a solution to those that resemble it. Side effects: link rows, in one transaction."""
    references = references or References()
    page = Solution.objects.get(slug=solution)
    page.similar.set([pk for slug in similar if (pk := references.solution_id(slug)) is not None])


def _texts(record: params.SolutionRecord | params.InitiativeRecord) -> dict[str, Any]:
    names = ("title", "summary", "problem", "how_it_works", "for_whom", "everyday_words", "passages", "source_key")
    return {name: getattr(record, name) for name in names}


def _write_page(
    model: type[P], slug: str, source_key: str, values: dict[str, Any], status: Status
) -> tuple[P, Outcome]:
    rows = model._default_manager
    page = rows.filter(source_key=source_key).first() if source_key else None
    page = page or rows.filter(slug=slug).first()
    if page is None:
        published_at = timezone.now() if status == Status.PUBLISHED else None
        return rows.create(slug=slug, status=status, published_at=published_at, **values), "created"
    return page, "updated" if _assign(page, values | {"slug": slug}) else "unchanged"


def _assign(row: models.Model, values: dict[str, Any]) -> bool:
    """Save the row when a value differs; say whether it did."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        if isinstance(row, Solution | Initiative):
            row.updated_at = timezone.now()
        row.save()
    return bool(changed)


def _set_terms(
    page: Solution | Initiative, references: References, record: params.SolutionRecord | params.InitiativeRecord
) -> None:
    page.themes.set(references.theme_ids(record.themes))
    page.publics.set(references.public_ids(record.publics))


def _when(when: params.When | None) -> dict[str, Any]:
    return {"when_text": when.text if when else "", "year": when.year if when else None}


def _parts(record: params.InitiativeRecord) -> dict[type[models.Model], list[dict[str, Any]]]:
    """Turn the lists of a record into rows, by table."""
    return {
        Figure: [
            figure.model_dump(exclude={"when", "precision", "kind"})
            | {"precision": figure.precision.value, "kind": figure.kind.value}
            | _when(figure.when)
            for figure in record.figures
        ],
        StageDate: [
            {"stage": date.stage.value, "note": date.note, "passage": date.passage} | _when(date.when)
            for date in record.stages
        ],
        Partner: [partner.model_dump() for partner in record.partners],
        Obstacle: [obstacle.model_dump() | {"state": obstacle.state.value} for obstacle in record.obstacles],
        Link: [{"label": link.label, "url": str(link.url)} for link in record.links],
    }


def _write_parts(page: Initiative, model: type[models.Model], rows: list[dict[str, Any]]) -> bool:
    """Replace the parts of one kind when they differ; say whether they did."""
    manager = model._default_manager
    names = list(rows[0]) if rows else []
    present = list(manager.filter(initiative=page).values(*names)) if rows else manager.filter(initiative=page).exists()
    if present == rows or (not rows and not present):
        return False
    manager.filter(initiative=page).delete()
    manager.bulk_create([model(initiative=page, order=order, **row) for order, row in enumerate(rows)])
    return True
