"""What people do with accounts. Each verb is one act: its movements, its events and their effects, or nothing.

A verb that carries a request key is done once: sent again, it answers what was done. Raises RefusedActError, in French.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import SYSTEM, Actor
from essaim.engines.ledger.domain.book import Moved, Place
from essaim.engines.ledger.domain.moving import REQUEST, Order, RepeatedError, lock, move, promise, say
from essaim.engines.ledger.domain.opening import acceptor_account, section_of
from essaim.engines.ledger.domain.reckoning import positive
from essaim.engines.ledger.guards import INEXACT, SENTENCES
from essaim.engines.ledger.models import Hold, LedgerAccount, Movement, Note, Title
from essaim.engines.ledger.params import AccountRecord

BACK_AT_MOST = timedelta(days=366)
"""How far back a quantity may be declared: the period that has just ended."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks of an account: how much (in parts), for which day, under which name, by which form."""

    account: str
    amount: int
    day: date | None = None
    by: Participation | None = None
    label: str = ""
    request_key: str = ""


def declare(*, adoption: Adoption, holder: Participation | None, asked: Asked, actor: Actor) -> Movement:
    """Declare a quantity on the account of a holder: a counter grows, a right shrinks."""
    return _moved(adoption, "declare", Moved.DECLARED, holder, asked, actor)


def credit(*, adoption: Adoption, holder: Participation | None, asked: Asked, actor: Actor) -> Movement:
    """Credit the account of a holder, from the envelope when it feeds this account."""
    return _moved(adoption, "credit", Moved.CREDITED, holder, asked, actor)


def spend(
    *, adoption: Adoption, holder: Participation, acceptor: Participation, asked: Asked, actor: Actor
) -> Movement:
    """Spend from the account of a holder, at an acceptor."""
    return _moved(adoption, "spend", Moved.SPENT, holder, replace(asked, by=acceptor), actor, acceptor)


def _moved(
    adoption: Adoption,
    verb: str,
    moved: Moved,
    holder: Participation | None,
    asked: Asked,
    actor: Actor,
    acceptor: Participation | None = None,
) -> Movement:
    def do(act: Act) -> Movement:
        record = moved_by(act, verb, actor, asked.account)
        order = Order(
            record, moved, positive(record, asked.amount), _held(act), _day(act, asked.day), acceptor=acceptor,
            by=asked.by, label=asked.label, request_key=asked.request_key,
        )  # fmt: skip
        return move(act, order)

    return once(adoption, verb, holder, actor, asked.request_key, do)


def once(
    adoption: Adoption, verb: str, holder: Participation | None, actor: Actor, key: str, do: Callable[[Act], Movement]
) -> Movement:
    """Do an act in its transaction, or answer the movement that the same form made before."""
    found = answered(adoption, key)
    if found is not None:
        return found
    try:
        with acting(adoption, f"ledger.{verb}", actor=actor, participations=[holder] if holder else []) as act:
            return do(act)
    except RepeatedError:
        return Movement.objects.get(adoption=adoption, request_key=key)


def answered(adoption: Adoption, key: str) -> Movement | None:
    """Return the movement that a form made, by its key."""
    return Movement.objects.filter(adoption=adoption, request_key=key).first() if key else None


def _held(act: Act) -> Participation | None:
    return act.participations[0] if act.participations else None


def _day(act: Act, day: date | None) -> date:
    if day is None:
        return act.today
    if day > act.today:
        raise RefusedActError("Ce jour n’est pas encore venu : on déclare ce qui est fait.")
    if day < act.today - BACK_AT_MOST:
        raise RefusedActError("Ce jour est trop ancien : écrivez au service.")
    return day


def moved_by(act: Act, verb: str, actor: Actor, key: str) -> AccountRecord:
    """Return the account that a role moves with a verb. Raises RefusedActError: not this one."""
    section = section_of(act)
    mine = section.accounts if actor.machine else section.moved_by(verb, actor.role)
    found = next((one for one in mine if one.id == key), None)
    if found is None:
        raise RefusedActError("Votre rôle ne fait pas bouger ce compte ainsi.")
    return found


def spend_title(*, title: Title, acceptor: Participation, actor: Actor, request_key: str = "") -> Movement:
    """Take a voucher: once, whole, where it is accepted, before its last day."""

    def do(act: Act) -> Movement:
        record = moved_by(act, "spend", actor, title.account.key)
        order = Order(
            record, Moved.SPENT, title.value, _held(act), act.today, account=title.account, acceptor=acceptor,
            by=acceptor, title=title, request_key=request_key,
        )  # fmt: skip
        return move(act, order)

    return once(title.adoption, "spend", title.account.participation, actor, request_key, do)


