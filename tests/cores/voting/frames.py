"""Frames for the tests: drawn ones, and the count of docs/formats/cadre.md written again the slow, plain way.

The reference works on plain data (the JSON of a frame, ballots one by one, names instead of positions) and shares no line with the core.
"""

import itertools
from fractions import Fraction

from hypothesis import strategies as st

from essaim.cores.voting import Election, Project, ballots_of
from tests.cores.voting.elections import COSTS, single

CANTONS, HOLDERS, ZONES = ("nord", "sud"), ("a", "b", "c"), ("est", "ouest")
FIELDS = {"canton": CANTONS, "porteur": HOLDERS, "zone": ZONES}


@st.composite
def located(draw, *, points: bool = False, most_projects: int = 6, most_voters: int = 9) -> Election:
    """A small election whose projects have a canton, a holder and a zone."""
    names = [f"p{number}" for number in range(draw(st.integers(1, most_projects)))]
    projects = tuple(
        Project(name, Fraction(draw(COSTS)), "", {key: draw(st.sampled_from(values)) for key, values in FIELDS.items()})
        for name in names
    )
    voters = draw(st.sampled_from([0, 2, most_voters, most_voters]))
    subsets = [draw(st.integers(0, 2 ** len(names) - 1)) for _ in range(voters)]
    chosen = [[place for place in range(len(names)) if subset >> place & 1] for subset in subsets]
    given = [tuple(draw(st.integers(1, 3)) for _ in ballot) for ballot in chosen] if points else None
    kind = "cumulative" if points else "approval"
    return Election(Fraction(draw(st.integers(1, 24))), kind, projects, ballots_of(chosen, given))


def limits(*, fields=tuple(FIELDS)):
    one = st.fixed_dictionaries({"field": st.sampled_from(fields), "most": st.integers(1, 2)})
    return st.lists(one, max_size=2, unique_by=lambda each: each["field"])


def sets(each: Election):
    names = [project.id for project in each.projects]
    if len(names) < 2:
        return st.just([])
    return st.lists(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True), max_size=1)


@st.composite
def layouts(draw) -> list[dict]:
    """Pots by cost band, by zone, by both, by canton, reserved to some; the last takes the rest, for everybody."""
    kind = draw(st.sampled_from(["one", "bands", "zones", "both", "cantons", "reserved"]))
    bands = [{"up_to": "4"}, {"over": "4"}]
    zones = [{"fields": {"zone": [zone]}} for zone in ZONES]
    among = {
        "one": [],
        "bands": bands,
        "zones": zones,
        "both": [{**zone, **band} for zone, band in itertools.product(zones, bands)],
        "cantons": [{"fields": {"canton": [canton]}} for canton in CANTONS],
        "reserved": [{"fields": {"porteur": ["a"]}}],
    }[kind]
    share = {0: "1", 1: "0.25", 2: "0.4", 4: "0.2"}[len(among)]
    pots = [{"id": f"e{number}", "among": each, "share": share} for number, each in enumerate(among)]
    return [*pots, {"id": "reste"}]


@st.composite
def frames(draw, each: Election, *, plain: bool = False, ballot: bool = True) -> dict:
    """A frame for an election. ``plain``: only what other rules than the plain count understand, without the common pot."""
    pots = draw(layouts())
    for number, pot in enumerate(pots):
        later = [other["id"] for other in pots[number + 1 :]]
        if later and draw(st.booleans()):
            pot["leftover"] = draw(st.sampled_from(later))
        if not plain:
            pot["limits"] = draw(limits(fields=("canton",)))
            pot.update(draw(st.sampled_from([{}, {}, {"most": 1}, {"part": "0.5"}])))
    data = {"format": "essaim/cadre/1", "minimum": draw(st.integers(0, 3)), "pots": pots}
    if not plain:
        data |= {"limits": draw(limits(fields=("porteur", "canton"))), "apart": draw(sets(each))}
    if ballot:
        rule = draw(st.sampled_from([{}, {"least": 2, "most": 2}, {"most": 3}, {"same": ["zone"]}]))
        data["ballot"] = {**rule, "limits": draw(limits(fields=("porteur",))), "apart": draw(sets(each))}
    return data


# ── the reference, from the page ────────────────────────────────────────────────────────────────────────────────────


