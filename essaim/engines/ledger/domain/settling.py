"""Pay those who accept, and give back what has ended."""

from datetime import date

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import SYSTEM, Actor
from essaim.engines.ledger.domain.book import Moved, Place
from essaim.engines.ledger.domain.moving import Order, lock, move, say
from essaim.engines.ledger.domain.opening import acceptor_account, section_of
from essaim.engines.ledger.domain.verbs import held_in, once
from essaim.engines.ledger.models import Hold, LedgerAccount, Movement


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
        say(act, record, "settled", amount, held_in(act), takings)
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
        move(act, Order(record, Moved.EXPIRED, account.position.available, held_in(act), account=account))
    return True
