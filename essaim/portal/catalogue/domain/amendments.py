"""A change is proposed to a published page, read as a difference, then accepted or refused."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue.domain import editing
from essaim.portal.catalogue.domain.differences import LABELS, same
from essaim.portal.catalogue.models import Amendment, Initiative

_OPEN = (
    "title", "summary", "problem", "how_it_works", "for_whom", "holder", "lessons", "costs", "funding", "legal_basis",
    "figures",
)  # fmt: skip
FIELDS = {name: LABELS[name] for name in _OPEN}
"""What anybody may propose to change: texts, and the list of figures as records."""


class NothingToChange(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The amendment changes nothing, or was already decided."""


@transaction.atomic
def propose(
    *,
    initiative: Initiative,
    texts: Mapping[str, Any],
    comment: str = "",
    email: str = "",
    account_id: int | None = None,
) -> Amendment:
    """Propose new texts or figures for a published page. Side effects: one row, journal. Raises NothingToChange."""
    record = editing.record_of(initiative)
    proposed = editing.cited(record, {name: value for name, value in texts.items() if name in FIELDS})
    changes = {name: _stripped(value) for name, value in proposed.items() if not same(record[name], value)}
    if not changes:
        raise NothingToChange("Aucun texte n’a changé. Corrigez au moins un champ, ou quittez la page.")
    amendment = Amendment.objects.create(
        initiative=initiative,
        base_version=editing.version_of(initiative),
        changes=changes,
        comment=comment,
        email=email,
        account_id=account_id,
    )
    journal(act="amendment.propose", actor=None, target="initiative", key=str(initiative.key))
    return amendment


@transaction.atomic
def accept(*, amendment: Amendment, fields: list[str], actor: UUID | None) -> None:
    """Apply the chosen fields. Side effects: page, history, index, state, message, journal. Raises NothingToChange."""
    row = _undecided(amendment)
    chosen = {name: text for name, text in row.changes.items() if name in fields}
    if not chosen:
        raise NothingToChange("Cochez au moins un champ à accepter, ou refusez la modification.")
    edit(initiative=row.initiative, texts=chosen, actor=actor, reason="modification proposée par un lecteur")
    _decide(row, Amendment.State.ACCEPTED, actor)


@transaction.atomic
def refuse(*, amendment: Amendment, reason: str, actor: UUID | None) -> None:
    """Refuse a change, with its reason. Side effects: state, message, journal. Raises NothingToChange without a reason."""
    if not reason.strip():
        raise NothingToChange("Dites pourquoi : la personne lira votre motif.")
    _decide(_undecided(amendment), Amendment.State.REFUSED, actor, reason)


def edit(*, initiative: Initiative, texts: Mapping[str, Any], actor: UUID | None, reason: str) -> bool:
    """Change texts or figures of a page; say whether anything did. Side effects: those of `editing.save`."""
    changes = {name: _stripped(value) for name, value in texts.items() if name in FIELDS}
    return editing.save(page=initiative, changes=changes, actor=actor, reason=reason)


def changed_since(amendment: Amendment) -> list[str]:
    """Return the amended fields that somebody else changed after the author read the page."""
    base = amendment.initiative.versions.filter(number=amendment.base_version).first()
    if base is None:
        return []
    now = editing.record_of(amendment.initiative)
    return [name for name in amendment.changes if not same(base.record.get(name), now[name])]


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _undecided(amendment: Amendment) -> Amendment:
    row = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if row.state != Amendment.State.SENT:
        raise NothingToChange("Cette modification n’attend plus de décision : quelqu’un l’a peut-être déjà prise.")
    return row


def _decide(row: Amendment, state: Amendment.State, actor: UUID | None, reason: str = "") -> None:
    row.state, row.reason, row.decided_at = state, reason, timezone.now()
    row.save()
    journal(act=f"amendment.{state.value}", actor=actor, target="initiative", key=str(row.initiative.key))
    if row.email:
        verdict = (
            "est acceptée : la page est à jour"
            if state == Amendment.State.ACCEPTED
            else f"n’est pas retenue.\nMotif : {reason}"
        )
        send_message(
            to=row.email,
            subject="Votre modification proposée",
            body=f"Bonjour,\n\nVotre modification de la page « {row.initiative.title} » {verdict}.\n",
            kind="mail",
            key=f"amendment:{row.pk}:decided",
        )
