"""Count an election by its rules: the one door to every rule."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from essaim.cores.voting.backing import Path, scores, votes
from essaim.cores.voting.certificate import certify, certify_phragmen, left_to_losers
from essaim.cores.voting.election import Election
from essaim.cores.voting.frames.counting import count_framed
from essaim.cores.voting.frames.frame import Frame
from essaim.cores.voting.greedy import Step, greedy
from essaim.cores.voting.phragmen import sequential_phragmen
from essaim.cores.voting.result import Result, Start
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.shares.classes import trail_of
from essaim.cores.voting.shares.completion import Completed, Counter, complete
from essaim.cores.voting.shares.market import market_of
from essaim.cores.voting.shares.window import window_around
from essaim.cores.voting.ties import Tie, TieOrder
from essaim.cores.voting.welfare import Knapsack, optimum

_FILL = Rules("greedy")


def count(
    election: Election,
    rules: Rules,
    order: TieOrder,
    *,
    path: Path = "auto",
    proof: bool = False,
    frame: Frame | None = None,
) -> Result:
    """Return the result. ``proof``: also who paid what, what losers' backers have left, and the window of shares.

    ``frame``: pots, limits and rules of ballots that were frozen with the rules (see `Frame`); raises BadFrame where it does not fit.

    ``path``: « arrays » counts with numpy, « plain » with the standard library only, « auto » with numpy where it saves time;
    the result is the same to the last digit. Raises UndeclaredTie, and ValueError where rules and ballots do not go together.
    """
    if rules.rule == "greedy" and rules.by == "points" and election.ballots.points is None:
        raise ValueError("décompte « points » : les bulletins n’en portent pas ; choisir votes")
    if frame is not None:
        return count_framed(
            election, rules, order, frame, path, lambda part, among: count(part, rules, among, path=path, proof=proof)
        )
    if rules.rule == "equal-shares":
        return _equal_shares(election, rules, order, path, proof=proof)
    if rules.rule == "phragmen":
        return _phragmen(election, rules, order, path, proof=proof)
    if rules.rule == "welfare":
        return _welfare(election, rules, order, path)
    return _greedy(election, rules, order, path)


def _greedy(election: Election, rules: Rules, order: TieOrder, path: Path) -> Result:
    support = scores(election, path) if rules.by == "points" else [Fraction(n) for n in votes(election, path)]
    steps, ties = greedy(election, support, rules, order)
    winners = tuple(step.project for step in steps if step.decision in {"funded", "reserve"})
    return Result(election, rules, order, winners, tuple(ties), steps=tuple(steps))


def counter_of(election: Election, rules: Rules, order: TieOrder, path: Path = "auto") -> Counter:
    """Return what counts this election by Equal Shares at any starting share."""
    market, envelope = market_of(election, rules.utility, path)
    return Counter(trail_of(election, points=rules.utility == "points", path=path), market, order, envelope)


def _equal_shares(election: Election, rules: Rules, order: TieOrder, path: Path, *, proof: bool) -> Result:
    counter = counter_of(election, rules, order, path)
    done = complete(counter, rules.completion, rules.stop, rules.step)
    winners, ties = done.won
    steps, filled, more = fill(election, order, winners, votes(election, path)) if rules.fill else ((), (), ())
    start = Start(counter.envelope.money(done.start), None, done.end, done.starts)
    result = Result(election, rules, order, winners + filled, ties + more, steps=steps, filled=filled, start=start)
    return _proved(result, start, counter, done) if proof else result


def _proved(result: Result, start: Start, counter: Counter, done: Completed) -> Result:
    """Count the kept start again, exactly, and add what proves it: payments, window, what is left."""
    trail, market, envelope = counter.trail, counter.market, counter.envelope
    exact = counter.exact(done.start)
    if exact.won != done.won:
        raise AssertionError(f"foreseen {done.won}, counted {exact.won}")
    window = window_around(trail, market, counter.order, done.start).scaled(envelope.scale)
    return replace(
        result,
        start=replace(start, window=window),
        purchases=certify(trail, exact, done.start, envelope),
        left=left_to_losers(trail, market, exact, done.start, envelope),
    )


def fill(
    election: Election, order: TieOrder, winners: tuple[int, ...], support: Sequence[int]
) -> tuple[tuple[Step, ...], tuple[int, ...], tuple[Tie, ...]]:
    """Give what is left of the envelope to other projects, by votes; return steps, projects funded, ties."""
    left = election.budget - sum(election.projects[place].cost for place in winners)
    steps, ties = greedy(election, support, _FILL, order, left=left, funded=frozenset(winners))
    more = tuple(Tie(len(winners) + tie.round, tie.projects) for tie in ties)
    return tuple(steps), tuple(step.project for step in steps if step.decision == "funded"), more


def _phragmen(election: Election, rules: Rules, order: TieOrder, path: Path, *, proof: bool) -> Result:
    found = sequential_phragmen(election, order, path)
    purchases = certify_phragmen(trail_of(election, points=False, path=path), found) if proof else ()
    return Result(
        election, rules, order, tuple(found.winners), tuple(found.ties), purchases=purchases, blocked=found.blocked
    )


def _welfare(election: Election, rules: Rules, order: TieOrder, path: Path) -> Result:
    market, envelope = market_of(election, rules.utility, path)
    utilities = [backed * worth for backed, worth in zip(market.backed, market.worth, strict=True)]
    chosen, ties = optimum(Knapsack(market.costs, utilities, envelope.budget), order)
    by_support = sorted(chosen, key=lambda place: (-market.backed[place], place))
    return Result(election, rules, order, tuple(by_support), tuple(ties))
