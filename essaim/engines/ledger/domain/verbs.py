"""What people do with accounts. Each verb is one act: its movements, its events and their effects, or nothing.

A verb that carries a request key is done once: sent again, it answers what was done. Raises RefusedActError, in French.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.ledger.domain.book import Moved, Place
from essaim.engines.ledger.domain.moving import Order, lock, move, say
from essaim.engines.ledger.domain.opening import section_of
from essaim.engines.ledger.domain.promising import promise
from essaim.engines.ledger.domain.reckoning import positive
from essaim.engines.ledger.domain.refusing import RepeatedError
from essaim.engines.ledger.models import Hold, Movement, Title
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
            record, moved, positive(record, asked.amount), held_in(act), _day(act, asked.day), acceptor=acceptor,
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


def held_in(act: Act) -> Participation | None:
    """Return whose account an act is about; None: the adoption's own."""
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
            record, Moved.SPENT, title.value, held_in(act), act.today, account=title.account, acceptor=acceptor,
            by=acceptor, title=title, request_key=request_key,
        )  # fmt: skip
        return move(act, order)

    return once(title.adoption, "spend", title.account.participation, actor, request_key, do)


def hold(*, adoption: Adoption, holder: Participation | None, asked: Asked, actor: Actor) -> Hold:
    """Promise a quantity: nobody else may use it until it is used or given back."""
    with acting(adoption, "ledger.hold", actor=actor, participations=[holder] if holder else []) as act:
        record = moved_by(act, "hold", actor, asked.account)
        return promise(act, record, held_in(act), positive(record, asked.amount))


def release(*, promised: Hold, actor: Actor) -> None:
    """Give back what was promised."""
    account = promised.source if promised.source.place == Place.HOLDER else promised.target
    holder = account.participation
    with acting(promised.adoption, "ledger.release", actor=actor, participations=[holder] if holder else []) as act:
        lock([promised.source, promised.target])
        if not Hold.objects.filter(pk=promised.pk, ended_at=None).update(ended_at=act.now):
            raise RefusedActError("Cette réservation est déjà rendue ou utilisée.")
        say(act, section_of(act).account(account.key), "released", promised.amount, held_in(act), account)
