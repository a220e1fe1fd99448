"""Undo an act: all that it moved, once, exactly, with its reason."""

from django.db import IntegrityError, transaction

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.ledger.domain.book import Moved, Place
from essaim.engines.ledger.domain.moving import Order, lock, say
from essaim.engines.ledger.domain.opening import section_of
from essaim.engines.ledger.domain.owing import Leftover, leftover_of
from essaim.engines.ledger.domain.refusing import REQUEST, RepeatedError
from essaim.engines.ledger.domain.verbs import held_in, once
from essaim.engines.ledger.guards import INEXACT, SENTENCES
from essaim.engines.ledger.models import LedgerAccount, Movement, Note


def reverse(*, movement: Movement, actor: Actor, reason: str, request_key: str = "") -> Movement:
    """Undo all that an act moved, once, exactly; the reason is kept. Returns the first movement that undoes."""
    if not reason.strip():
        raise RefusedActError("Écrivez pourquoi : le motif reste dans le relevé.")
    holder = holder_of(movement)

    def do(act: Act) -> Movement:
        found = list(Movement.objects.filter(act=movement.act).select_related("source", "target").order_by("pk"))
        leftover = leftover_of(act, found)
        lock(
            [account for one in found for account in (one.source, one.target)] + ([leftover.paired] if leftover else [])
        )
        order = Order(section_of(act).account(movement.key), Moved.REVERSED, movement.amount, request_key=request_key)
        undone = _undone(act, found, order, leftover)
        Note.objects.create(movement=undone[0], reason=reason.strip())
        account = holder_account(movement)
        say(act, order.record, "reversed", movement.amount, held_in(act), account)
        return undone[0]

    return once(movement.adoption, "reverse", holder, actor, request_key, do)


def _undone(act: Act, found: list[Movement], order: Order, leftover: Leftover | None) -> list[Movement]:
    try:
        with transaction.atomic():
            undone = [
                Movement.objects.create(
                    adoption=act.adoption, act=order.act, moved=Moved.REVERSED, key=one.key, source=one.target,
                    target=one.source, amount=one.amount, on=act.today, at=act.now, reverses=one, role=act.actor.role,
                    actor=act.actor.key, request_key="" if rank else order.request_key, trial=act.trial,
                )
                for rank, one in enumerate(found)
            ]  # fmt: skip
            if leftover is not None:
                _even(act, leftover, order)
            return undone
    except IntegrityError as error:
        raise RefusedActError(_why_not_undone(str(error), order)) from None


def _even(act: Act, leftover: Leftover, order: Order) -> None:
    """Bring what is owed on the paired account back to the rounding of its exact total: undoing one act may leave one part."""
    left = leftover.amount
    if left:
        way = (leftover.outside, leftover.paired) if left > 0 else (leftover.paired, leftover.outside)
        Movement.objects.create(
            adoption=act.adoption, act=order.act, moved=Moved.ROUNDED, key=leftover.paired.key, source=way[0],
            target=way[1], amount=abs(left), on=act.today, at=act.now, role=act.actor.role, actor=act.actor.key,
            trial=act.trial,
        )  # fmt: skip


def _why_not_undone(said: str, order: Order) -> str:
    if any(name in said for name in REQUEST):
        raise RepeatedError
    if "reverses_id" in said:
        return "Ce mouvement est déjà annulé."
    if INEXACT in said:
        return "Une annulation ne s’annule pas : enregistrez de nouveau le mouvement."
    own = next((sentence for sentence in SENTENCES if sentence in said), "")
    return (
        own
        or f"Ce qui a bougé ({order.record.measured.say(order.amount)}) a déjà servi : annulez d’abord ce qui a suivi."
    )


def holder_account(movement: Movement) -> LedgerAccount:
    """Return the account of the holder that a movement concerns; of the acceptor for a payment to one."""
    inside = [one for one in (movement.source, movement.target) if one.place == Place.HOLDER]
    return inside[0] if inside else movement.source


def holder_of(movement: Movement) -> Participation | None:
    """Return whose account a movement concerns; None: the adoption's own."""
    return holder_account(movement).participation
