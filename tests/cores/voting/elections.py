"""Elections for the tests: small drawn ones, the hand example of equalshares.net, and counts written the slow, plain way."""

from fractions import Fraction

from hypothesis import strategies as st

from essaim.cores.voting import Election, Project, ballots_of

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=8)


def election(costs, chosen, budget, *, points=None, kind="", **meta) -> Election:
    """An election in three lines: costs by id, the ids each voter chose, the envelope."""
    names = list(costs)
    projects = tuple(Project(name, Fraction(cost), f"Projet {name}") for name, cost in costs.items())
    ballots = ballots_of([[names.index(name) for name in ballot] for ballot in chosen], points)
    return Election(Fraction(budget), kind or ("approval" if points is None else "cumulative"), projects, ballots, meta)


def hand_example() -> Election:
    """The first example of equalshares.net/explanation: 11 voters, 1100 to share."""
    backers = {
        "path": [0, 1, 2, 3, 4, 5, 10],
        "gym": [0, 1, 2, 3, 4, 5],
        "park": [1, 3, 4, 6, 9],
        "playground": [6, 7, 8, 9],
        "library": [6, 8, 9],
    }
    chosen = [[name for name, who in backers.items() if voter in who] for voter in range(11)]
    return election({"path": 700, "gym": 400, "park": 250, "playground": 200, "library": 100}, chosen, 1100)


COSTS = st.integers(0, 12) | st.sampled_from([Fraction(1, 2), Fraction("3.25")])


@st.composite
def drawn(draw, *, points: bool = False, most_projects: int = 6, most_voters: int = 12) -> Election:
    """A small election: ties, empty ballots, costs of nothing and costs above the envelope are all there."""
    names = [f"p{number}" for number in range(draw(st.integers(1, most_projects)))]
    costs = {name: draw(COSTS) for name in names}
    voters = draw(st.integers(0, most_voters))
    chosen = [draw(st.lists(st.sampled_from(names), unique=True).map(sorted)) for _ in range(voters)]
    given = [tuple(draw(st.integers(1, 4)) for _ in ballot) for ballot in chosen] if points else None
    kind = "cumulative" if points else "approval"
    return election(costs, chosen, draw(st.integers(1, 24)), points=given, kind=kind)


def single(each: Election) -> list[dict[int, int]]:
    """Ballots one by one: position → points (1 where there are none)."""
    return [
        dict(zip(choices, points or [1] * len(choices), strict=True))
        for choices, points, voters in each.ballots.groups()
        for _ in range(voters)
    ]


def plain_rate(purses, utilities, cost):
    """The least r with Σ min(purse, r × utility) = cost, by trying who can pay; None if they cannot."""
    if sum(purses) < cost:
        return None
    for rate in sorted({purse / utility for purse, utility in zip(purses, utilities, strict=True)}):
        paid = sum(min(purse, rate * utility) for purse, utility in zip(purses, utilities, strict=True))
        if paid >= cost:
            poor = [(p, u) for p, u in zip(purses, utilities, strict=True) if p < rate * u]
            rich = [u for p, u in zip(purses, utilities, strict=True) if p >= rate * u]
            return (cost - sum(p for p, _ in poor)) / Fraction(sum(rich))
    raise AssertionError("the purses hold enough")


def plain_shares(each: Election, utility: str, share: Fraction) -> list[int]:
    """Equal Shares from its definition, voter by voter; ties by the file's order."""
    ballots, won = single(each), []
    purses = [share] * len(ballots)
    left = {p for p, project in enumerate(each.projects) if project.cost <= each.budget}
    while True:
        offers = []
        for project in sorted(left):
            backers = [v for v, ballot in enumerate(ballots) if project in ballot]
            used = [ballots[v][project] if utility == "points" else 1 for v in backers]
            cost = each.projects[project].cost
            rate = plain_rate([purses[v] for v in backers], used, cost) if backers else None
            if rate is not None:
                worth = cost or 1 if utility == "cost" else 1
                offers.append((rate / worth, project, rate, backers, used))
        if not offers:
            return won
        _, project, rate, backers, used = min(offers, key=lambda offer: offer[:2])
        for voter, units in zip(backers, used, strict=True):
            purses[voter] -= min(purses[voter], rate * units)
        won.append(project)
        left.discard(project)


def plain_phragmen(each: Election) -> list[int]:
    """Sequential Phragmén from its definition, voter by voter; ties by the file's order."""
    ballots, won = single(each), []
    since = [Fraction(0)] * len(ballots)
    left = {p for p, project in enumerate(each.projects) if project.cost <= each.budget}
    while True:
        moments = []
        for project in sorted(left):
            backers = [v for v, ballot in enumerate(ballots) if project in ballot]
            if backers:
                loads = sum((since[v] for v in backers), Fraction(0))
                moments.append(((each.projects[project].cost + loads) / len(backers), project, backers))
        if not moments:
            return won
        moment, project, backers = min(moments)
        if each.projects[project].cost + sum(each.projects[p].cost for p in won) > each.budget:
            return won
        for voter in backers:
            since[voter] = moment
        won.append(project)
        left.discard(project)
