"""The tables of the ledger; import them from here."""

from essaim.engines.ledger.models.account import LedgerAccount
from essaim.engines.ledger.models.movement import Hold, Movement, Note
from essaim.engines.ledger.models.title import Acceptor, Card, Title

__all__ = ["Acceptor", "Card", "Hold", "LedgerAccount", "Movement", "Note", "Title"]
