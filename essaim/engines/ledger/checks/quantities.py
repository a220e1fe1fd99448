"""Quantities that meet the unit of their account."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.cores.rules.faults import said
from essaim.cores.rules.kinds import Variable
from essaim.engines.ledger.domain.units import UNITS, UnitOfAccount
from essaim.engines.ledger.params import AccountRecord, QuantityRecord


def quantities(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    unit = account.measured
    for name in ("floor", "cap"):
        yield from quantity(getattr(account, name), unit, around, (*path, name))
    yield from quantity(account.expires_after, UNITS["months"], around, (*path, "expires_after"))
    for place, effect in enumerate(account.effects):
        yield from quantity(effect.gives, unit, around, (*path, "effects", place, "gives"))
    if account.titles:
        yield from quantity(account.titles.value, unit, around, (*path, "titles", "value"))
        yield from _countable(account.titles.count, around, (*path, "titles", "count"))


def quantity(record: QuantityRecord | None, unit: UnitOfAccount, around: Surroundings, path: Path) -> Iterator[Finding]:
    found = _named(record, around)
    if found is not None and not unit.fits(found[1].kind, found[1].unit):
        source, variable = found
        wanted = "une somme (money)" if unit.key == "cents" else f"un nombre en « {unit.label} »"
        yield Finding(
            (*path, source),
            f"« {variable.name} » est : {said(variable)} ; ce compte compte : {wanted}",
            f"donnez {wanted}",
        )


def _countable(record: QuantityRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    found = _named(record, around)
    if found is not None and found[1].kind.value != "integer":
        yield Finding((*path, found[0]), f"« {found[1].name} » n’est pas un nombre entier", "donnez un nombre entier")


def _named(record: QuantityRecord | None, around: Surroundings) -> tuple[str, Variable] | None:
    """Return the declared value that a quantity names; None for a number, and for a name that is refused elsewhere."""
    if record is None or record.number is not None:
        return None
    name, amounts = record.parameter or record.amount or "", around.book.amounts
    if record.parameter:
        return ("parameter", around.book.parameters[name]) if name in around.book.parameters else None
    return ("amount", amounts[name].variable) if name in amounts else None


def field(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    unit, field = account.measured, around.book.fields.get(account.quantity or "")
    if field is not None and not unit.fits(field.kind, field.unit):
        yield Finding(
            (*path, "quantity"),
            f"« {field.name} » est : {said(field)} ; le compte est en {unit.label}",
            "demandez-y la quantité dans l’unité du compte",
        )
    by_hand = (
        account.declared_by or account.credited_by or account.held_by or (account.acceptors and not account.titles)
    )
    if by_hand and account.quantity is None:
        yield Finding(
            path,
            f"on ne sait pas où s’écrit la quantité du compte « {account.id} »",
            "ajoutez « quantity », le champ du kit où l’on écrit combien",
        )
