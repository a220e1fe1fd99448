"""The register of personal fields, the holders of each person's data, the retention calendar.

Filled once, when the apps start: each app declares its own in `personal.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


class CannotEraseError(Exception):
    """A holder cannot erase a person now, for the reason that its text says in French, without naming her."""


@dataclass(frozen=True)
class PersonalField:
    """One personal field, with what the law wants to know of it."""

    model: str
    field: str
    purpose: str
    basis: str
    retention: str
    recipients: str
    label: str = ""


@dataclass(frozen=True)
class Holder:
    """An app that holds data of persons: how to copy and how to erase those of one address.

    Attributes:
        name: Name of the app, unique.
        label: What it holds, in French.
        models: The personal models that it answers for (`"accounts.Account"`).
        export: Takes an address (stripped, lower case), returns plain values (JSON) of every row about it.
        erase: Takes an address, erases or makes anonymous every row about it, returns how many, or raises
            CannotEraseError. It runs inside one transaction with the other holders, upper apps first: the account is still there.
    """

    name: str
    label: str
    models: tuple[str, ...]
    export: Callable[[str], Sequence[Mapping[str, Any]]]
    erase: Callable[[str], int]


@dataclass(frozen=True)
class Retention:
    """One line of the retention calendar.

    Attributes:
        name: `app.what`, unique.
        label: What is erased and when, in French.
        run: Takes a date and whether to act; returns how many rows are due (or were erased).
    """

    name: str
    label: str
    run: Callable[[date, bool], int]


fields: dict[tuple[str, str], PersonalField] = {}
harmless: dict[str, dict[str, str]] = {}
holders: dict[str, Holder] = {}
retentions: dict[str, Retention] = {}

EVERY_FIELD = "*"


def add_field(field: PersonalField) -> None:
    """Declare a personal field. Raises ValueError when a sentence is empty or the field is declared twice otherwise."""
    empty = [name for name in ("purpose", "basis", "retention", "recipients") if not getattr(field, name).strip()]
    if empty:
        raise ValueError(f"{field.model}.{field.field}: {', '.join(empty)} must be said")
    if fields.setdefault((field.model, field.field), field) != field:
        raise ValueError(f"{field.model}.{field.field} is declared twice")


def add_harmless(model: str, names: Sequence[str], why: str) -> None:
    """Declare fields without personal data. Raises ValueError without a reason."""
    if not why.strip():
        raise ValueError(f"{model}: say why it holds no personal data")
    harmless.setdefault(model, {}).update(dict.fromkeys(names, why))


def add_holder(holder: Holder) -> None:
    if holders.setdefault(holder.name, holder) != holder:
        raise ValueError(f"two holders are called {holder.name}")


def add_retention(retention: Retention) -> None:
    if retentions.setdefault(retention.name, retention) != retention:
        raise ValueError(f"two retentions are called {retention.name}")
