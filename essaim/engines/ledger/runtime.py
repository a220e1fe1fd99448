"""What the ledger does while an adoption runs."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Q

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import Counted, DeskTab, Door, Followed, IdleRuntime, RefusedActError, Waiting
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.runtime import EVERYBODY
from essaim.cores.rules.kinds import Value
from essaim.engines.ledger import personal
from essaim.engines.ledger.domain.accepting import accept, decide
from essaim.engines.ledger.domain.book import ADMISSIONS, Moved, Place
from essaim.engines.ledger.domain.issuing import issued
from essaim.engines.ledger.domain.moving import Order, move, say, use_hold
from essaim.engines.ledger.domain.opening import CommonWorld, account_for, section_in, section_of
from essaim.engines.ledger.domain.promising import promise
from essaim.engines.ledger.domain.queries.counting import counted
from essaim.engines.ledger.domain.queries.foreseeing import foreseen
from essaim.engines.ledger.domain.reckoning import asked, positive
from essaim.engines.ledger.following import followed, waiting
from essaim.engines.ledger.models import Acceptor, Card, Hold, LedgerAccount, Movement, Title
from essaim.engines.ledger.params import SILENT, AccountRecord, EffectRecord, LedgerSection

Carry = Callable[[Act, AccountRecord, Participation | None, int], None]


def doors(section: LedgerSection) -> tuple[Door, ...]:
    """Return the ways in: one a role."""
    return tuple(
        Door(one.role, one.role, one.label, tuple(one.pages), one.help or "", section.entry(one.role))
        for one in section.doors
    )


def _moves(moved: Moved) -> Carry:
    def carry(act: Act, record: AccountRecord, holder: Participation | None, amount: int) -> None:
        move(act, Order(record, moved, positive(record, amount), holder))

    return carry


def _open(act: Act, record: AccountRecord, holder: Participation | None, _amount: int) -> None:
    account = account_for(act, record, holder, act.today)
    LedgerAccount.objects.filter(pk=account.pk).update(closed_at=None, declared_until=None)
    say(act, record, "opened", 0, holder, account)


def _hold(act: Act, record: AccountRecord, holder: Participation | None, amount: int) -> None:
    promise(act, record, holder, positive(record, amount))


def _release(act: Act, record: AccountRecord, holder: Participation | None, _amount: int) -> None:
    account = account_for(act, record, holder, act.today)
    hold = use_hold(act, account)
    if hold is not None:
        say(act, record, "released", hold.amount, holder, account)


def _issue(act: Act, record: AccountRecord, holder: Participation | None, _amount: int) -> None:
    if holder is None:
        raise RefusedActError("Des titres s’émettent pour quelqu’un.")
    issued(act, record, holder)


def _close(act: Act, record: AccountRecord, holder: Participation | None, _amount: int) -> None:
    account = account_for(act, record, holder, act.today)
    LedgerAccount.objects.filter(pk=account.pk, closed_at=None).update(closed_at=act.now)
    say(act, record, "closed", 0, holder, account)


def _end_declarations(act: Act, record: AccountRecord, holder: Participation | None, _amount: int) -> None:
    """What was done until today may still be declared; nothing that is done later."""
    account = account_for(act, record, holder, act.today)
    mine = LedgerAccount.objects.filter(
        adoption=act.adoption,
        participation=account.participation_id,
        key=record.id,
        place=Place.HOLDER,
        trial=act.trial,
    )
    mine.filter(declared_until=None).update(declared_until=act.today)


CARRIES: Mapping[str, Carry] = {
    "open-account": _open,
    "credit": _moves(Moved.CREDITED),
    "credit-sum": _moves(Moved.CREDITED),
    "credit-quantity": _moves(Moved.CREDITED),
    "debit": _moves(Moved.DECLARED),
    "debit-sum": _moves(Moved.DECLARED),
    "debit-quantity": _moves(Moved.DECLARED),
    "hold": _hold,
    "release": _release,
    "issue": _issue,
    "close": _close,
    "end-declarations": _end_declarations,
}


class LedgerRuntime(IdleRuntime):
    """The ledger's half of what adoptions ask."""

    def receive(self, act: Act, participation: Participation, door: str) -> None:  # noqa: ARG002 - the role says all
        """Open the accounts of whoever holds them; enter who accepts on the list."""
        accept(act, participation)
        for record in section_of(act).accounts:
            if record.role == participation.role:
                _open(act, record, participation, 0)
        if section_of(act).entry(participation.role) == "accept":
            act.happened("accepted", participation, {})

    def apply(self, act: Act, effect: str, participation: Participation | None, payload: Mapping[str, Value]) -> None:
        """Carry out an effect on the accounts that answer it and that this participation holds, or the adoption's own."""
        if effect in ADMISSIONS:
            self._decide(act, effect, participation)
            return
        for record in section_of(act).accounts:
            answer = record.effect(effect)
            if answer is not None and (record.role is None or (participation and participation.role == record.role)):
                self._carry(act, record, answer, participation, payload)

    def _decide(self, act: Act, effect: str, participation: Participation | None) -> None:
        """Decide of whoever accepts: the accounts are those that answer, and that this role accepts."""
        for record in section_of(act).accounts:
            if participation and participation.role in record.acceptors and record.effect(effect):
                decide(act, record, participation, effect)

    def _carry(
        self,
        act: Act,
        record: AccountRecord,
        answer: EffectRecord,
        participation: Participation | None,
        payload: Mapping[str, Value],
    ) -> None:
        world = act.world(participation) if participation else CommonWorld(act.terms, act.today)
        amount = 0 if answer.does in SILENT else asked(record, answer, payload, world)
        CARRIES[answer.does](act, record, participation if record.role else None, amount)

    def look(self, participation: Participation, names: Iterable[str]) -> Mapping[str, Value]:  # noqa: ARG002 - all come at once
        """Answer from the first account, as it stands: its newest period."""
        section = section_in(participation.terms)
        record = section.main
        found = LedgerAccount.objects.filter(participation=participation, key=record.id, place=Place.HOLDER)
        account = found.order_by("-since").first()
        if account is None:
            return {"has-account": False}
        value, position = record.measured.value, account.position
        return {
            "has-account": True,
            "balance": value(position.balance),
            "remaining": value(position.left(counter=record.kind == "counter")),
            "cap-reached": position.full,
        }

    def follow(self, participation: Participation) -> Iterable[Followed]:
        """Say what remains on each account, with its page; to who accepts, what is owed."""
        return followed(participation)

    def waiting(self, adoption: Adoption, roles: frozenset[str], reach: Q = EVERYBODY) -> Iterable[Waiting]:  # noqa: ARG002 - a kit whose sectors restrict has no other engine
        """Say to who pays acceptors that something is owed."""
        return waiting(adoption, roles)

    def count(self, adoption: Adoption) -> Iterable[Counted]:
        """Yield what moved by month and commune, reversals taken off."""
        return counted(adoption)

    def foresee(self, adoption: Adoption, after: Terms) -> Iterable[str]:
        """Say which caps other terms move, and for whom; what becomes of the envelope."""
        return foreseen(adoption, after)

    def purge(self, adoption: Adoption) -> None:
        """Delete what the test left, movements first."""
        trial = {"adoption": adoption, "trial": True}
        for model in (Movement, Hold, Title, LedgerAccount):
            model.objects.filter(**trial).delete()
        Card.objects.filter(participation__adoption=adoption, participation__trial=True).delete()
        Acceptor.objects.filter(participation__adoption=adoption, participation__trial=True).delete()

    def erase(self, participation: Participation) -> None:
        """Delete what was written about a person; amounts stay."""
        personal.erase(participation)


TABS = (
    DeskTab("Comptes", "accounts", ("declare", "credit", "reverse", "issue", "settle")),
    DeskTab("Mouvements", "movements", ("declare", "credit", "reverse", "issue", "settle")),
    DeskTab("Titres", "titles", ("issue",)),
    DeskTab("Ceux qui acceptent", "acceptors", ("settle", "reverse", "suspend", "resume")),
)
