"""The personal data of parties and mandates: contact only, and who acts for whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from essaim.foundation.parties import public as parties
from essaim.foundation.parties.models import Mandate, Party

BASIS = "La base légale du service auquel la personne s’adresse, dite à l’entrée de ce service"
KEPT = "Effacé avec le dossier qu’il sert, à l’échéance que dit le service"
SEEN = "L’équipe de ce service, selon son rôle"
CONTACT = "Vous répondre, et savoir à qui est le dossier."
MANDATE = "Savoir qui agit pour vous, et à quel titre."
FIELDS = {
    Party: {"name": CONTACT, "email": CONTACT, "phone": CONTACT, "address": CONTACT},
    Mandate: {"by_name": MANDATE, "by_contact": MANDATE},
}


def declare() -> None:
    """Enter the fields of parties in the register, with their holder."""
    for model, fields in FIELDS.items():
        for name, purpose in fields.items():
            parties.declare(
                model=model._meta.label, field=name, purpose=purpose, basis=BASIS, retention=KEPT, recipients=SEEN
            )
    labels = tuple(model._meta.label for model in FIELDS)
    parties.register_holder(parties.Holder("parties", "Contacts des dossiers, mandats", labels, _export, _erase))


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = list(
        Party.objects.filter(email__iexact=email).values("kind", "name", "email", "phone", "address")
    )
    return rows + list(Mandate.objects.filter(by_contact__iexact=email).values("by_name", "by_contact", "ground"))


def _erase(email: str) -> int:
    """Blank the contacts; the rows stay, that dossiers already closed and anonymous may name."""
    found = Party.objects.filter(email__iexact=email)
    Mandate.objects.filter(party__in=found).delete()
    count = found.update(name="", email="", phone="", address="")
    return count + Mandate.objects.filter(by_contact__iexact=email).delete()[0]
