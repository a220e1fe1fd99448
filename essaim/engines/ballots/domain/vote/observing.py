"""Observers: people outside whom the officer names, who receive checkpoints by mail, so that somebody else keeps them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.vote.urns import locked
from essaim.engines.ballots.models.vote import Checkpoint, Observer, Stage, Urn
from essaim.foundation.jobs import public as jobs
from essaim.foundation.journal import public as journal
from essaim.foundation.signing import public as signing

AT_MOST = 20


@transaction.atomic
def name(*, urn: Urn, label: str, email: str, actor: Actor) -> Observer:
    """Name an observer; the same address again changes nothing. Journalled without its address.

    Raises RefusedActError: the vote is closed, or has as many observers as it may.
    """
    held = locked(urn, Stage.PREPARING, Stage.OPEN)
    rows = Observer.objects.filter(urn=held)
    known = rows.filter(email__iexact=email).first()
    if known is not None:
        return known
    if rows.count() >= AT_MOST:
        raise RefusedActError(f"Un vote a {AT_MOST} observateurs au plus. Les autres lisent la page des relevés.")
    made = Observer.objects.create(urn=held, label=label.strip(), email=email.strip().lower())
    _journal(held, actor)
    return made


@transaction.atomic
def take_away(*, urn: Urn, key: str, actor: Actor) -> None:
    """Take an observer away. Journalled. Raises RefusedActError: the vote is closed."""
    held = locked(urn, Stage.PREPARING, Stage.OPEN)
    if Observer.objects.filter(urn=held, key=key).delete()[0]:
        _journal(held, actor)


def _journal(urn: Urn, actor: Actor) -> None:
    number = Observer.objects.filter(urn=urn).count()
    details = {"observers": number}
    journal.record(act="ballots.observers", actor=actor.key, target="urn", key=str(urn.key), details=details)


def tell(one: Checkpoint, published: Mapping[str, Any]) -> int:
    """Mail a checkpoint to every observer: the first of each day and the final one, which is enough, for each holds all before.

    In the caller's transaction, by the outbox. Returns how many messages.
    """
    day = timezone.localdate(one.at)
    if not one.final and Checkpoint.objects.filter(urn=one.urn, at__date=day).exclude(pk=one.pk).exists():
        return 0
    observers = list(Observer.objects.filter(urn=one.urn))
    for observer in observers:
        jobs.send_message(
            to=observer.email, subject=_subject(one), body=_body(one, published),
            key=f"ballots.checkpoint:{one.urn.key}:{one.number}:{observer.key}",
        )  # fmt: skip
    return len(observers)


def _subject(one: Checkpoint) -> str:
    return f"Relevé {'final ' if one.final else ''}n° {one.number} de l’urne : {one.urn.consultation.title}"


def _body(one: Checkpoint, published: Mapping[str, Any]) -> str:
    consultation = one.urn.consultation
    page = settings.ESSAIM_BASE_URL + reverse(
        "ballots:checkpoints", args=[consultation.adoption.slug, consultation.number]
    )
    return (
        f"Bonjour,\n\nVous observez le vote « {consultation.title} ». Gardez ce message jusqu’à la fin des recours : vous êtes de ceux "
        f"qui peuvent montrer qu’un bulletin a disparu.\n\n"
        f"Relevé n° {one.number}{', le dernier' if one.final else ''} : {one.size} bulletins scellés.\nRacine : {one.root}\n\n"
        f"Comparez-la à tout moment avec la page des relevés :\n{page}\n\n"
        "Pour le vérifier sans nous, enregistrez la ligne qui suit dans un fichier et passez-la à recount.py (--garde) :\n\n"
        f"{signing.canonical(published).decode()}\n"
    )
