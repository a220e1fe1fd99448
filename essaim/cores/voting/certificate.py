"""Replay a count and write down who paid what: the part of a result that proves it."""

from fractions import Fraction

from essaim.cores.voting.phragmen import PhragmenRun
from essaim.cores.voting.result import Payment, Purchase
from essaim.cores.voting.shares.classes import Trail
from essaim.cores.voting.shares.market import Envelope
from essaim.cores.voting.shares.purses import Purses
from essaim.cores.voting.shares.rounds import Bought, Market, Run

Backed = tuple[tuple[int, int], ...]


def certify(trail: Trail, found: Run, start: Fraction, envelope: Envelope) -> tuple[Purchase, ...]:
    """Return every round with its payments, in the currency. ``start``: the share, in the envelope's units."""
    purses, purchases = Purses.full(start), []
    histories: list[Backed] = [()]
    for depth, bought in enumerate(found.bought):
        purchases.append(_purchase(trail, depth, bought, purses, histories, envelope))
        parts = trail.parts(depth, bought.project)
        histories += [(*histories[name], (bought.project, utility)) for name, utility, _ in parts]
        purses.pay(parts, bought.price)
        trail.follow(depth, bought.project)
    return tuple(purchases)


def _purchase(
    trail: Trail, depth: int, bought: Bought, purses: Purses, histories: list[Backed], envelope: Envelope
) -> Purchase:
    price = Fraction(bought.price.need, bought.price.weight * bought.unit)
    payments = []
    for name, utility, voters in trail.parts(depth, bought.project):
        before = Fraction(purses.amounts[name], purses.unit)
        paid = min(before, price * utility)
        payments.append(Payment(histories[name], utility, voters, envelope.money(before), envelope.money(paid)))
    return Purchase(bought.project, envelope.money(price), tuple(payments))


def left_to_losers(
    trail: Trail, market: Market, found: Run, start: Fraction, envelope: Envelope
) -> dict[int, Fraction]:
    """Return, for each project not bought, the money that its backers still have together at the end."""
    purses = Purses.full(start)
    for depth, bought in enumerate(found.bought):
        purses.pay(trail.parts(depth, bought.project), bought.price)
        trail.follow(depth, bought.project)
    depth, winners = len(found.bought), set(found.winners)
    losers = [place for place in range(len(market.costs)) if place not in winners]
    return {place: envelope.money(Fraction(_money(trail, depth, place, purses), purses.unit)) for place in losers}


def _money(trail: Trail, depth: int, project: int, purses: Purses) -> int:
    return sum(purses.amounts[name] * voters for name, _, voters in trail.parts(depth, project))


def certify_phragmen(trail: Trail, found: PhragmenRun) -> tuple[Purchase, ...]:
    """Return every round of Phragmén with its payments: each backer gives all that grew since her last payment."""
    histories: list[Backed] = [()]
    since, purchases = [Fraction(0)], []
    for depth, (project, moment) in enumerate(zip(found.winners, found.moments, strict=True)):
        payments = [
            Payment(histories[name], utility, voters, moment - since[name], moment - since[name])
            for name, utility, voters in trail.parts(depth, project)
        ]
        purchases.append(Purchase(project, moment, tuple(payments)))
        parts = trail.parts(depth, project)
        histories += [(*histories[name], (project, utility)) for name, utility, _ in parts]
        since += [moment] * len(parts)
        trail.follow(depth, project)
    return tuple(purchases)
