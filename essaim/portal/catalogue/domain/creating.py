"""A moderator begins a page: a draft with what it cannot be without, to be completed in the editor."""

from typing import TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.text import slugify

from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import lifecycle
from essaim.portal.catalogue.domain.records import write_initiative, write_solution
from essaim.portal.catalogue.models import Initiative, Solution

P = TypeVar("P", bound=Initiative | Solution)


@transaction.atomic
def begin_initiative(*, title: str, summary: str, territory: str, theme: str, actor: UUID | None) -> Initiative:
    """Begin an initiative as a draft. Side effects: page, history, journal, in one transaction."""
    record = params.InitiativeRecord(
        id=_slug(title), title=title, summary=summary, territories=[territory], themes=[theme], stage=params.Stage.IDEA
    )
    page, _ = write_initiative(record=record)
    return _begun(page, actor)


@transaction.atomic
def begin_solution(*, title: str, summary: str, theme: str, actor: UUID | None) -> Solution:
    """Begin a solution as a draft. Side effects: page, history, journal, in one transaction."""
    page, _ = write_solution(
        record=params.SolutionRecord(id=_slug(title), title=title, summary=summary, themes=[theme])
    )
    return _begun(page, actor)


def _begun(page: P, actor: UUID | None) -> P:
    lifecycle.keep_version(page=page, actor=actor, reason="page commencée")
    kind = type(page).__name__.lower()
    journal(act=f"{kind}.create", actor=actor, target=kind, key=str(page.key))
    return page


def _slug(title: str) -> str:
    return f"{slugify(title)[:80]}-{uuid4().hex[:6]}".strip("-")
