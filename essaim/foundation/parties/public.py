"""The door of the law on personal data: declare fields, holders, retention; read the register.

Each app does so in a file `personal.py`, called by its `AppConfig.ready`:

    def declare() -> None:
        parties.declare(model="shop.Order", field="email", purpose="…", basis="…", retention="…", recipients="…")
        parties.not_personal(model="shop.Item", why="Ce qui est vendu, sans personne.")
        parties.register_holder(parties.Holder("shop", "Commandes", ("shop.Order",), export_orders, erase_orders))
        parties.register_retention(parties.Retention("shop.orders", "Commandes, un an après", erase_old_orders))

A system check (`essaim check`, and the tests) refuses a text-like field of ours that is declared neither personal nor
harmless, and a personal model without holder. Apps below this one are declared in `parties/lower.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from essaim.foundation.parties import registry
from essaim.foundation.parties.domain import persons
from essaim.foundation.parties.registry import CannotEraseError, Holder, PersonalField, Retention

__all__ = [
    "CannotEraseError",
    "Holder",
    "PersonalField",
    "RegisterRow",
    "Retention",
    "declare",
    "erase_person",
    "export_person",
    "not_personal",
    "register_holder",
    "register_retention",
    "register_rows",
]


@dataclass(frozen=True)
class RegisterRow:
    """One line of the register, in French, as the page « Données personnelles » shows it."""

    label: str
    purpose: str
    basis: str
    retention: str
    recipients: str
    model: str
    field: str


def declare(
    *, model: str, field: str, purpose: str, basis: str, retention: str, recipients: str, label: str = ""
) -> None:
    """Enter one personal field in the register (RGPD, articles 13 and 30).

    Args:
        model: Label of the model (`"accounts.Account"`).
        field: Name of the field.
        purpose: What it serves, in French, one sentence.
        basis: Legal basis (article 6 RGPD): consent, contract, legal obligation, public task…
        retention: How long, from when, and what happens then.
        recipients: Who sees it.
        label: How a person would name it; empty: the names that the model gives.

    Raises:
        ValueError: a sentence is empty, or the field is declared twice in different words.
    """
    registry.add_field(PersonalField(model, field, purpose, basis, retention, recipients, label))


def not_personal(*, model: str, why: str, fields: Sequence[str] = (registry.EVERY_FIELD,)) -> None:
    """Declare that fields hold nothing about a person; without `fields`, every text-like field of the model.

    Args:
        model: Label of the model.
        why: Reason, in French.
        fields: Names of fields. A field added later to a model declared as a whole is covered by that reason too.

    Raises:
        ValueError: no reason is given.
    """
    registry.add_harmless(model, fields, why)


def register_holder(holder: Holder) -> None:
    """Say how to copy and erase the data of one person that an app holds. Raises ValueError on a name used twice."""
    registry.add_holder(holder)


def register_retention(retention: Retention) -> None:
    """Add a line to the retention calendar, run every day by the worker. Raises ValueError on a name used twice."""
    registry.add_retention(retention)


def export_person(*, email: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that the platform holds on an address, holder by holder, as plain values. Raises ValueError."""
    return persons.export(email)


def erase_person(*, email: str) -> dict[str, int]:
    """Erase all that the platform holds on an address; return how many rows, holder by holder.

    Side effects: every holder's and the journal, in one transaction. Raises ValueError, CannotEraseError.
    """
    return persons.erase(email)


def register_rows() -> list[RegisterRow]:
    """Return the register, sorted by label, for the page « Données personnelles ». No query."""
    return sorted((_row(field) for field in registry.fields.values()), key=lambda row: row.label.lower())


def _row(entry: PersonalField) -> RegisterRow:
    return RegisterRow(
        entry.label or _label(entry), entry.purpose, entry.basis, entry.retention, entry.recipients,
        entry.model, entry.field,
    )  # fmt: skip


def _label(entry: PersonalField) -> str:
    model = apps.get_model(entry.model)
    words = f"{model._meta.verbose_name} : {model._meta.get_field(entry.field).verbose_name}"
    return words[:1].upper() + words[1:]
