"""How anything is done in a running adoption: one act, one transaction, its events, their effects.

    with acting(adoption, "cases.grant", actor=actor, participations=[p]) as act:
        …guarded writes…
        act.happened("granted", p, {"amount": 12000})

Lock order: participations by key, then what engines share, by key. So two acts never wait for each other in a circle.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.act import Act
from essaim.adoptions.carrying import carry_out
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, DoneRequest, Participation, Terms
from essaim.adoptions.runtime import Actor
from essaim.foundation.journal import public as journal

__all__ = ["Act", "AlreadyDoneError", "acting", "may"]


class AlreadyDoneError(RefusedActError):
    """The same form was sent twice: the first one was done. ``participation`` is the one that it was about."""

    def __init__(self, done: DoneRequest) -> None:
        super().__init__("Cette demande a déjà été faite.")
        self.participation = done.participation


@contextmanager
def acting(
    adoption: Adoption,
    verb: str,
    *,
    actor: Actor,
    participations: Sequence[Participation] = (),
    request_key: str = "",
    now: datetime | None = None,
) -> Iterator[Act]:
    """Open the transaction of an act, and carry out what it causes when the block ends.

    Args:
        adoption: Where it is done; it must be running.
        verb: `engine.verb`; the actor's role must have it in `may`.
        actor: Who; `SYSTEM` for what the clock does.
        participations: Whom it is about: locked in the order of their keys and read again.
        request_key: Names the form that was sent; the same one twice is refused with AlreadyDoneError.
        now: The moment; the application's clock without it.

    Raises:
        RefusedActError: not allowed, not now, or an effect refused it; nothing is written.
    """
    with transaction.atomic():
        act = _begun(adoption, verb, actor, participations, now or timezone.now())
        if request_key:
            _once(act, request_key)
        yield act
        carry_out(act)
        _journal(act)


def _begun(adoption: Adoption, verb: str, actor: Actor, about: Sequence[Participation], now: datetime) -> Act:
    key, _, _ = verb.partition(".")
    held = _locked(about)
    act = Act(adoption, held[0].terms if held else adoption.terms, key, verb, actor, now, held)
    if not adoption.running:
        raise RefusedActError(f"Ce service est {adoption.get_phase_display()} : rien ne s’y fait pour le moment.")
    if any(one.adoption_id != adoption.pk for one in held):
        raise RefusedActError("Ce dossier n’est pas de ce service.")
    if any(one.trial != adoption.trial for one in held):
        raise RefusedActError("Ce dossier date de la phase de test.")
    if key not in act.terms.kit.engines:
        raise RefusedActError("Cette partie du service n’est pas disponible sur cette plateforme.")
    if not actor.machine and verb not in may(act.terms, actor.role):
        raise RefusedActError("Votre rôle dans ce service ne permet pas cet acte.")
    return act


def _locked(about: Sequence[Participation]) -> tuple[Participation, ...]:
    """Lock the participations in one order, and give them back in the caller's."""
    keys = {one.pk for one in about}
    if not keys:
        return ()
    rows = Participation.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows.select_related("adoption__territory", "terms__version", "party")}
    if len(found) != len(keys):
        raise RefusedActError("Ce dossier n’existe plus.")
    return tuple(found[one.pk] for one in about)


def may(terms: Terms, role: str) -> frozenset[str]:
    """Return the verbs that a role of the kit may do under these terms; none for an unknown role."""
    return frozenset(verb for one in terms.kit.record.roles if one.id == role for verb in one.may)


def _once(act: Act, key: str) -> None:
    known = DoneRequest.objects.filter(adoption=act.adoption, key=key).first()
    if known is not None:
        raise AlreadyDoneError(known)
    try:
        with transaction.atomic():
            DoneRequest.objects.create(
                adoption=act.adoption, key=key, verb=act.verb, at=act.now,
                participation=act.participations[0] if act.participations else None,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyDoneError(DoneRequest.objects.get(adoption=act.adoption, key=key)) from None


def _journal(act: Act) -> None:
    """Write the act in the platform's journal, last: its month stays locked until the transaction ends."""
    key, _, rest = act.verb.partition(".")
    verb = next((one for one in registry.engines[key].verbs if one.key == rest), None)
    if verb is not None and not verb.journalled:
        return
    target = str(act.participations[0].key) if act.participations else str(act.adoption.key)
    kind = "participation" if act.participations else "adoption"
    journal.record(act=act.verb, actor=act.actor.key, target=kind, key=target, details={"adoption": act.adoption.slug})
