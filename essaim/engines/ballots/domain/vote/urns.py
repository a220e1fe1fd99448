"""The urn of an edition: found, held while somebody votes, moved from a stage to the next."""

import secrets
from typing import Any

from django.db import connection

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.vote import Stage, Urn, Voter

NOT_OPEN = {
    Stage.PREPARING: "Le vote n’est pas encore ouvert.",
    Stage.CLOSED: "Le vote est clos : plus aucun bulletin n’est reçu.",
    Stage.COUNTED: "Le vote est clos : plus aucun bulletin n’est reçu.",
    Stage.PUBLISHED: "Le vote est clos : ses résultats sont publiés.",
}


def urn_of(consultation: Consultation) -> Urn:
    """Return the urn of an edition, made when there is none. Side effect: one row."""
    trial = consultation.adoption.trial
    return Urn.objects.get_or_create(consultation=consultation, defaults={"trial": trial})[0]


def urn_seen(consultation: Consultation) -> Urn:
    """Return the urn of an edition as it is, unwritten when there is none: whoever only looks makes no row. One query."""
    found = Urn.objects.filter(consultation=consultation).first()
    return found or Urn(consultation=consultation, trial=consultation.adoption.trial)


def hold_open(urn: Urn) -> None:
    """Hold the vote open until the caller's transaction ends: closing waits for it. Raises RefusedActError: it is not open.

    Shared among all who vote at once (`FOR SHARE`), against whoever closes (`FOR UPDATE`). SQLite has one writer.
    """
    sharing = " FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT stage FROM ballots_urn WHERE id = %s{sharing}", [urn.pk])  # noqa: S608  # nosec B608 - two constants
        stage = Stage(cursor.fetchone()[0])
    if stage != Stage.OPEN:
        raise RefusedActError(NOT_OPEN[stage])


def hold_voter(voter: Voter) -> None:
    """Let nobody else write a mark of this voter until the caller's transaction ends.

    Two writers of one mark would wait for each other in a circle, each holding the other's as a companion (`mixing`): the
    database would refuse one of them, and write both in its log. A lock that no row keeps: one on her line of the roll would
    leave there the number of the transaction that holds her envelope. SQLite has one writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(voter.key.bytes[:8], signed=True)])


def locked(urn: Urn, *stages: str) -> Urn:
    """Return the urn, held by its caller alone until its transaction ends. Raises RefusedActError: it is elsewhere."""
    found = (
        Urn.objects.select_for_update(of=("self",)).select_related("consultation__adoption__territory").get(pk=urn.pk)
    )
    if found.stage not in stages:
        wanted = " ou ".join(f"« {Stage(one).label} »" for one in stages)
        raise RefusedActError(f"Le vote est « {found.get_stage_display()} » : il faut qu’il soit {wanted}.")
    return found


def move(urn: Urn, stage: Stage, **values: Any) -> None:
    """Bring a held urn to a stage."""
    Urn.objects.filter(pk=urn.pk).update(stage=stage, **values)
    for name, value in {"stage": stage, **values}.items():
        setattr(urn, name, value)


def new_seed() -> str:
    """Draw a seed or a salt: 128 bits, in hexadecimal."""
    return secrets.token_hex(16)
