"""What the ledger fills in the kit's messages: the account, what moved, what remains, until when, the code of the card."""

from essaim.adoptions.acting import Act
from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain.cards import card_code
from essaim.engines.ledger.models import LedgerAccount
from essaim.engines.ledger.params import AccountRecord


def offered(act: Act, record: AccountRecord, account: LedgerAccount, amount: int) -> dict[str, str]:
    """Return the words of the placeholders (`{ledger.balance}`) for one account."""
    if account.participation is None:
        return {}
    say, position = record.measured.say, account.position
    return {
        "account": act.world(account.participation).speech.label(record.label),
        "amount": say(amount),
        "balance": say(position.balance),
        "remaining": say(position.left(counter=record.kind == "counter")),
        "cap": say(position.cap) if position.cap is not None else "sans plafond",
        "expires-on": say_date(position.expires_on) if position.expires_on else "sans date de fin",
        "code": card_code(account.participation, record.id),
    }