def slow_fault(frame: dict, chosen: list[str], fields: dict[str, dict]) -> str:  # noqa: C901, PLR0911 - the page, line by line
    rule = frame.get("ballot", {})
    if not chosen:
        return ""
    if len(chosen) < rule.get("least", 0):
        return "few"
    if len(chosen) > rule.get("most", 10**9):
        return "many"
    for name in rule.get("same", []):
        if any(fields[a][name] != fields[b][name] for a in chosen for b in chosen):
            return "mixed"
    for limit in rule.get("limits", []):
        for one in chosen:
            same = [other for other in chosen if fields[other][limit["field"]] == fields[one][limit["field"]]]
            if len(same) > limit["most"]:
                return "limit"
    for together in rule.get("apart", []):
        if len(set(together) & set(chosen)) > 1:
            return "apart"
    return ""


def may_fund(pot: dict, project: Project) -> bool:
    among = pot.get("among", {})
    if "over" in among and not project.cost > Fraction(among["over"]):
        return False
    if "up_to" in among and not project.cost <= Fraction(among["up_to"]):
        return False
    return all(project.fields[name] in values for name, values in among.get("fields", {}).items())


def slow_money(frame: dict, budget: Fraction) -> dict[str, Fraction]:
    own = {}
    for pot in frame["pots"]:
        if "amount" in pot:
            own[pot["id"]] = Fraction(pot["amount"])
        elif "share" in pot:
            own[pot["id"]] = Fraction(pot["share"]) * budget
    for pot in frame["pots"]:
        if pot["id"] not in own:
            own[pot["id"]] = budget - sum(own.values())
    return own


def slow_greedy(each: Election, frame: dict, rules: dict, ranks: dict[str, int], more: dict[str, int] | None = None):
    """Count. Returns void reasons, and by pot its money, steps (project, decision) and what was paid."""
    names = [project.id for project in each.projects]
    fields = {project.id: project.fields for project in each.projects}
    ballots = [{names[place]: Fraction(value, each.ballots.scale if each.ballots.points else 1)
                for place, value in ballot.items()} for ballot in single(each)]  # fmt: skip
    faults = [slow_fault(frame, list(ballot), fields) for ballot in ballots]
    valid = [ballot for ballot, fault in zip(ballots, faults, strict=True) if not fault]
    votes = {name: sum(name in ballot for ballot in valid) + (more or {}).get(name, 0) for name in names}
    points = {name: sum((b.get(name, 0) for b in valid), Fraction(0)) + (more or {}).get(name, 0) for name in names}
    support = points if rules.get("by") == "points" else votes
    money, won, told = slow_money(frame, each.budget), [], {}
    for pot in frame["pots"]:
        key, left, mine, steps, paid, stopped, misfit = pot["id"], money[pot["id"]], [], [], {}, False, False
        queue = [project for project in each.projects if may_fund(pot, project) and project.id not in won]
        queue.sort(key=lambda project: (-support[project.id], ranks[project.id] if support[project.id] else 0))
        for project in queue:
            name = project.id
            decision = _slow_decision(
                frame, pot, rules, project, left, won, mine, fields, support, votes, stopped, misfit
            )
            steps.append((name, decision))
            if decision in {"funded", "part", "reserve"}:
                paid[name] = min(project.cost, left)
                left -= paid[name]
                won.append(name)
                mine.append(name)
            if decision in {"part", "reserve", "misfit"}:
                misfit, stopped = True, rules.get("misfit") == "stop"
        told[key] = {"money": money[key], "steps": steps, "paid": paid, "left": left}
        if pot.get("leftover"):
            money[pot["leftover"]] += left
    return sorted(fault for fault in faults if fault), told


def _slow_decision(frame, pot, rules, project, left, won, mine, fields, support, votes, stopped, misfit) -> str:  # noqa: C901, PLR0911 - the page, line by line
    name = project.id

    def reached(limit, winners):
        same = [other for other in winners if fields[other][limit["field"]] == fields[name][limit["field"]]]
        return len(same) >= limit["most"]

    if stopped:
        return "after"
    if support[name] == 0:
        return "unbacked"
    if votes[name] < frame.get("minimum", 0):
        return "minimum"
    if support[name] < Fraction(rules.get("threshold", 0)):
        return "threshold"
    if any(name in together and other in together for together in frame.get("apart", []) for other in won):
        return "apart"
    if any(reached(limit, won) for limit in frame.get("limits", [])):
        return "limit"
    if any(reached(limit, mine) for limit in pot.get("limits", [])):
        return "each"
    if len(mine) >= pot.get("most", 10**9):
        return "full"
    if project.cost <= left:
        return "funded"
    if "part" in pot and not misfit and left >= Fraction(pot["part"]) * project.cost:
        return "part"
    if rules.get("misfit") == "stop" and rules.get("clause") and left >= Fraction(rules["clause"]) * project.cost:
        return "reserve"
    return "misfit"
