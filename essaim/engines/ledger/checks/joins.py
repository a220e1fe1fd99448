"""What joins accounts to the rest of the kit: outcomes, the envelope, the table."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.engines.ledger.checks.quantities import quantity
from essaim.engines.ledger.params import AccountRecord, LedgerSection, can_count


def counts(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
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


def one_account_each(section: LedgerSection) -> Iterator[Finding]:
    for outcome in ("credited", "declared", "spent"):
        named = [one.id for one in section.accounts if outcome in one.counts]
        if len(named) > 1:
            yield Finding(
                ("accounts",),
                f"« {outcome} » est compté sur plusieurs comptes : {', '.join(named)}",
                "un seul compte par résultat",
            )


def envelope(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
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
        yield from quantity(section.envelope.cap, fed[0].measured, around, ("envelope", "cap"))
    if section.envelope.cap.amount is not None:
        yield Finding(("envelope", "cap", "amount"), "une enveloppe ne dépend pas d’un dossier", "prenez un paramètre")


def table(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse a line of the table whose effect no account answers, and acceptors whom no line of it admits."""
    called = {row.do for row in around.record.events}
    for place, account in enumerate(section.accounts):
        if account.admits and "ledger.admit-acceptor" not in called:
            yield Finding(
                ("accounts", place, "effects"),
                f"le compte « {account.id} » attend une décision pour ceux qui l’acceptent, et rien ne les admet",
                "ajoutez à la table une ligne « do: ledger.admit-acceptor », ou retirez « does: admit-acceptor »",
            )
    answered = {effect.does for account in section.accounts for effect in account.effects}
    for row in around.record.events:
        key, _, effect = row.do.partition(".")
        if key == "ledger" and effect not in answered:
            yield Finding(
                ("accounts",),
                f"la table appelle « {row.do} », et aucun compte n’y répond",
                f"ajoutez « effects: [{{does: {effect}}}] » au compte qu’il concerne",
            )
