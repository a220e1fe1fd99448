"""Promise an amount: nobody else may use it until it is used or given back."""

from django.db import IntegrityError, transaction

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Participation
from essaim.engines.ledger.domain import book, opening
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.moving import lock, say
from essaim.engines.ledger.domain.refusing import words
from essaim.engines.ledger.models import Hold
from essaim.engines.ledger.params import AccountRecord


def promise(act: Act, record: AccountRecord, holder: Participation | None, amount: int) -> Hold:
    """Write a promise on the account of this period. In the act's transaction. Raises RefusedActError."""
    account, other = opening.account_for(act, record, holder, act.today), opening.outside(act, record)
    source, target = (other, account) if record.kind == "counter" else (account, other)
    lock([source, target])
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                adoption=act.adoption, source=source, target=target, amount=amount, at=act.now, trial=act.trial
            )
    except IntegrityError as error:
        leg = book.Leg(record.id, Place(source.place), Place(target.place), amount)
        raise RefusedActError(words(error, [(leg, source, target)], act.today)) from None
    say(act, record, "held", amount, holder, account)
    return hold