def hold(*, adoption: Adoption, holder: Participation | None, asked: Asked, actor: Actor) -> Hold:
    """Promise a quantity: nobody else may use it until it is used or given back."""
    with acting(adoption, "ledger.hold", actor=actor, participations=[holder] if holder else []) as act:
        record = moved_by(act, "hold", actor, asked.account)
        return promise(act, record, _held(act), positive(record, asked.amount))


def release(*, promised: Hold, actor: Actor) -> None:
    """Give back what was promised."""
    account = promised.source if promised.source.place == Place.HOLDER else promised.target
    holder = account.participation
    with acting(promised.adoption, "ledger.release", actor=actor, participations=[holder] if holder else []) as act:
        lock([promised.source, promised.target])
        if not Hold.objects.filter(pk=promised.pk, ended_at=None).update(ended_at=act.now):
            raise RefusedActError("Cette réservation est déjà rendue ou utilisée.")
        say(act, section_of(act).account(account.key), "released", promised.amount, _held(act), account)


def reverse(*, movement: Movement, actor: Actor, reason: str, request_key: str = "") -> Movement:
    """Undo all that an act moved, once, exactly; the reason is kept. Returns the first movement that undoes."""
    if not reason.strip():
        raise RefusedActError("Écrivez pourquoi : le motif reste dans le relevé.")
    holder = holder_of(movement)

    def do(act: Act) -> Movement:
        found = list(Movement.objects.filter(act=movement.act).select_related("source", "target").order_by("pk"))
        lock([account for one in found for account in (one.source, one.target)])
        order = Order(section_of(act).account(movement.key), Moved.REVERSED, movement.amount, request_key=request_key)
        undone = _undone(act, found, order)
        Note.objects.create(movement=undone[0], reason=reason.strip())
        account = holder_account(movement)
        say(act, order.record, "reversed", movement.amount, _held(act), account)
        return undone[0]

    return once(movement.adoption, "reverse", holder, actor, request_key, do)


def _undone(act: Act, found: list[Movement], order: Order) -> list[Movement]:
    try:
        with transaction.atomic():
            return [
                Movement.objects.create(
                    adoption=act.adoption, act=order.act, moved=Moved.REVERSED, key=one.key, source=one.target,
                    target=one.source, amount=one.amount, on=act.today, at=act.now, reverses=one, role=act.actor.role,
                    actor=act.actor.key, request_key="" if rank else order.request_key, trial=act.trial,
                )
                for rank, one in enumerate(found)
            ]  # fmt: skip
    except IntegrityError as error:
        raise RefusedActError(_why_not_undone(str(error), order)) from None


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


def settle(
    *, adoption: Adoption, acceptor: Participation, account: str, actor: Actor, request_key: str = ""
) -> Movement:
    """Write that an acceptor was paid all that it had taken on an account."""

    def do(act: Act) -> Movement:
        record = section_of(act).account(account)
        takings = acceptor_account(act, record, acceptor)
        lock([takings])
        takings.refresh_from_db()
        amount = takings.position.available
        if amount < 1:
            raise RefusedActError("Rien n’est dû à cette structure.")
        order = Order(record, Moved.SETTLED, amount, acceptor=acceptor, request_key=request_key)
        movement = move(act, order)
        say(act, record, "settled", amount, _held(act), takings)
        return movement

    return once(adoption, "settle", acceptor, actor, request_key, do)


def expire(*, adoption: Adoption, today: date) -> int:
    """Give back to the envelope, or to the outside, what ended accounts still have. Returns how many accounts.

    One transaction an account: interrupted, it goes on where it was. Amounts that are held end with their promise.
    """
    ended = LedgerAccount.objects.filter(
        adoption=adoption, place=Place.HOLDER, expires_on__lt=today, balance__gt=0, trial=adoption.trial
    ).select_related("participation")
    return sum(_expired(adoption, account) for account in ended)


def _expired(adoption: Adoption, account: LedgerAccount) -> bool:
    holder = account.participation
    with acting(adoption, "ledger.expire", actor=SYSTEM, participations=[holder] if holder else []) as act:
        record = next((one for one in section_of(act).accounts if one.id == account.key), None)
        if record is None or record.kind == "counter":
            return False
        lock([account])
        for promised in Hold.objects.filter(source=account, ended_at=None):
            Hold.objects.filter(pk=promised.pk, ended_at=None).update(ended_at=act.now)
        account.refresh_from_db()
        if account.position.available < 1:
            return False
        move(act, Order(record, Moved.EXPIRED, account.position.available, _held(act), account=account))
    return True
