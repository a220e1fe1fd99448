"""What a section of the ledger must mean, beyond its form, one file a subject."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.engines.ledger.checks import accounts, joins, quantities, roles
from essaim.engines.ledger.params import LedgerSection


def check(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong in a section; paths start at the section."""
    yield from accounts.names(section)
    for place, account in enumerate(section.accounts):
        path: Path = ("accounts", place)
        yield from quantities.quantities(account, around, path)
        yield from quantities.field(account, around, path)
        yield from accounts.effects(account, path)
        yield from roles.rights(account, around, path)
        yield from accounts.pair(section, account, around, path)
        yield from joins.counts(account, around, path)
    yield from joins.one_account_each(section)
    yield from roles.doors(section, around)
    yield from joins.envelope(section, around)
    yield from joins.table(section, around)
