"""The life of a page: draft → review → published (now or later) → withdrawn, each step kept in its history."""

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue.domain.queries import records
from essaim.portal.catalogue.models import Initiative, Solution, Status, Version
from essaim.portal.catalogue.search import refresh

Page: TypeAlias = Solution | Initiative


class WrongStep(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The page is not in a state from which this step may be taken."""


@transaction.atomic
def submit(*, page: Page, actor: UUID | None = None) -> None:
    """Send a draft to the moderators. Side effects: status, journal, in one transaction. Raises WrongStep."""
    _lock(page)
    _step(page, Status.REVIEW, {Status.DRAFT})
    _journal("catalogue.submit", page, actor)


@transaction.atomic
def publish(*, page: Page, actor: UUID | None = None, reason: str = "", now: datetime | None = None) -> None:
    """Publish a page now. Side effects: status, dates, history, index, journal, in one transaction. Raises WrongStep."""
    _lock(page)
    _check_complete(page)
    now = now or timezone.now()
    page.publish_at = None
    page.published_at = page.published_at or now
    page.updated_at = now
    _step(page, Status.PUBLISHED, {Status.DRAFT, Status.REVIEW, Status.SCHEDULED, Status.ARCHIVED})
    keep_version(page=page, actor=actor, reason=reason)
    _journal("catalogue.publish", page, actor)
    show(page=page)


@transaction.atomic
def schedule(*, page: Page, at: datetime, actor: UUID | None = None, now: datetime | None = None) -> None:
    """Publish a page at a later time. Side effects: status, date, journal. Raises WrongStep when `at` is past."""
    if at <= (now or timezone.now()):
        raise WrongStep("La date de publication est déjà passée : choisissez une date à venir, ou publiez maintenant.")
    _lock(page)
    page.publish_at = at
    _step(page, Status.SCHEDULED, {Status.DRAFT, Status.REVIEW, Status.SCHEDULED})
    _journal("catalogue.schedule", page, actor)


def publish_due(*, now: datetime | None = None) -> int:
    """Publish every page whose time has come; return how many. Each page has its own transaction."""
    now = now or timezone.now()
    published = 0
    for model in (Solution, Initiative):
        for key in model._default_manager.filter(status=Status.SCHEDULED, publish_at__lte=now).values_list(
            "pk", flat=True
        ):
            published += _publish_one_due(model, key, now)
    return published


@transaction.atomic
def _publish_one_due(model: type[Page], key: int, now: datetime) -> int:
    """Take the row under lock: two workers that see the same page publish it once."""
    page = (
        model._default_manager.select_for_update().filter(pk=key, status=Status.SCHEDULED, publish_at__lte=now).first()
    )
    if page is None:
        return 0
    publish(page=page, reason="publication programmée", now=now)
    return 1


@transaction.atomic
def withdraw(*, page: Page, reason: str, actor: UUID | None = None) -> None:
    """Withdraw a published page. Side effects: status, index, journal. Raises WrongStep without a reason."""
    if not reason.strip():
        raise WrongStep("Dites pourquoi la page est retirée.")
    _lock(page)
    _step(page, Status.ARCHIVED, {Status.PUBLISHED, Status.SCHEDULED, Status.REVIEW, Status.DRAFT})
    keep_version(page=page, actor=actor, reason=reason)
    _journal("catalogue.withdraw", page, actor)
    show(page=page)


@transaction.atomic
def keep_version(*, page: Page, actor: UUID | None = None, reason: str = "") -> Version:
    """Keep the whole record of the page as it is now. Side effects: one row of history."""
    record = records.solution_record(page) if isinstance(page, Solution) else records.initiative_record(page)
    number = page.versions.aggregate(last=Max("number"))["last"] or 0
    kept: Version = page.versions.create(
        number=number + 1, record=record.model_dump(mode="json"), reason=reason, actor=actor
    )
    return kept


def show(*, page: Page) -> None:
    """Bring the search index in step with what the public may see of this page. Side effects: rows of the index."""
    kind = "solutions" if isinstance(page, Solution) else "initiatives"
    refresh(**{kind: [page.pk]})


def _check_complete(page: Page) -> None:
    """An imported draft may lack what a page cannot be found without."""
    if not page.themes.exists():
        raise WrongStep(f"« {page.title} » n’a pas de thème : choisissez-en un avant de publier.")
    if isinstance(page, Initiative) and not page.territories.exists():
        raise WrongStep(f"« {page.title} » n’a pas de territoire : choisissez-en un avant de publier.")


def _lock(page: Page) -> None:
    """Take the row under lock and read it again: what somebody else saved since is kept, a step is taken once."""
    rows: Any = type(page)._default_manager.select_for_update()
    page.refresh_from_db(from_queryset=rows)


def _step(page: Page, target: Status, allowed: set[Status]) -> None:
    if Status(page.status) not in allowed:
        raise WrongStep(
            f"« {page.title} » est à l’état « {Status(page.status).label} » : cette étape n’est pas possible."
        )
    page.status = target
    page.save()


def _journal(act: str, page: Page, actor: UUID | None) -> None:
    journal(act=act, actor=actor, target=type(page).__name__.lower(), key=str(page.key))
