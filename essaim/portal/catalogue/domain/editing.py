"""A page is changed section by section; nobody's work is overwritten unseen, and every version stays."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import lifecycle
from essaim.portal.catalogue.domain.differences import same
from essaim.portal.catalogue.domain.queries import records
from essaim.portal.catalogue.domain.records import link_similar, write_initiative, write_solution
from essaim.portal.catalogue.models import Initiative, Solution, Status, Version

P = TypeVar("P", bound=Initiative | Solution)
Fields = Mapping[str, Any]
SOURCED = {"figures": "source", "stages": "stage", "obstacles": "obstacle"}
"""For each list whose rows cite the note: what must stay the same for the citation to stay."""


class ChangedMeanwhile(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """Somebody else saved the page after it was read. ``versions``: what was saved since, the newest first."""

    def __init__(self, versions: list[Version]) -> None:
        super().__init__("La page a changé depuis que vous l’avez ouverte.")
        self.versions = versions


@transaction.atomic
def save(
    *, page: Initiative | Solution, changes: Fields, actor: UUID | None, reason: str, read_at: int | None = None
) -> bool:
    """Change fields of a page, given as in its record; say whether anything did.

    Side effects: page and its parts, history before and after, index, journal, in one transaction. A changed field no
    longer cites the founding note. Raises ChangedMeanwhile where the page is no longer at the version `read_at`, and
    ValueError where the changes do not make a record.
    """
    page = locked(page=page, read_at=read_at)
    old = record_of(page)
    changed = {name: value for name, value in cited(old, changes).items() if not same(old.get(name), value)}
    if not changed:
        return False
    with kept_before_and_after(page=page, actor=actor, reason=reason, fields=sorted(changed)):
        _write(page, old, changed)
    return True


def locked(*, page: P, read_at: int | None = None) -> P:
    """Return the row under lock, inside the caller's transaction. Raises ChangedMeanwhile."""
    fresh = cast("P", type(page)._default_manager.select_for_update().get(pk=page.pk))
    if read_at is not None and version_of(fresh) != read_at:
        raise ChangedMeanwhile(list(fresh.versions.filter(number__gt=read_at)))
    return fresh


class kept_before_and_after:  # noqa: N801 - a context manager, read as a sentence
    """Keep the version before (when none is kept yet) and after what is done inside; journal it; refresh the index."""

    def __init__(self, *, page: Initiative | Solution, actor: UUID | None, reason: str, fields: list[str]) -> None:
        self.page, self.actor, self.reason, self.fields = page, actor, reason, fields

    def __enter__(self) -> None:
        if not version_of(self.page):
            lifecycle.keep_version(page=self.page, reason="avant la première modification")

    def __exit__(self, failure: type[BaseException] | None, *_rest: object) -> None:
        if failure is not None:
            return
        page = type(self.page)._default_manager.get(pk=self.page.pk)
        page.updated_at = timezone.now()
        page.save(update_fields=["updated_at"])
        lifecycle.keep_version(page=page, actor=self.actor, reason=self.reason)
        kind = type(page).__name__.lower()
        fields = ", ".join(self.fields)
        journal(act=f"{kind}.edit", actor=self.actor, target=kind, key=str(page.key), details={"fields": fields})
        if page.status == Status.PUBLISHED:
            lifecycle.show(page=page)


def record_of(page: Initiative | Solution) -> dict[str, Any]:
    """Return the record of a page as plain data."""
    record = records.solution_record(page) if isinstance(page, Solution) else records.initiative_record(page)
    return record.model_dump(mode="json")


def version_of(page: Initiative | Solution) -> int:
    """Return the number of the last version kept, 0 where there is none."""
    last: int | None = page.versions.aggregate(last=Max("number"))["last"]
    return last or 0


def record_at(page: Initiative | Solution, number: int) -> dict[str, Any]:
    """Return the record as it was when somebody read version `number`; today's where no history was kept."""
    version = page.versions.filter(number=max(number, 1)).first()
    return dict(version.record) if version else record_of(page)


def merged(current: Fields, base: Fields, typed: Fields) -> dict[str, Any]:
    """Return today's record with what a person changed since `base`: her words win, others' fields stay."""
    return dict(current) | {
        name: value for name, value in cited(base, typed).items() if not same(base.get(name), value)
    }


def cited(old: Fields, changes: Fields) -> dict[str, Any]:
    """Return the changes with, on each row that continues an old one, the passage of the note that it cites."""
    rows = {name: _citing(old.get(name, []), changes[name], SOURCED[name]) for name in SOURCED if name in changes}
    return dict(changes) | rows


def _write(page: Initiative | Solution, old: dict[str, Any], changed: dict[str, Any]) -> None:
    passages = {name: numbers for name, numbers in old["passages"].items() if name not in changed}
    data = old | {"passages": passages} | changed
    if isinstance(page, Solution):
        shape = params.SolutionRecord if page.published_at else params.SolutionDraft
        write_solution(record=shape.model_validate(data))
        link_similar(solution=page.slug, similar=data["similar"])
    else:
        form = params.InitiativeRecord if page.published_at else params.InitiativeDraft
        write_initiative(record=form.model_validate(data))


def _citing(old: list[dict[str, Any]], new: list[dict[str, Any]], proof: str) -> list[dict[str, Any]]:
    """Give each row the passage of the row it continues: the same one but for details, with the same proof."""
    rows = []
    for row in new:
        continued = next((before for before in old if _continues(before, row, proof)), {})
        rows.append({**row, "passage": row.get("passage") or continued.get("passage")})
    return rows


def _continues(before: dict[str, Any], row: dict[str, Any], proof: str) -> bool:
    names = ("label", "value") if "label" in row else ()
    return before.get(proof) == row.get(proof) and (not names or any(before[name] == row[name] for name in names))
