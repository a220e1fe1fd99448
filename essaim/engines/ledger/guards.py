"""What the database itself keeps and refuses. Balances follow movements by trigger, so neither can be written alone."""

from essaim.engines.ledger.domain.book import DECLARED, NOT_LISTED, REFUSED_THERE, Acceptance
from essaim.foundation.storage.public import Guard, append_only, keep_in_step, register_guard

ACCOUNT, MOVEMENT, HOLD = "ledger_ledgeraccount", "ledger_movement", "ledger_hold"
FREE = "NEW.moved NOT IN ('reversed', 'expired', 'settled', 'rounded')"
"""What is undone, ends or is paid out may concern an account that has ended."""
BOTH = "EXISTS (SELECT 1 FROM ledger_ledgeraccount a WHERE a.id IN (NEW.source_id, NEW.target_id) AND "


EXPIRED = "ce compte a pris fin : plus rien n’y bouge"
CLOSED = "ce compte est fermé"
APART = "un mouvement reste dans un service, un compte et une unité"
INEXACT = "une annulation rend exactement ce qui avait bougé"
PARTIAL = "un titre se dépense entier, avant son dernier jour"
ONE_HOLD = "une réservation se rend ou s’utilise une fois, entière"
SENTENCES = (EXPIRED, CLOSED, DECLARED, APART, NOT_LISTED, INEXACT, PARTIAL, ONE_HOLD, *REFUSED_THERE.values())
"""The refusals that a person may read; the bounds are CHECK constraints, said with what remains."""


def declare() -> None:
    """Declare the guards of the ledger."""
    append_only(MOVEMENT, delete_when="OLD.trial")
    _in_step()
    _bounds_of_time()
    _acceptors()
    _reversals()
    _titles()
    _holds()
    _accounts()


def _in_step() -> None:
    keep_in_step(
        "ledger_balance", table=MOVEMENT, event="INSERT",
        then="UPDATE ledger_ledgeraccount SET balance = balance + CASE WHEN id = NEW.target_id THEN NEW.amount ELSE -NEW.amount END"
        " WHERE id IN (NEW.source_id, NEW.target_id) AND place <> 'outside'",
    )  # fmt: skip
    promised = (
        "UPDATE ledger_ledgeraccount SET leaving = leaving {sign} CASE WHEN id = NEW.source_id THEN NEW.amount ELSE 0 END,"
        " coming = coming {sign} CASE WHEN id = NEW.target_id THEN NEW.amount ELSE 0 END"
        " WHERE id IN (NEW.source_id, NEW.target_id) AND place <> 'outside'"
    )
    keep_in_step("ledger_promised", table=HOLD, event="INSERT", then=promised.replace("{sign}", "+"))
    ended = "OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL"
    then = promised.replace("{sign}", "-")
    keep_in_step("ledger_promise_ended", table=HOLD, event="UPDATE", when=ended, then=then)


def _bounds_of_time() -> None:
    expired = f'{FREE} AND {BOTH} a.expires_on < NEW."on")'
    _guard(MOVEMENT, "ledger_not_expired", expired, EXPIRED)
    closed = f"{FREE} AND {BOTH} a.closed_at IS NOT NULL)"
    _guard(MOVEMENT, "ledger_not_closed", closed, CLOSED)
    declared = f"NEW.moved = 'declared' AND {BOTH} a.declared_until < NEW.\"on\")"
    _guard(MOVEMENT, "ledger_not_declared_after", declared, DECLARED)
    apart = (
        "NEW.source_id = NEW.target_id OR 2 <> (SELECT count(*) FROM ledger_ledgeraccount a WHERE a.id IN (NEW.source_id, NEW.target_id)"
        " AND a.adoption_id = NEW.adoption_id AND a.trial = NEW.trial AND (a.key = NEW.key OR a.place = 'envelope'))"
        " OR 1 < (SELECT count(DISTINCT a.unit) FROM ledger_ledgeraccount a WHERE a.id IN (NEW.source_id, NEW.target_id))"
    )
    _guard(MOVEMENT, "ledger_one_book", apart, APART)


def _acceptors() -> None:
    listed = (
        "NEW.moved = 'spent' AND {how} (SELECT 1 FROM ledger_ledgeraccount a JOIN ledger_acceptor c"
        " ON c.participation_id = a.participation_id AND c.account = NEW.key WHERE a.id = NEW.target_id AND {which})"
    )
    today = 'a.place = \'acceptor\' AND c.since <= NEW."on" AND (c.until IS NULL OR c.until >= NEW."on")'
    _guard(MOVEMENT, "ledger_accepted_there", listed.format(how="NOT EXISTS", which=today), NOT_LISTED)
    for standing in (Acceptance.WAITING, Acceptance.SUSPENDED):
        barred = listed.format(how="EXISTS", which=f"c.standing = '{standing.value}'")
        _guard(MOVEMENT, f"ledger_not_{standing.value}", barred, REFUSED_THERE[standing])


def _reversals() -> None:
    amiss = (
        "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_movement m WHERE m.id = NEW.reverses_id"
        " AND m.reverses_id IS NULL AND m.source_id = NEW.target_id AND m.target_id = NEW.source_id AND m.amount = NEW.amount)"
    )
    _guard(MOVEMENT, "ledger_reversal_exact", amiss, INEXACT)


def _titles() -> None:
    amiss = (
        "NEW.title_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_title t WHERE t.id = NEW.title_id"
        " AND t.account_id = NEW.source_id AND t.value = NEW.amount AND NEW.moved = 'spent'"
        ' AND (t.expires_on IS NULL OR t.expires_on >= NEW."on"))'
    )
    _guard(MOVEMENT, "ledger_title_whole", amiss, PARTIAL)
    append_only("ledger_title", delete_when="OLD.trial")


def _holds() -> None:
    changed = "OLD.ended_at IS NOT NULL OR NEW.amount <> OLD.amount OR NEW.source_id <> OLD.source_id OR NEW.target_id <> OLD.target_id"
    register_guard(Guard("ledger_hold_once", HOLD, "UPDATE", changed, ONE_HOLD))
    register_guard(Guard("ledger_hold_kept", HOLD, "DELETE", "NOT OLD.trial", ONE_HOLD))


def _accounts() -> None:
    moved = "NEW.adoption_id <> OLD.adoption_id OR NEW.key <> OLD.key OR NEW.place <> OLD.place OR NEW.unit <> OLD.unit OR NEW.trial <> OLD.trial"
    register_guard(
        Guard("ledger_account_fixed", ACCOUNT, "UPDATE", moved, "un compte ne change ni de service, ni d’unité")
    )
    register_guard(Guard("ledger_account_kept", ACCOUNT, "DELETE", "NOT OLD.trial", "un compte ne s’efface pas"))
    begun = "NEW.balance <> 0 OR NEW.leaving <> 0 OR NEW.coming <> 0"
    register_guard(Guard("ledger_account_empty", ACCOUNT, "INSERT", begun, "un compte s’ouvre vide"))


def _guard(table: str, name: str, condition: str, words: str) -> None:
    register_guard(Guard(name, table, "INSERT", condition, words))
