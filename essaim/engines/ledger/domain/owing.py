"""What a pair of accounts owes, exactly: each movement keeps its rate, and it is the total that is rounded."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Sum

from essaim.adoptions.acting import Act
from essaim.engines.ledger.domain.book import Pair
from essaim.engines.ledger.domain.opening import account_for, outside, section_of
from essaim.engines.ledger.domain.periods import Period, period_of
from essaim.engines.ledger.models import LedgerAccount, Movement


def owed(account: LedgerAccount, period: Period) -> Fraction:
    """Return what the movements of an account owe on its paired account, exactly, in its parts; what was undone is left out.

    Every period of the account counts in one total: the movements whose day is in ``period``, that of the paired account.
    """
    rows = Movement.objects.filter(
        adoption=account.adoption_id, key=account.key, trial=account.trial, reversal=None, owes__isnull=False,
        target__place=account.place, target__participation=account.participation_id, on__gte=period.first,
    ).order_by()  # fmt: skip
    rows = rows.filter(on__lte=period.last) if period.last else rows
    sums = rows.values_list("owes", "per").annotate(sum=Sum("amount"))
    return sum((Fraction(moved * owes, per) for owes, per, moved in sums if owes is not None and per), Fraction(0))


@dataclass(frozen=True)
class Leftover:
    """What undoing an act leaves to even out on the paired account, once its own legs are taken back.

    ``undone``: what the act had added there.
    """

    rated: Movement
    pair: Pair
    period: Period
    paired: LedgerAccount
    outside: LedgerAccount
    undone: int

    @property
    def amount(self) -> int:
        """What to add, or to take when negative. Read after the act is undone: its movement no longer counts. One query."""
        after = owed(self.rated.target, self.period)
        return self.pair.correction(self.undone, after, after + self.pair.exact(self.rated.amount))


def leftover_of(act: Act, found: Iterable[Movement]) -> Leftover | None:
    """Return what to even out once these movements of one act are undone; None: nothing was paired."""
    legs = list(found)
    rated = next((one for one in legs if one.owes is not None), None)
    record = section_of(act).account(rated.key).paired if rated else None
    if rated is None or record is None:
        return None
    other = section_of(act).account(record.account)
    mine = [one for one in legs if one.key == other.id]
    paired = mine[0].target if mine else account_for(act, other, rated.target.participation, rated.on)
    pair = Pair(other.id, rated.per or 1, rated.owes or 0, record.rounding == "up")
    undone = sum(one.amount for one in mine)
    return Leftover(rated, pair, period_of(other.period, rated.on), paired, outside(act, other), undone)
