"""The ledger's personal data: what a person wrote with a movement. Amounts are kept, joined to nobody once she is erased."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from essaim.adoptions.models import Participation
from essaim.engines.ledger.domain.queries.statements import statement
from essaim.engines.ledger.models import Acceptor, Card, LedgerAccount, Note
from essaim.foundation.parties import public as parties

BASIS = "La base légale que dit le kit du service"
_CODES = "Noms de comptes du kit, unités, codes et empreintes tirés au hasard."


def declare() -> None:
    """Enter the ledger's fields in the register, with their holder."""
    for name in ("LedgerAccount", "Movement", "Title", "Card", "Hold"):
        parties.not_personal(model=f"ledger.{name}", why=_CODES)
    parties.not_personal(model="ledger.Acceptor", fields=["account", "standing"], why=_CODES)
    for field, label in (("label", "Nom donné avec une déclaration"), ("reason", "Motif d’une annulation")):
        parties.declare(
            model=f"ledger.{Note.__name__}", field=field, label=label,
            purpose="Savoir qui a déclaré, et pourquoi un mouvement est annulé.", basis=BASIS,
            retention="Tant que dure le dossier ; effacé avec lui.", recipients="La personne et l’équipe du service",
        )  # fmt: skip
    parties.declare(
        model=f"ledger.{Acceptor.__name__}", field="reason", label="Motif d’une suspension",
        purpose="Dire à qui veut dépenser là pourquoi c’est refusé.", basis=BASIS,
        retention="Tant que dure le dossier ; effacé avec lui.", recipients="La structure, l’équipe, qui veut y dépenser",
    )  # fmt: skip
    parties.register_holder(
        parties.Holder("ledger", "Comptes, droits et titres", ("ledger.Note", "ledger.Acceptor"), _export, _erase)
    )


def _mine(email: str) -> QuerySet[LedgerAccount]:
    return LedgerAccount.objects.filter(participation__party__email__iexact=email).select_related(
        "adoption", "participation"
    )


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "service": account.adoption.title,
            "compte": account.key,
            "mouvements": [line.told for line in statement(account)],
        }
        for account in _mine(email)
    ]


def _erase(email: str) -> int:
    return sum(erase(one) for one in Participation.objects.filter(party__email__iexact=email))


def erase(participation: Participation) -> int:
    """Delete what was written about a person and end her cards; amounts stay, for the totals."""
    Card.objects.filter(participation=participation).delete()
    Acceptor.objects.filter(participation=participation).update(reason="")
    about = Q(movement__source__participation=participation) | Q(movement__target__participation=participation)
    return Note.objects.filter(about | Q(movement__by=participation)).delete()[0]
