"""Who is behind a participation and how to answer her; who acts for her, and on what ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.answering import ConflictError, base_of
from essaim.adoptions.models import Participation, Standing
from essaim.foundation.jobs import public as jobs
from essaim.foundation.journal import public as journal
from essaim.foundation.parties.models import Mandate

CONTACT = ("name", "email", "phone", "address")
PAGE = "contact"


@dataclass(frozen=True)
class ActsFor:
    """Somebody fills in a form for another."""

    name: str
    contact: str
    ground: str


def known_contact(participation: Participation) -> dict[str, str]:
    """Return what is known of a contact, by field of the form that asks it."""
    party, mandate = participation.party, participation.mandate
    found = {name: str(getattr(party, name)) for name in CONTACT}
    if mandate is None:
        return {**found, "for_whom": "self" if party.name else ""}
    acting = {"by_name": mandate.by_name, "by_contact": mandate.by_contact, "ground": mandate.ground}
    return {**found, "for_whom": "other", **acting}


def contact_base(participation: Participation) -> str:
    """Return what a screen shows of the contact, as a short digest."""
    known = known_contact(participation)
    return base_of(known, known)


@transaction.atomic
def write_contact(
    *,
    participation: Participation,
    contact: Mapping[str, Any],
    acts_for: ActsFor | None,
    actor: UUID | None = None,
    base: str,
    writer: str,
) -> None:
    """Write how to answer a holder, and the mandate of who acts for her (None: she acts herself).

    Args:
        participation: Whose contact.
        contact: Name, email, phone, address.
        acts_for: Who fills in for another.
        actor: The account of the team that writes it, if one does.
        base: What the screen showed when it was opened (`contact_base`).
        writer: The mark of the screen, as for `answering.save`.

    Side effects, in one transaction: the party, the mandate (the one before ends), one entry of the journal once the
    participation was sent, and a message to the address before, so that nobody moves it in silence.
    Raises ConflictError, RefusedActError (it was erased).
    """
    held = _held(participation)
    before = held.party.email
    if contact_base(held) != base and held.writers.get(PAGE) != writer:
        raise ConflictError(held)
    for name in CONTACT:
        setattr(held.party, name, contact.get(name, ""))
    held.party.save(update_fields=CONTACT)
    _mandate(held, acts_for, actor)
    held.active_at, held.writers = timezone.now(), {**held.writers, PAGE: writer}
    held.save(update_fields=["mandate", "active_at", "writers"])
    if held.standing != Standing.DRAFT:
        journal.record(act="dossier.contact", actor=actor, target="dossier", key=str(held.key))
        _tell_the_address_before(held, before)
    participation.party, participation.mandate, participation.writers = held.party, held.mandate, held.writers


def _held(participation: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("party", "mandate", "adoption")
    held = rows.filter(pk=participation.pk, erased_at=None).first()
    if held is None:
        raise RefusedActError("Ce dossier a été effacé.")
    return held


def _mandate(held: Participation, acts_for: ActsFor | None, actor: UUID | None) -> None:
    """A mandate that was sent is never rewritten: it ends, and another begins. In a draft it is still being typed."""
    now = held.mandate
    if acts_for is not None and now is not None and ActsFor(now.by_name, now.by_contact, now.ground) == acts_for:
        return
    held.mandate = None
    if now is not None and held.standing == Standing.DRAFT:
        now.delete()
    elif now is not None:
        Mandate.objects.filter(pk=now.pk).update(ended_at=timezone.now())
    if acts_for is not None:
        held.mandate = Mandate.objects.create(
            party=held.party,
            by_name=acts_for.name,
            by_contact=acts_for.contact,
            ground=acts_for.ground,
            recorded_by=actor,
        )


def _tell_the_address_before(held: Participation, before: str) -> None:
    if before and before.lower() != held.party.email.lower():
        words = (
            f"Bonjour,\n\nOn a changé l’adresse à laquelle le service « {held.adoption.title} » vous écrit, "
            f"pour le dossier {held.reference}. Ce n’est pas vous ? Prévenez le service : {held.adoption.contact}\n"
        )
        jobs.send_message(to=before, subject="Votre adresse a changé", body=words)
