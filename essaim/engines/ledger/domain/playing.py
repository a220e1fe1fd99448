"""What may be done in a scenario: each verb and each effect, from a turn to what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from essaim.adoptions.contract import Happened, Played, RefusedActError
from essaim.engines.ledger.domain import book
from essaim.engines.ledger.domain.book import (
    ADMISSIONS,
    DECLARED,
    NOT_LISTED,
    REFUSED_THERE,
    Acceptance,
    Moved,
    Position,
)
from essaim.engines.ledger.domain.reckoning import positive, quantity, written
from essaim.engines.ledger.domain.scene import Turn
from essaim.engines.ledger.domain.units import UNITS
from essaim.engines.ledger.params import AccountRecord


def _event(account: AccountRecord, event: str, amount: int = 0) -> Happened:
    return Happened(event, {"account": account.id, "amount": account.measured.value(amount)})


def _levels(account: AccountRecord, before: Position, after: Position) -> tuple[Happened, ...]:
    """Return what an account that grew has come to: its share of the cap, or the cap."""
    if after.full and not before.full:
        return (_event(account, "cap-reached", after.balance),)
    if after.near(account.near) and not before.near(account.near):
        return (_event(account, "near-cap", after.balance),)
    return ()


def _moved(turn: Turn, account: AccountRecord, moved: Moved, amount: int) -> Played:
    turn = _released(turn, account) if moved is not Moved.CREDITED else turn.renewed(account)
    before = turn.purse(account).position
    after = turn.act(account, moved, amount)
    said = (_event(account, moved.value, amount),)
    return Played(after.scene, said + _levels(account, before, after.purse(account).position))


def _released(turn: Turn, account: AccountRecord) -> Turn:
    """Give back the oldest promise of an account, when there is one: what is done now is what was promised."""
    purse = turn.purse(account)
    if not purse.holds:
        return turn
    first, *rest = purse.holds
    freed = book.held(purse.position, **_way(account, -first))
    return turn.with_purse(account, replace(purse, position=freed, holds=tuple(rest)))


def _way(account: AccountRecord, amount: int) -> dict[str, int]:
    return {"into": amount} if account.kind == "counter" else {"out": amount}


def _hold(turn: Turn, account: AccountRecord, amount: int) -> Played:
    purse = turn.open(account)
    way = _way(account, amount)
    turn.checked(account, purse.position, way.get("out", 0), way.get("into", 0))
    position = book.held(purse.position, **way)
    after = turn.with_purse(account, replace(purse, position=position, holds=(*purse.holds, amount)))
    return Played(after.scene, (_event(account, "held", amount),))


def _issue(turn: Turn, account: AccountRecord) -> Played:
    if account.titles is None:
        raise RefusedActError("ce compte n’a pas de titres")
    value = positive(account, quantity(account.titles.value, account.measured, turn.world))
    count = quantity(account.titles.count, UNITS["items"], turn.world)
    turn = turn.renewed(account).act(account, Moved.CREDITED, value * positive(account, count))
    purse = turn.purse(account)
    turn = turn.with_purse(account, replace(purse, titles=purse.titles + (value,) * count))
    return Played(turn.scene, (_event(account, "issued", value * count),))


def _spend(turn: Turn, account: AccountRecord, role: str) -> Played:
    standing = turn.scene.accepting.get((role, account.id))
    if standing is not Acceptance.ADMITTED:
        raise RefusedActError(REFUSED_THERE[standing] if standing else NOT_LISTED)
    if account.titles is None:
        return _moved(turn, account, Moved.SPENT, written(account, turn.world))
    purse = turn.open(account)
    if not purse.titles:
        raise RefusedActError("il ne reste aucun titre : chacun se dépense une fois")
    first, *rest = purse.titles
    turn = turn.with_purse(account, replace(purse, titles=tuple(rest))).then(used=turn.scene.used + 1)
    return _moved(turn, account, Moved.SPENT, first)


def _reverse(turn: Turn) -> Played:
    if not turn.scene.last:
        raise RefusedActError("il n’y a rien à annuler, ou c’est déjà annulé")
    account = turn.section.account(turn.scene.last[0].account)
    for leg in reversed(turn.scene.last):
        turn = turn.leg(leg.back())
    amount = turn.scene.last[0].amount
    return Played(turn.then(last=(), owed=turn.scene.before).scene, (_event(account, "reversed", amount),))


def _settle(turn: Turn) -> Played:
    owed = {key: amount for key, amount in (turn.scene.taken or {}).items() if amount}
    if not owed:
        raise RefusedActError("rien n’est dû à ceux qui acceptent")
    said: list[Happened] = []
    for key, amount in owed.items():
        turn = turn.act(turn.section.account(key), Moved.SETTLED, amount)
        said.append(_event(turn.section.account(key), "settled", amount))
    return Played(turn.then(last=()).scene, tuple(said))


def _mine(turn: Turn, verb: str, role: str) -> AccountRecord:
    found = turn.section.moved_by(verb, role)
    if not found:
        raise RefusedActError("ce rôle ne fait bouger aucun compte ainsi")
    return found[0]


def _declare(turn: Turn, role: str) -> Played:
    account = _mine(turn, "declare", role)
    until = turn.purse(account).declared_until
    if until is not None and turn.world.today > until:
        raise RefusedActError(DECLARED)
    return _moved(turn, account, Moved.DECLARED, written(account, turn.world))


def _credit(turn: Turn, role: str) -> Played:
    account = _mine(turn, "credit", role)
    return _moved(turn, account, Moved.CREDITED, written(account, turn.world))


def _hold_by(turn: Turn, role: str) -> Played:
    account = _mine(turn, "hold", role)
    return _hold(turn, account, written(account, turn.world))


def _release(turn: Turn, _role: str) -> Played:
    account = next((one for one in turn.section.accounts if turn.purse(one).holds), None)
    if account is None:
        raise RefusedActError("rien n’est réservé")
    return Played(_released(turn, account).scene, (_event(account, "released"),))


def _issue_by(turn: Turn, _role: str) -> Played:
    account = next((one for one in turn.section.accounts if one.titles), None)
    if account is None:
        raise RefusedActError("ce kit n’a pas de titres")
    return _issue(turn, account)


def _register(turn: Turn, role: str) -> Played:
    said: list[Happened] = []
    for account in turn.section.accounts:
        if account.role == role:
            turn = turn.with_purse(account, turn.purse(account))
            said.append(_event(account, "opened"))
    return Played(turn.scene, tuple(said))


def _accept(turn: Turn, role: str) -> Played:
    mine = turn.section.moved_by("spend", role)
    if not mine:
        raise RefusedActError("ce rôle n’accepte rien")
    entered = {(role, one.id): Acceptance.WAITING if one.admits else Acceptance.ADMITTED for one in mine}
    return Played(turn.then(accepting={**entered, **turn.scene.accepting}).scene, (Happened("accepted"),))


def _decided(decision: str, turn: Turn, account: AccountRecord) -> Played:
    """Decide of every role that registered to accept an account: a scenario has one structure a role."""
    found = ADMISSIONS[decision]
    changed = {
        place: found.to for place, standing in turn.scene.accepting.items()
        if place[1] == account.id and standing in {*found.before, found.to}
    }  # fmt: skip
    if not changed:
        raise RefusedActError(f"aucune structure inscrite ne peut être {found.done}")
    return Played(turn.then(accepting={**turn.scene.accepting, **changed}).scene)


def _by_table(decision: str, turn: Turn, account: AccountRecord, _: int) -> Played:
    return _decided(decision, turn, account)


def _decide_by(decision: str, turn: Turn) -> Played:
    account = next((one for one in turn.section.accounts if one.acceptors), None)
    if account is None:
        raise RefusedActError("aucune structure n’accepte rien dans ce kit")
    return _decided(decision, turn, account)


VERBS: Mapping[str, Callable[[Turn, str], Played]] = {
    "declare": _declare,
    "credit": _credit,
    "spend": lambda turn, role: _spend(turn, _mine(turn, "spend", role), role),
    "hold": _hold_by,
    "release": _release,
    "reverse": lambda turn, _role: _reverse(turn),
    "issue": _issue_by,
    "register": _register,
    "accept": _accept,
    "suspend": lambda turn, _role: _decide_by("suspend-acceptor", turn),
    "resume": lambda turn, _role: _decide_by("resume-acceptor", turn),
    "settle": lambda turn, _role: _settle(turn),
}


def _opened(turn: Turn, account: AccountRecord, _: int) -> Played:
    purse = replace(turn.purse(account), closed=False, declared_until=None)
    return Played(turn.with_purse(account, purse).scene, (_event(account, "opened"),))


def _declarations_ended(turn: Turn, account: AccountRecord, _: int) -> Played:
    return Played(turn.with_purse(account, replace(turn.purse(account), declared_until=turn.world.today)).scene)


def _closed(turn: Turn, account: AccountRecord, _: int) -> Played:
    return Played(
        turn.with_purse(account, replace(turn.purse(account), closed=True)).scene, (_event(account, "closed"),)
    )


def _credited(turn: Turn, account: AccountRecord, amount: int) -> Played:
    return _moved(turn, account, Moved.CREDITED, positive(account, amount))


def _debited(turn: Turn, account: AccountRecord, amount: int) -> Played:
    return _moved(turn, account, Moved.DECLARED, positive(account, amount))


EFFECTS: Mapping[str, Callable[[Turn, AccountRecord, int], Played]] = {
    "open-account": _opened,
    "credit": _credited,
    "credit-sum": _credited,
    "credit-quantity": _credited,
    "debit": _debited,
    "debit-sum": _debited,
    "debit-quantity": _debited,
    "hold": lambda turn, account, amount: _hold(turn, account, positive(account, amount)),
    "release": lambda turn, account, _: Played(_released(turn, account).scene, (_event(account, "released"),)),
    "issue": lambda turn, account, _: _issue(turn, account),
    "close": _closed,
    "end-declarations": _declarations_ended,
    **{key: partial(_by_table, key) for key in ADMISSIONS},
}
