"""What a section of the ledger must mean, beyond its form: units that meet, pairs without a circle, roles that exist once."""

from collections import Counter
from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.cores.rules.faults import said
from essaim.cores.rules.kinds import Variable
from essaim.engines.ledger.domain.units import UNITS, UnitOfAccount
from essaim.engines.ledger.params import QUANTITIES, SUMS, AccountRecord, LedgerSection, QuantityRecord, can_count

MOVES = {"declare": "declared_by", "credit": "credited_by", "hold": "held_by", "spend": "acceptors"}


def check(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong in a section; paths start at the section."""
    yield from _names(section)
    for place, account in enumerate(section.accounts):
        path: Path = ("accounts", place)
        yield from _quantities(account, around, path)
        yield from _field(account, around, path)
        yield from _effects(account, path)
        yield from _rights(account, around, path)
        yield from _pair(section, account, around, path)
        yield from _counts(account, around, path)
    yield from _one_account_each(section)
    yield from _doors(section, around)
    yield from _envelope(section, around)
    yield from _table(section, around)


def _names(section: LedgerSection) -> Iterator[Finding]:
    for name, times in Counter(one.id for one in section.accounts).items():
        if times > 1:
            last = max(place for place, one in enumerate(section.accounts) if one.id == name)
            yield Finding(
                ("accounts", last, "id"), f"le compte « {name} » est donné {times} fois", "un identifiant par compte"
            )
    for role, times in Counter(one.role for one in section.doors).items():
        if times > 1:
            yield Finding(("doors",), f"le rôle « {role} » a {times} entrées", "une entrée par rôle")


def _quantities(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    unit = account.measured
    for name in ("floor", "cap"):
        yield from _quantity(getattr(account, name), unit, around, (*path, name))
    yield from _quantity(account.expires_after, UNITS["months"], around, (*path, "expires_after"))
    for place, effect in enumerate(account.effects):
        yield from _quantity(effect.gives, unit, around, (*path, "effects", place, "gives"))
    if account.titles:
        yield from _quantity(account.titles.value, unit, around, (*path, "titles", "value"))
        yield from _countable(account.titles.count, around, (*path, "titles", "count"))


def _quantity(
    record: QuantityRecord | None, unit: UnitOfAccount, around: Surroundings, path: Path
) -> Iterator[Finding]:
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


def _field(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
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


def _effects(account: AccountRecord, path: Path) -> Iterator[Finding]:
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


def _rights(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    may = {role.id: role.may for role in around.record.roles}
    for verb, name in MOVES.items():
        for place, role in enumerate(getattr(account, name)):
            if role in may and f"ledger.{verb}" not in may[role]:
                yield Finding(
                    (*path, name, place),
                    f"le rôle « {role} » n’a pas le droit « ledger.{verb} »",
                    f"ajoutez « ledger.{verb} » à ce que le rôle peut faire (roles, may)",
                )


def _pair(section: LedgerSection, account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
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
    yield from _quantity(account.paired.for_each, account.measured, around, (*path, "paired", "for_each"))
    yield from _quantity(account.paired.owes, other.measured, around, (*path, "paired", "owes"))


def _counts(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    for place, outcome in enumerate(account.counts):
        if not can_count(account, outcome):
            yield Finding((*path, "counts", place), f"rien n’y est jamais « {outcome} »", "retirez cette ligne")
    unit = account.measured.label
    for outcome in account.counts:
        for record in around.record.outcomes.counted:
            if record.counts == f"ledger.{outcome}" and record.unit != unit:
                yield Finding(
                    (*path, "counts"),
                    f"le résultat « {record.id} » est en « {record.unit} », le compte en « {unit} »",
                    f"écrivez « unit: {unit} » dans le résultat",
                )


def _one_account_each(section: LedgerSection) -> Iterator[Finding]:
    for outcome in ("credited", "declared", "spent"):
        named = [one.id for one in section.accounts if outcome in one.counts]
        if len(named) > 1:
            yield Finding(
                ("accounts",),
                f"« {outcome} » est compté sur plusieurs comptes : {', '.join(named)}",
                "un seul compte par résultat",
            )


def _doors(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
    may = {role.id: role.may for role in around.record.roles}
    for place, door in enumerate(section.doors):
        verb = f"ledger.{section.entry(door.role)}"
        if door.role in may and verb not in may[door.role]:
            yield Finding(
                ("doors", place, "role"),
                f"le rôle « {door.role} » n’a pas le droit « {verb} »",
                f"ajoutez « {verb} » à ce que le rôle peut faire (roles, may)",
            )


def _envelope(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
    if section.envelope is None:
        return
    known = {one.id: one for one in section.accounts}
    for place, name in enumerate(section.envelope.feeds):
        if name not in known:
            yield Finding(
                ("envelope", "feeds", place), f"le compte « {name} » n’existe pas", f"comptes : {', '.join(known)}"
            )
    fed = [known[name] for name in section.envelope.feeds if name in known]
    if len({(one.unit, one.unit_label) for one in fed}) > 1:
        yield Finding(("envelope", "feeds"), "une enveloppe ne nourrit que des comptes de même unité", "séparez-les")
    elif fed:
        yield from _quantity(section.envelope.cap, fed[0].measured, around, ("envelope", "cap"))
    if section.envelope.cap.amount is not None:
        yield Finding(("envelope", "cap", "amount"), "une enveloppe ne dépend pas d’un dossier", "prenez un paramètre")


def _table(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse a line of the kit's table whose effect no account answers: it would do nothing."""
    answered = {effect.does for account in section.accounts for effect in account.effects}
    for row in around.record.events:
        key, _, effect = row.do.partition(".")
        if key == "ledger" and effect not in answered:
            yield Finding(
                ("accounts",),
                f"la table appelle « {row.do} », et aucun compte n’y répond",
                f"ajoutez « effects: [{{does: {effect}}}] » au compte qu’il concerne",
            )
