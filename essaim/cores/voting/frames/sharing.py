"""Equal Shares and Phragmén with a frame: each pot is counted as an election of its own, where that has a meaning.

The election of a pot: its projects that have the minimum of votes; the voters who chose at least one of its projects, and what they
chose among them; its money. Parts that would make a voter pay for what a limit then takes away are refused (docs/adr/0022-frames.md).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from essaim.cores.voting.backing import votes
from essaim.cores.voting.election import Election, group_ballots
from essaim.cores.voting.frames.fitting import Fitted, FittedPot
from essaim.cores.voting.frames.frame import BadFrame
from essaim.cores.voting.result import PotCount, Result
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.ties import Tie, TieOrder

Counting = Callable[[Election, TieOrder], Result]


def refuse_together(fitted: Fitted, rules: Rules) -> None:
    """Refuse a frame that has no meaning under these rules. Raises BadFrame, which says which part, and why."""
    if rules.rule == "greedy":
        if rules.clause is not None and any(pot.pot.part is not None for pot in fitted.pots):
            raise BadFrame(
                "« part » et la clause disent deux choses du premier projet qui ne tient pas : en garder une"
            )
        return
    for place, what in _meaningless(fitted):
        text = f"{what} n’a pas de sens défini avec la règle {rules.rule} : choisir greedy, ou retirer cette partie"
        raise BadFrame(text, place=place)


def _meaningless(fitted: Fitted) -> Iterator[tuple[str, str]]:
    if fitted.frame.limits:
        yield "limits", "un maximum de gagnants par valeur"
    if fitted.frame.apart:
        yield "apart", "des projets incompatibles"
    seen: set[int] = set()
    for number, each in enumerate(fitted.pots):
        if each.pot.most is not None or each.limits:
            yield f"pots[{number}]", "un maximum de gagnants par enveloppe, ou par canton,"
        if each.pot.part is not None:
            yield f"pots[{number}].part", "le financement partiel"
        if not seen.isdisjoint(each.places):
            yield f"pots[{number}]", "un projet dans deux enveloppes (ses soutiens y recevraient deux parts)"
        seen |= set(each.places)


def share_out(election: Election, fitted: Fitted, order: TieOrder, counting: Counting) -> list[PotCount]:
    """Count each pot in turn. ``election``: the valid ballots; ``counting``: by the rule that was chosen."""
    found, counts = votes(election), []
    received = [Fraction(0)] * len(fitted.pots)
    for number, pot in enumerate(fitted.pots):
        places = tuple(place for place in pot.places if found[place] >= fitted.frame.minimum)
        inner = counting(*of_pot(election, pot, places, pot.own + received[number], order))
        counts.append(_counted(pot, received[number], places, inner))
        if pot.to is not None:
            received[pot.to] += counts[-1].left
    return counts


def _counted(pot: FittedPot, received: Fraction, places: tuple[int, ...], inner: Result) -> PotCount:
    winners = tuple(places[place] for place in inner.winners)
    paid = tuple(inner.election.projects[place].cost for place in inner.winners)
    ties = tuple(Tie(tie.round, tuple(places[p] for p in tie.projects), pot.pot.id) for tie in inner.ties)
    return PotCount(pot, received, winners, paid, ties, places=places, inner=inner)


def of_pot(
    election: Election, pot: FittedPot, places: Sequence[int], money: Fraction, order: TieOrder
) -> tuple[Election, TieOrder]:
    """Return the election of a pot with the projects at ``places``, and the declared order among them."""
    inside, at = frozenset(pot.places), {place: number for number, place in enumerate(places)}
    counted: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for choices, points, voters in election.ballots.groups():
        if inside.isdisjoint(choices):
            continue
        kept = [number for number, place in enumerate(choices) if place in at]
        key = tuple(at[choices[n]] for n in kept), tuple(points[n] for n in kept) if points else ()
        counted[key] = counted.get(key, 0) + voters
    ballots = group_ballots(counted, points=election.ballots.points is not None, scale=election.ballots.scale)
    projects = tuple(election.projects[place] for place in places)
    ranks, names = tuple(order.ranks[place] for place in places), tuple(order.names[place] for place in places)
    return replace(election, budget=money, projects=projects, ballots=ballots), TieOrder(order.criteria, ranks, names)
