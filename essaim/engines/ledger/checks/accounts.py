"""What accounts are together: named once, paired without a circle, effects that fit their unit."""

from collections import Counter
from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.engines.ledger.checks.quantities import quantity
from essaim.engines.ledger.params import QUANTITIES, SUMS, AccountRecord, LedgerSection


def names(section: LedgerSection) -> Iterator[Finding]:
    for name, times in Counter(one.id for one in section.accounts).items():
        if times > 1:
            last = max(place for place, one in enumerate(section.accounts) if one.id == name)
            yield Finding(
                ("accounts", last, "id"), f"le compte « {name} » est donné {times} fois", "un identifiant par compte"
            )
    for role, times in Counter(one.role for one in section.doors).items():
        if times > 1:
            yield Finding(("doors",), f"le rôle « {role} » a {times} entrées", "une entrée par rôle")


def effects(account: AccountRecord, path: Path) -> Iterator[Finding]:
    for place, effect in enumerate(account.effects):
        where = (*path, "effects", place, "does")
        if effect.does in SUMS and account.unit != "cents":
            yield Finding(
                where,
                f"« {effect.does} » prend une somme, et ce compte n’est pas en euros",
                "écrivez « credit » et « gives »",
            )
        if effect.does in QUANTITIES and account.unit == "cents":
            yield Finding(
                where, f"« {effect.does} » compte des unités, et ce compte est en euros", "écrivez « credit-sum »"
            )
        if effect.does == "issue" and account.titles is None:
            yield Finding(where, "ce compte n’a pas de titres à émettre", "ajoutez « titles » au compte")
    for name, times in Counter(one.does for one in account.effects).items():
        if times > 1:
            yield Finding((*path, "effects"), f"l’effet « {name} » est donné {times} fois", "une ligne par effet")


def pair(section: LedgerSection, account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    if account.paired is None:
        return
    other = next((one for one in section.accounts if one.id == account.paired.account), None)
    known = ", ".join(one.id for one in section.accounts)
    if other is None or other is account:
        yield Finding(
            (*path, "paired", "account"),
            f"« {account.paired.account} » n’est pas un autre compte",
            f"comptes : {known}",
        )
        return
    if other.paired is not None:
        yield Finding(
            (*path, "paired"), "les comptes jumelés s’enchaînent ou tournent en rond", "jumelez deux comptes seulement"
        )
    if other.role != account.role:
        yield Finding((*path, "paired"), "les deux comptes n’ont pas le même titulaire", "donnez-leur le même « role »")
    yield from quantity(account.paired.for_each, account.measured, around, (*path, "paired", "for_each"))
    yield from quantity(account.paired.owes, other.measured, around, (*path, "paired", "owes"))
