#!/usr/bin/env python3
"""Recompter soi-même un budget participatif publié : un seul fichier, la bibliothèque standard de Python, rien d'autre.

    python3 recount.py resultat.json                  # recompte tout
    python3 recount.py resultat.json --certificat     # le compte retenu seulement (plus rapide pour add1)
    python3 recount.py resultat.json --empreinte 3f…  # et compare avec l'empreinte publiée ailleurs
    python3 recount.py resultat.json --reglement 9a…  # et tient le règlement pour celui qui fut publié avant le vote
    python3 recount.py resultat.json --cle 5d…        # et tient la clé qui le signe pour celle que vous aviez notée
    python3 recount.py releves.json --recus recus.csv --garde mon-releve.json   # les relevés de l'urne, et celui que vous gardiez
    python3 recount.py preuve-urne.json               # un reçu, sous un relevé de l'urne

Written from the published page « essaim/resultat-scrutin/1 » alone, by somebody who had not read the program that writes such
files: the two agree because the page says enough. What it does with a frame (« essaim/resultat-scrutin/2 ») was added later, from the
page « essaim/cadre/1 », by those who wrote that program: a third count, in the tests, holds both. So were signatures (RFC 8032) and
checkpoints (RFC 9162): a library holds them, in the tests. Every computation is on exact rational numbers. In this order: the file
is canonical and closed; the chain of hashes holds; the declared order of ties follows from its criteria; the certificate is true
on its own terms (payments sum to costs, nobody pays for what they did not choose nor more than they have); the count, made
again from the ballots, gives the same winners, money, ties and certificate. Exit codes: 0 accepted, 1 refused, 2 unreadable.
"""

import argparse
import hashlib
import heapq
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMATS = {
    "essaim/resultat-scrutin/1": ("election", "rules", "ties", "result", "certificate"),
    "essaim/resultat-scrutin/2": ("election", "rules", "frame", "ties", "result", "certificate"),
}
FRAME = "essaim/cadre/1"
POINTED = ("cumulative", "scoring", "ordinal")
KINDS = ("approval", "choose-1", *POINTED)
NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+|/[1-9][0-9]*)?")
DECIMAL = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
NOT_PROVED = (
    "Ce recompte prouve que le résultat publié suit des bulletins publiés et des règles publiées. Il ne prouve pas que "
    "chaque bulletin a été ouvert ou saisi comme il le fallait : cela, ce sont les procès-verbaux qui le disent."
)

Backed = tuple[tuple[int, Fraction], ...]
"""The purchases that a voter paid for, in order: (project, utility)."""


class RefusedError(Exception):
    """The file is not what its own rules and ballots say: the sentence tells where and what."""


class UnreadableError(Exception):
    """The file cannot be read as a published result at all."""


# ── numbers and JSON ────────────────────────────────────────────────────────────────────────────────────────────────


def written(value: Fraction) -> str:
    """Write a number as the format asks: a decimal where it has one, else a reduced fraction."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(value.numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def number(value: object, where: str, pattern: re.Pattern[str] = NUMBER) -> Fraction:
    """Read a number written in the only way that the format allows."""
    if not isinstance(value, str) or not pattern.fullmatch(value) or written(Fraction(value)) != value:
        raise RefusedError(f"{where} : « {value} » n’est pas un nombre écrit comme il le faut.")
    return Fraction(value)


def canonical(value: object) -> bytes:
    """Canonical JSON, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def closed(value: object, where: str, needed: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
    """Hold that an object has its keys and no other."""
    needed, optional = set(needed), set(optional)
    if not isinstance(value, dict) or not needed <= value.keys() or not value.keys() <= needed | optional:
        raise RefusedError(f"{where} : on attend les clés {', '.join(sorted(needed))}, et aucune autre.")
    return value


def list_of(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RefusedError(f"{where} : on attend une liste.")
    return value


def whole(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise RefusedError(f"{where} : « {value} » n’est pas un nombre entier d’au moins 1.")
    return value


def one_of(value: object, allowed: Sequence[object], where: str) -> None:
    if value not in allowed or isinstance(value, int) != isinstance(allowed[0], bool):
        raise RefusedError(f"{where} : « {value} » n’est pas prévu (prévu : {', '.join(map(str, allowed))}).")


def read(path: Path) -> dict[str, Any]:
    """Read the file; refuse what is not canonical JSON with its parts and its chain."""
    try:
        raw = path.read_bytes()
        value = json.loads(raw.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
    except OSError as error:
        raise UnreadableError(f"{path} : {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{path} : ce n’est pas un fichier JSON lisible ({error}).") from error
    if canonical(value) + b"\n" != raw:
        raise RefusedError("le fichier n’est pas écrit en JSON canonique (clés en double, espaces, ordre ou écriture).")
    value = unsigned(value)
    told = value.get("format") if isinstance(value, dict) else None
    parts = FORMATS.get(told if isinstance(told, str) else "", FORMATS["essaim/resultat-scrutin/1"])
    published = closed(value, "le fichier", ("format", *parts, "chain"))
    one_of(told, tuple(FORMATS), "format")
    return published


def _no_float(text: str) -> None:
    raise ValueError(f"un nombre à virgule, {text}, là où aucun n’est permis")


def check_chain(published: dict[str, Any]) -> str:
    """Compute the chain again; return its last hash, which names the whole file."""
    last, expected = "", []
    for part in FORMATS[published["format"]]:
        last = hashlib.sha256(last.encode() + b"\n" + canonical(published[part])).hexdigest()
        expected.append({"part": part, "sha256": last})
    if published["chain"] != expected:
        raise RefusedError("la chaîne d’empreintes ne correspond pas au contenu : le fichier a été modifié.")
    return last


# ── the election ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ballot:
    """Identical ballots: projects chosen (by place), what each is worth, how many voters."""

    choices: tuple[int, ...]
    points: tuple[Fraction, ...]
    voters: int


@dataclass(frozen=True)
class Election:
    """What was voted on, and the ballots."""

    kind: str
    envelope: Fraction
    ids: tuple[str, ...]
    costs: tuple[Fraction, ...]
    ballots: tuple[Ballot, ...]
    fields: tuple[dict[str, str], ...]

    @property
    def voters(self) -> int:
        return sum(ballot.voters for ballot in self.ballots)

    def support(self, by: str) -> list[Fraction]:
        """Votes or points of every project."""
        total = [Fraction(0)] * len(self.ids)
        for ballot in self.ballots:
            for project, points in zip(ballot.choices, ballot.points, strict=True):
                total[project] += ballot.voters * (points if by == "points" else 1)
        return total


def read_election(value: object) -> Election:
    """Read the election and hold that it is in its canonical order."""
    told = closed(value, "election", ("format", "kind", "budget", "projects", "ballots"), ("meta",))
    one_of(told["format"], ("essaim/scrutin/1",), "election.format")
    one_of(told["kind"], KINDS, "election.kind")
    texts(told.get("meta", {}), "election.meta")
    ids, costs, fields = [], [], []
    for place, project in enumerate(list_of(told["projects"], "election.projects")):
        where = f"election.projects[{place}]"
        closed(project, where, ("id", "cost"), ("name", "fields", "selected"))
        texts({key: project[key] for key in ("id", "name", "selected") if key in project}, where)
        texts(project.get("fields", {}), f"{where}.fields")
        ids.append(project["id"])
        costs.append(number(project["cost"], f"{where}.cost", DECIMAL))
        fields.append(project.get("fields", {}))
    if len(set(ids)) != len(ids) or "" in ids:
        raise RefusedError("election.projects : deux projets ont le même identifiant, ou l’un n’en a pas.")
    budget = number(told["budget"], "election.budget", DECIMAL)
    ballots = tuple(read_ballots(told["ballots"], {name: place for place, name in enumerate(ids)}, told["kind"]))
    return Election(told["kind"], budget, tuple(ids), tuple(costs), ballots, tuple(fields))


def texts(value: object, where: str) -> None:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise RefusedError(f"{where} : on attend des textes.")


def read_ballots(value: object, places: dict[str, int], kind: str) -> Iterator[Ballot]:
    previous: tuple[list[int], list[Fraction]] | None = None
    for line, group in enumerate(list_of(value, "election.ballots")):
        where = f"election.ballots[{line}]"
        closed(group, where, ("choices", "voters", *(("points",) if kind in POINTED else ())))
        chosen = list_of(group["choices"], f"{where}.choices")
        if any(not isinstance(name, str) or name not in places for name in chosen) or len(set(chosen)) != len(chosen):
            raise RefusedError(f"{where} : un projet est inconnu, ou choisi deux fois.")
        choices = [places[name] for name in chosen]
        points = read_points(group, where, len(choices), kind)
        if kind != "ordinal" and choices != sorted(choices):
            raise RefusedError(f"{where} : les choix ne sont pas dans l’ordre des projets.")
        if previous is not None and previous >= (choices, points):
            raise RefusedError(f"{where} : les bulletins ne sont pas dans l’ordre canonique, ou pas regroupés.")
        previous = (choices, points)
        yield Ballot(tuple(choices), tuple(points), whole(group["voters"], f"{where}.voters"))


def read_points(group: dict[str, Any], where: str, choices: int, kind: str) -> list[Fraction]:
    if kind not in POINTED:
        return [Fraction(1)] * choices
    points = [number(text, f"{where}.points", DECIMAL) for text in list_of(group["points"], f"{where}.points")]
    if len(points) != choices or not all(points):
        raise RefusedError(f"{where} : on attend un nombre de points au-dessus de 0 pour chaque choix.")
    return points


# ── rules and ties ──────────────────────────────────────────────────────────────────────────────────────────────────


def check_rules(rules: object, election: Election) -> dict[str, Any]:
    """Hold that the frozen rules are among those of the format."""
    if not isinstance(rules, dict):
        raise RefusedError("rules : on attend un objet.")
    one_of(rules.get("rule"), ("greedy", "equal-shares", "phragmen"), "rules.rule")
    checks = {"greedy": _check_greedy, "equal-shares": _check_equal_shares, "phragmen": _check_phragmen}
    checks[rules["rule"]](rules)
    if "points" in {rules.get("by"), rules.get("utility")} and election.kind not in POINTED:
        raise RefusedError("rules : les points sont demandés, mais les bulletins n’en ont pas.")
    return rules


def _check_greedy(rules: dict[str, Any]) -> None:
    closed(rules, "rules", ("rule", "by", "misfit", "threshold", "clause"))
    one_of(rules["by"], ("votes", "points"), "rules.by")
    one_of(rules["misfit"], ("skip", "stop"), "rules.misfit")
    number(rules["threshold"], "rules.threshold")
    if rules["clause"] is not None:
        number(rules["clause"], "rules.clause")


def _check_equal_shares(rules: dict[str, Any]) -> None:
    add1 = rules.get("completion") == "add1"
    closed(rules, "rules", ("rule", "utility", "completion", "fill", *(("stop", "step") if add1 else ())))
    one_of(rules["utility"], ("cost", "cardinality", "points"), "rules.utility")
    one_of(rules["completion"], ("none", "add1"), "rules.completion")
    one_of(rules["fill"], (True, False), "rules.fill")
    if add1:
        one_of(rules["stop"], ("exhaustive", "last-feasible"), "rules.stop")
        if not number(rules["step"], "rules.step"):
            raise RefusedError("rules.step : le pas doit être au-dessus de 0.")


def _check_phragmen(rules: dict[str, Any]) -> None:
    closed(rules, "rules", ("rule",))


class Order:
    """The declared order of ties; it notes each tie that it settles."""

    def __init__(self, ties: object, election: Election) -> None:
        told = closed(ties, "ties", ("criteria", "order"))
        self.ids = election.ids
        columns = [self._keys(criterion, election) for criterion in list_of(told["criteria"], "ties.criteria")]
        keys = [tuple(column[place] for column in columns) for place in range(len(self.ids))]
        settled = len(set(keys)) == len(keys)
        places = sorted(range(len(keys)), key=keys.__getitem__)
        if told["order"] != ([self.ids[place] for place in places] if settled else None):
            raise RefusedError("ties.order : l’ordre publié ne suit pas des critères publiés.")
        self.rank = {place: position for position, place in enumerate(places)} if settled else None

    def among(self, places: Sequence[int]) -> "Order":
        """The same order of some of the projects, that are then counted from 0."""
        part = object.__new__(Order)
        part.ids = tuple(self.ids[place] for place in places)
        part.rank = {at: self.rank[place] for at, place in enumerate(places)} if self.rank else None
        return part

    @staticmethod
    def _keys(criterion: object, election: Election) -> Sequence[Any]:
        """What each project is sorted by under one criterion."""
        if criterion == "file":
            return range(len(election.ids))
        if criterion == "votes":
            return [-votes for votes in election.support("votes")]
        if not isinstance(criterion, str) or not criterion.startswith("lot:"):
            raise RefusedError(f"ties.criteria : le critère « {criterion} » n’est pas prévu.")
        seed = criterion.removeprefix("lot:")
        return [hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest() for name in election.ids]

    def sorted(self, projects: Iterable[int]) -> list[int]:
        """Equal projects in the declared order; refuse where none was declared."""
        equal = list(projects)
        if len(equal) > 1 and self.rank is None:
            names = ", ".join(self.ids[project] for project in equal)
            raise RefusedError(f"égalité entre {names}, que les critères publiés ne tranchent pas.")
        return sorted(equal, key=lambda project: self.rank[project] if self.rank else 0)


# ── the counts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Count:
    """What a count gives, in the words of the format."""

    winners: list[int] = field(default_factory=list)
    ties: list[dict[str, Any]] = field(default_factory=list)
    purchases: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def note(self, round_: int, equal: Sequence[int], ids: Sequence[str]) -> None:
        if len(equal) > 1:
            self.ties.append({"round": round_, "projects": [ids[project] for project in equal]})


def greedy(
    election: Election, order: Order, rules: dict[str, Any], candidates: Iterable[int], spent: Fraction, before: int = 0
) -> Count:
    """Take projects by decreasing support while the envelope lasts; ``before`` purchases were made already."""
    count, left, stopped = Count(), election.envelope - spent, False
    support = election.support(rules["by"])
    threshold = number(rules["threshold"], "rules.threshold")
    clause = None if rules["clause"] is None else number(rules["clause"], "rules.clause")
    for project in _by_support(support, candidates, order, count, before, election.ids):
        cost, decision = election.costs[project], "misfit"
        if stopped:
            decision = "after"
        elif not support[project]:
            decision = "unbacked"
        elif support[project] < threshold:
            decision = "threshold"
        elif cost <= left:
            decision = "funded"
        elif rules["misfit"] == "stop" and clause is not None and left >= clause * cost:
            decision = "reserve"
        count.steps.append(
            {
                "project": election.ids[project],
                "support": written(support[project]),
                "left": written(left),
                "decision": decision,
            }
        )
        stopped = stopped or decision == "reserve" or (decision == "misfit" and rules["misfit"] == "stop")
        if decision in {"funded", "reserve"}:
            left = left - cost if decision == "funded" else Fraction(0)
            count.winners.append(project)
    return count


def _by_support(
    support: list[Fraction], candidates: Iterable[int], order: Order, count: Count, before: int, ids: Sequence[str]
) -> list[int]:
    groups: dict[Fraction, list[int]] = defaultdict(list)
    for project in candidates:
        groups[support[project]].append(project)
    unbacked = groups.pop(Fraction(0), [])
    taken: list[int] = []
    for value in sorted(groups, reverse=True):
        equal = order.sorted(groups[value])
        count.note(before + len(taken) + 1, equal, ids)
        taken += equal
    return taken + unbacked


class Market:
    """Voters by *class* (same purchases paid for), and for every project the classes of its backers."""

    def __init__(self, election: Election, utility: str) -> None:
        self.election = election
        self.backers: list[list[tuple[int, Fraction]]] = [[] for _ in election.ids]
        self.choices: list[list[tuple[int, Fraction]]] = []
        for group, ballot in enumerate(election.ballots):
            worth = ballot.points if utility == "points" else [Fraction(1)] * len(ballot.choices)
            self.choices.append(list(zip(ballot.choices, worth, strict=True)))
            for project, value in self.choices[-1]:
                self.backers[project].append((group, value))
        self.open = [
            project
            for project, cost in enumerate(election.costs)
            if cost <= election.envelope and self.backers[project]
        ]
        self.start(Fraction(0))

    def start(self, money: Fraction) -> None:
        """Everybody is in one class again, with the same purse (or, for Phragmén, last paid at that time)."""
        self.purse = [money]
        self.backed: list[Backed] = [()]
        self.class_of = [0] * len(self.choices)
        self.members: list[dict[tuple[int, Fraction], int]] = [defaultdict(int) for _ in self.backers]
        for project, groups in enumerate(self.backers):
            for group, value in groups:
                self.members[project][0, value] += self.election.ballots[group].voters

    def pay(self, project: int, left: dict[tuple[int, Fraction], Fraction]) -> None:
        """Move the backers of a project into their new classes; ``left`` says what each class keeps."""
        born: dict[tuple[int, Fraction], int] = {}
        for group, value in self.backers[project]:
            old = self.class_of[group]
            if (old, value) not in born:
                born[old, value] = len(self.purse)
                self.purse.append(left[old, value])
                self.backed.append((*self.backed[old], (project, value)))
            self._move(group, old, born[old, value])

    def _move(self, group: int, old: int, new: int) -> None:
        voters = self.election.ballots[group].voters
        for project, value in self.choices[group]:
            members = self.members[project]
            members[old, value] -= voters
            if not members[old, value]:
                del members[old, value]
            members[new, value] += voters
        self.class_of[group] = new

    def payments(
        self, project: int, sums: dict[tuple[int, Fraction], tuple[Fraction, Fraction]]
    ) -> list[dict[str, Any]]:
        """The payments of a purchase as they are published; ``sums`` gives (before, paid) of each class."""
        return [
            {
                "backed": [[self.election.ids[earlier], written(value)] for earlier, value in self.backed[known]],
                "utility": written(utility),
                "voters": voters,
                "before": written(sums[known, utility][0]),
                "paid": written(sums[known, utility][1]),
            }
            for (known, utility), voters in self.members[project].items()
        ]

    def money(self, project: int) -> Fraction:
        """What the backers of a project own together."""
        return sum((self.purse[known] * voters for (known, _), voters in self.members[project].items()), Fraction(0))


def rate(market: Market, project: int) -> Fraction | None:
    """The least r such that Σ min(purse, r × utility) reaches the cost; None if the purses together do not."""
    missing = market.election.costs[project]
    if not missing:
        return Fraction(0)
    if market.money(project) < missing:
        return None
    entries = sorted(
        (market.purse[known] / value, value * voters) for (known, value), voters in market.members[project].items()
    )
    weight = sum((each for _, each in entries), Fraction(0))
    for limit, each in entries:
        if missing <= limit * weight:
            return missing / weight
        missing -= limit * each
        weight -= each
    return None


def shares(election: Election, market: Market, order: Order, utility: str, start: Fraction, *, record: bool) -> Count:
    """One count of Equal Shares. Rates never fall within a count: a project's last rate is a lower bound of its next."""
    market.start(start)
    count = Count()
    heap = [(Fraction(0), project) for project in market.open]
    while True:
        fresh = _cheapest(heap, market, utility)
        if not fresh:
            return count
        best = min(key for key, _, _ in fresh)
        equal = order.sorted(project for key, project, _ in fresh if key == best)
        count.note(len(count.winners) + 1, equal, election.ids)
        for key, project, _ in fresh:
            if project != equal[0]:
                heapq.heappush(heap, (key, project))
        price = next(r for _, project, r in fresh if project == equal[0])
        _buy(market, count, equal[0], price, record=record)


def _cheapest(heap: list[tuple[Fraction, int]], market: Market, utility: str) -> list[tuple[Fraction, int, Fraction]]:
    """Take from the heap, and price again, every project that may be the cheapest; those nobody can pay go out."""
    fresh: list[tuple[Fraction, int, Fraction]] = []
    best: Fraction | None = None
    while heap and (best is None or heap[0][0] <= best):
        _, project = heapq.heappop(heap)
        price = rate(market, project)
        if price is None:
            continue
        cost = market.election.costs[project]
        key = price / cost if utility == "cost" and cost else price
        fresh.append((key, project, price))
        best = key if best is None else min(best, key)
    return fresh


def _buy(market: Market, count: Count, project: int, price: Fraction, *, record: bool) -> None:
    sums = {}
    for known, value in market.members[project]:
        before = market.purse[known]
        sums[known, value] = (before, min(before, price * value))
    if record:
        paid = market.payments(project, sums)
        count.purchases.append({"project": market.election.ids[project], "rate": written(price), "payments": paid})
    count.winners.append(project)
    market.pay(project, {key: before - paid for key, (before, paid) in sums.items()})


def add1(election: Election, market: Market, order: Order, rules: dict[str, Any]) -> tuple[Fraction, str]:
    """Raise the start money step by step: the start that is kept, and how it ended."""
    start, step = election.envelope / max(1, election.voters), number(rules["step"], "rules.step")
    counts = 0
    while True:
        bought = shares(election, market, order, rules["utility"], start, record=False).winners
        counts += 1
        _progress(counts)
        cost = sum((election.costs[project] for project in bought), Fraction(0))
        if cost > election.envelope:
            return start - step, "overspent"
        if len(bought) == len(market.open):
            return start, "all"
        unbought = set(market.open) - set(bought)
        if rules["stop"] == "exhaustive" and all(election.costs[one] > election.envelope - cost for one in unbought):
            return start, "exhaustive"
        start += step


def _progress(counts: int) -> None:
    if counts % 50 == 0:
        print(f"… {counts} comptes", file=sys.stderr, flush=True)


def equal_shares(
    election: Election, order: Order, rules: dict[str, Any], start: Fraction | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The result and the certificate. ``start``: trust this start money (its search is not made again)."""
    market, end = Market(election, rules["utility"]), "single"
    if rules["completion"] == "add1" and start is None:
        start, end = add1(election, market, order, rules)
    start = election.envelope / max(1, election.voters) if start is None else start
    count = shares(election, market, order, rules["utility"], start, record=True)
    bought = list(count.winners)
    certificate: dict[str, Any] = {"purchases": count.purchases} if count.purchases else {}
    unbought = [project for project in range(len(election.ids)) if project not in set(bought)]
    certificate["left"] = {election.ids[project]: written(market.money(project)) for project in unbought}
    filled: list[int] = []
    if rules["fill"]:
        spent = sum((election.costs[project] for project in bought), Fraction(0))
        by_votes = {"by": "votes", "misfit": "skip", "threshold": "0", "clause": None}
        more = greedy(election, order, by_votes, unbought, spent, len(bought))
        filled, certificate["steps"] = more.winners, more.steps
        count.ties += more.ties
    result = told(election, bought + filled, count.ties)
    result |= {"start_money": written(start), "end": end, "filled": [election.ids[project] for project in filled]}
    return result, certificate


def phragmen(election: Election, order: Order) -> tuple[dict[str, Any], dict[str, Any]]:
    """Purses fill at one speed; a project is bought when its backers together own its cost. ``purse``: time of the last payment."""
    market, count, left = Market(election, "cost"), Count(), election.envelope
    blocked = None
    waiting = set(market.open)
    while waiting:
        moments = {project: _moment(market, project) for project in waiting}
        best = min(moments.values())
        equal = order.sorted(project for project in sorted(waiting) if moments[project] == best)
        count.note(len(count.winners) + 1, equal, election.ids)
        if election.costs[equal[0]] > left:
            blocked = election.ids[equal[0]]
            break
        sums = {key: (best - market.purse[key[0]],) * 2 for key in market.members[equal[0]]}
        paid = market.payments(equal[0], sums)
        count.purchases.append({"project": election.ids[equal[0]], "rate": written(best), "payments": paid})
        market.pay(equal[0], dict.fromkeys(sums, best))
        count.winners.append(equal[0])
        waiting.remove(equal[0])
        left -= election.costs[equal[0]]
    certificate = {"blocked": blocked} | ({"purchases": count.purchases} if count.purchases else {})
    return told(election, count.winners, count.ties), certificate


def _moment(market: Market, project: int) -> Fraction:
    voters = sum(market.members[project].values())
    return (market.election.costs[project] + market.money(project)) / voters


def told(election: Election, winners: Sequence[int], ties: list[dict[str, Any]]) -> dict[str, Any]:
    total = sum((election.costs[project] for project in winners), Fraction(0))
    return {"winners": [election.ids[project] for project in winners], "total_cost": written(total), "ties": ties}


# ── the certificate on its own terms ────────────────────────────────────────────────────────────────────────────────


def check_purchases(
    election: Election, rules: dict[str, Any], certificate: dict[str, Any], start: Fraction | None
) -> None:
    """Hold, from the ballots and the payments alone, that nobody paid too much, or for what they did not choose.

    ``start``: everybody's purse at first (Equal Shares); None where purses grow (Phragmén).
    """
    places = {name: place for place, name in enumerate(election.ids)}
    use_points = rules.get("utility") == "points"
    paid_by: dict[Backed, Fraction] = {(): Fraction(0)}
    bought: list[int] = []
    for turn, purchase in enumerate(list_of(certificate.get("purchases", []), "certificate.purchases"), 1):
        where = f"achat {turn}"
        closed(purchase, where, ("project", "rate", "payments"))
        project = places.get(purchase["project"]) if isinstance(purchase["project"], str) else None
        if project is None or project in bought:
            raise RefusedError(f"{where} : « {purchase['project']} » est inconnu, ou acheté deux fois.")
        members = _classes(election, project, bought, use_points=use_points)
        total = Fraction(0)
        for payment in list_of(purchase["payments"], where):
            total += _check_payment(payment, where, members, places)
        if total != election.costs[project]:
            cost = written(election.costs[project])
            raise RefusedError(f"{where} : les paiements font {written(total)}, le projet coûte {cost}.")
        if members:
            raise RefusedError(f"{where} : il manque des votants qui ont choisi ce projet.")
        if start is not None:
            _check_purses(purchase, start, paid_by, places, where)
        bought.append(project)


def _classes(
    election: Election, project: int, bought: Sequence[int], *, use_points: bool
) -> dict[tuple[Backed, Fraction], int]:
    classes: dict[tuple[Backed, Fraction], int] = defaultdict(int)
    for ballot in election.ballots:
        worth = dict(zip(ballot.choices, ballot.points, strict=True))
        if project in worth:
            values = {one: worth[one] if use_points else Fraction(1) for one in worth}
            classes[tuple((one, values[one]) for one in bought if one in values), values[project]] += ballot.voters
    return classes


def _check_payment(
    payment: object, where: str, members: dict[tuple[Backed, Fraction], int], places: dict[str, int]
) -> Fraction:
    told_ = closed(payment, where, ("backed", "utility", "voters", "before", "paid"))
    key = (_backed(told_["backed"], where, places), number(told_["utility"], where))
    voters = whole(told_["voters"], where)
    if members.pop(key, None) != voters:
        raise RefusedError(f"{where} : {voters} votants paient, les bulletins ne disent pas cela.")
    before, paid = number(told_["before"], where), number(told_["paid"], where)
    if paid > before:
        raise RefusedError(f"{where} : des votants paient {written(paid)}, ils n’avaient que {written(before)}.")
    return voters * paid


def _backed(value: object, where: str, places: dict[str, int]) -> Backed:
    pairs = list_of(value, where)
    if not all(isinstance(pair, list) and len(pair) == 2 and pair[0] in places for pair in pairs):  # noqa: PLR2004
        raise RefusedError(f"{where} : « backed » ne nomme pas des projets achetés avant.")
    return tuple((places[name], number(worth, where)) for name, worth in pairs)


def _check_purses(
    purchase: dict[str, Any], start: Fraction, paid_by: dict[Backed, Fraction], places: dict[str, int], where: str
) -> None:
    """What a class had before is the start less all that it paid; it pays the common rate, or all it has."""
    price = number(purchase["rate"], where)
    for payment in purchase["payments"]:
        backed, utility = _backed(payment["backed"], where, places), number(payment["utility"], where)
        before, paid = number(payment["before"], where), number(payment["paid"], where)
        if before != start - paid_by[backed]:
            raise RefusedError(
                f"{where} : des votants auraient {written(before)}, leur part moins leurs achats dit autre chose."
            )
        if paid != min(before, price * utility):
            raise RefusedError(f"{where} : des votants paient {written(paid)}, ce n’est pas le prix commun.")
        paid_by[*backed, (places[purchase["project"]], utility)] = paid_by[backed] + paid


# ── the frame ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Pot:
    """An envelope: its own money, the projects that it may fund, what limits its winners, and who gets what it leaves."""

    id: str
    own: Fraction
    places: tuple[int, ...]
    most: int | None
    limits: tuple[tuple[str, int], ...]
    part: Fraction | None
    leftover: str | None


@dataclass(frozen=True)
class Frame:
    """What the published frame says, put on the election."""

    ballot: dict[str, Any]
    minimum: int
    pots: tuple[Pot, ...]
    limits: tuple[tuple[str, int], ...]
    apart: tuple[frozenset[str], ...]


def read_frame(value: object, election: Election) -> Frame:
    """Read the frame; refuse one that is not written in its one way, or that does not fit the election."""
    told = closed(value, "frame", ("format", "pots"), ("ballot", "minimum", "limits", "apart"))
    one_of(told["format"], (FRAME,), "frame.format")
    pots = read_pots(told["pots"], election)
    if any(place not in {one for pot in pots for one in pot.places} for place in range(len(election.ids))):
        raise RefusedError("frame.pots : un projet n’est dans aucune enveloppe.")
    everywhere = range(len(election.ids))
    return Frame(
        ballot=_read_ballot_rule(told["ballot"], election) if "ballot" in told else {},
        minimum=whole(told["minimum"], "frame.minimum") if "minimum" in told else 0,
        pots=pots,
        limits=_limits(told, "frame", election, everywhere),
        apart=_sets(told, "frame", election),
    )


def _read_ballot_rule(value: object, election: Election) -> dict[str, Any]:
    told, where = closed(value, "frame.ballot", (), ("least", "most", "same", "limits", "apart")), "frame.ballot"
    counts: dict[str, Any] = {name: whole(told[name], f"{where}.{name}") for name in ("least", "most") if name in told}
    if not told or counts.get("least", 0) > counts.get("most", 10**9):
        raise RefusedError(f"{where} : rien n’y est demandé, ou plus que le maximum.")
    everywhere = range(len(election.ids))
    same = _names(told["same"], f"{where}.same") if "same" in told else ()
    for field_ in same:
        _all_have(field_, election, everywhere, where)
    limits, apart = _limits(told, where, election, everywhere), _sets(told, where, election)
    return counts | {"same": same, "limits": limits, "apart": apart}


def _names(value: object, where: str) -> tuple[str, ...]:
    """A list of texts, each once."""
    names = list_of(value, where)
    if not names or not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise RefusedError(f"{where} : on attend des textes, chacun une fois.")
    return tuple(names)


def _limits(
    told_: dict[str, Any], where: str, election: Election, places: Iterable[int]
) -> tuple[tuple[str, int], ...]:
    if "limits" not in told_:
        return ()
    limits = []
    for limit in list_of(told_["limits"], f"{where}.limits"):
        closed(limit, f"{where}.limits", ("field", "most"))
        _all_have(limit["field"], election, places, where)
        limits.append((limit["field"], whole(limit["most"], f"{where}.limits")))
    if not limits or len({name for name, _ in limits}) < len(limits):
        raise RefusedError(f"{where}.limits : on attend des limites, une par champ.")
    return tuple(limits)


def _all_have(name: object, election: Election, places: Iterable[int], where: str) -> None:
    if not isinstance(name, str) or not name or not all(election.fields[place].get(name) for place in places):
        raise RefusedError(f"{where} : un projet n’a pas de champ « {name} ».")


def _sets(told_: dict[str, Any], where: str, election: Election) -> tuple[frozenset[str], ...]:
    if "apart" not in told_:
        return ()
    sets = [_names(each, f"{where}.apart") for each in list_of(told_["apart"], f"{where}.apart")]
    if not sets or any(len(each) < 2 or not set(each) <= set(election.ids) for each in sets):  # noqa: PLR2004
        raise RefusedError(f"{where}.apart : on attend des projets du scrutin, par deux ou plus.")
    return tuple(map(frozenset, sets))


def read_pots(value: object, election: Election) -> tuple[Pot, ...]:
    """Read the pots; hold that all the money, and no more, is in them."""
    rows = [_closed_pot(pot, f"frame.pots[{place}]") for place, pot in enumerate(list_of(value, "frame.pots"))]
    names = [row["id"] for row in rows]
    own = [_own(row, election, f"frame.pots[{place}]") for place, row in enumerate(rows)]
    rest = election.envelope - sum((money for money in own if money is not None), Fraction(0))
    if not names or len(set(names)) < len(names) or own.count(None) > 1 or rest < 0 or (rest and None not in own):
        raise RefusedError("frame.pots : les enveloppes ne font pas, ensemble, celle du scrutin.")
    pots = []
    for place, row in enumerate(rows):
        where, later = f"frame.pots[{place}]", names[place + 1 :]
        if "leftover" in row and row["leftover"] not in later:
            raise RefusedError(f"{where}.leftover : ce n’est pas une enveloppe comptée après celle-ci.")
        everywhere = tuple(range(len(election.ids)))
        places = _among(row["among"], election, f"{where}.among") if "among" in row else everywhere
        most = whole(row["most"], f"{where}.most") if "most" in row else None
        part = _part(row["part"], f"{where}.part") if "part" in row else None
        money, limits = own[place], _limits(row, where, election, places)
        money = rest if money is None else money
        pots.append(Pot(row["id"], money, places, most, limits, part, row.get("leftover")))
    return tuple(pots)


def _closed_pot(pot: object, where: str) -> dict[str, Any]:
    optional = ("name", "amount", "share", "among", "most", "limits", "part", "leftover")
    row = closed(pot, where, ("id",), optional)
    for name in ("id", "name", "leftover"):
        if name in row and (not isinstance(row[name], str) or not row[name]):
            raise RefusedError(f"{where}.{name} : on attend un texte.")
    if "amount" in row and "share" in row:
        raise RefusedError(f"{where} : un montant ou une part, pas les deux.")
    return row


def _own(row: dict[str, Any], election: Election, where: str) -> Fraction | None:
    if "amount" in row:
        return number(row["amount"], f"{where}.amount", DECIMAL)
    return _part(row["share"], f"{where}.share") * election.envelope if "share" in row else None


def _part(value: object, where: str) -> Fraction:
    part = number(value, where, DECIMAL)
    if not 0 < part <= 1:
        raise RefusedError(f"{where} : on attend une part entre 0 et 1.")
    return part


def _among(value: object, election: Election, where: str) -> tuple[int, ...]:
    """The places of the projects that a pot may fund."""
    told_ = closed(value, where, (), ("fields", "over", "up_to"))
    fields = told_.get("fields", {})
    if not told_ or not isinstance(fields, dict) or ("fields" in told_ and not fields):
        raise RefusedError(f"{where} : on attend des champs ou des bornes.")
    accepted = {name: _names(values, f"{where}.fields") for name, values in fields.items()}
    if any(list(values) != sorted(values) for values in accepted.values()):
        raise RefusedError(f"{where}.fields : les valeurs ne sont pas dans l’ordre.")
    over, up_to = (number(told_[key], where, DECIMAL) if key in told_ else None for key in ("over", "up_to"))
    return tuple(
        place
        for place, cost in enumerate(election.costs)
        if (over is None or cost > over)
        and (up_to is None or cost <= up_to)
        and all(election.fields[place].get(name) in values for name, values in accepted.items())
    )


def fault(frame: Frame, ballot: Ballot, election: Election) -> tuple[str, str]:
    """Why a ballot is void (reason, field); two empty texts if it is valid."""
    rule, chosen = frame.ballot, ballot.choices
    if not chosen:
        return "", ""
    if len(chosen) < rule.get("least", 0):
        return "few", ""
    if "most" in rule and len(chosen) > rule["most"]:
        return "many", ""
    for name in rule.get("same", ()):
        if len({election.fields[place][name] for place in chosen}) > 1:
            return "mixed", name
    for name, most in rule.get("limits", ()):
        values = [election.fields[place][name] for place in chosen]
        if any(values.count(one) > most for one in values):
            return "limit", name
    ids = {election.ids[place] for place in chosen}
    return ("apart", "") if any(len(each & ids) > 1 for each in rule.get("apart", ())) else ("", "")


def admit(frame: Frame, election: Election) -> tuple[Election, list[dict[str, Any]]]:
    """The valid ballots, and the void ones counted by reason."""
    kept: list[Ballot] = []
    void: dict[tuple[str, str], int] = defaultdict(int)
    for ballot in election.ballots:
        reason = fault(frame, ballot, election)
        if reason[0]:
            void[reason] += ballot.voters
        else:
            kept.append(ballot)
    entries = [
        {"reason": reason, "voters": voters} | ({"cause": cause} if cause else {})
        for (reason, cause), voters in sorted(void.items(), key=lambda each: (-each[1], each[0]))
    ]
    return replace(election, ballots=tuple(kept)), entries


def through_pots(
    election: Election, frame: Frame, order: Order, rules: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Count by greedy, pot after pot; what is published of each pot: of its result, of its certificate."""
    received: dict[str, Fraction] = defaultdict(Fraction)
    votes, won = election.support("votes"), list[int]()
    support = votes if rules["by"] == "votes" else election.support("points")
    results, certificates = [], []
    for pot in frame.pots:
        count, paid, left = one_pot(
            election, frame, pot, order, rules, (support, votes), pot.own + received[pot.id], won
        )
        entry: dict[str, Any] = {
            "id": pot.id,
            "own": written(pot.own),
            "received": written(received[pot.id]),
            "left": written(left),
        }
        entry |= {"winners": [election.ids[place] for place in count.winners], "paid": [written(one) for one in paid]}
        results.append(entry | {"ties": count.ties})
        certificates.append({"id": pot.id, "steps": count.steps})
        won += count.winners
        if pot.leftover is not None:
            received[pot.leftover] += left
    return results, certificates


def one_pot(
    election: Election,
    frame: Frame,
    pot: Pot,
    order: Order,
    rules: dict[str, Any],
    asked: tuple[list[Fraction], list[Fraction]],
    left: Fraction,
    before: Sequence[int],
) -> tuple[Count, list[Fraction], Fraction]:
    """One pot: its count, what each winner is paid, what is left. ``asked``: support and votes of every project."""
    support, votes = asked
    threshold = number(rules["threshold"], "rules.threshold")
    count, paid, stopped, misfit = Count(), list[Fraction](), False, False
    queue = [place for place in pot.places if place not in set(before)]
    for project in _by_support(support, queue, order, count, 0, election.ids):
        cause = ""
        if stopped:
            decision = "after"
        elif not support[project]:
            decision = "unbacked"
        elif votes[project] < frame.minimum:
            decision = "minimum"
        elif support[project] < threshold:
            decision = "threshold"
        else:
            decision, cause = kept_out(election, frame, pot, project, before, count.winners)
            decision = decision or by_money(election.costs[project], left, pot, rules, misfit=misfit)
        step = {"project": election.ids[project], "support": written(support[project]), "left": written(left)}
        count.steps.append(step | {"decision": decision} | ({"cause": cause} if cause else {}))
        if decision in {"funded", "part", "reserve"}:
            paid.append(min(election.costs[project], left))
            left -= paid[-1]
            count.winners.append(project)
        if decision in {"part", "reserve", "misfit"}:
            misfit, stopped = True, rules["misfit"] == "stop"
    return count, paid, left


def kept_out(
    election: Election, frame: Frame, pot: Pot, project: int, before: Sequence[int], mine: Sequence[int]
) -> tuple[str, str]:
    """Which limit keeps a project out (decision, cause); two empty texts if none does."""
    won, name = [*before, *mine], election.ids[project]
    for winner in won:
        if any(name in each and election.ids[winner] in each for each in frame.apart):
            return "apart", election.ids[winner]
    for decision, limits, winners in (("limit", frame.limits, won), ("each", pot.limits, mine)):
        for key, most in limits:
            value = election.fields[project][key]
            if sum(election.fields[winner][key] == value for winner in winners) >= most:
                return decision, key
    return ("full", "") if pot.most is not None and len(mine) >= pot.most else ("", "")


def by_money(cost: Fraction, left: Fraction, pot: Pot, rules: dict[str, Any], *, misfit: bool) -> str:
    """What the money that is left allows. ``misfit``: a project of this pot did not fit before."""
    if cost <= left:
        return "funded"
    if pot.part is not None and not misfit and left >= pot.part * cost:
        return "part"
    clause = None if rules["clause"] is None else number(rules["clause"], "rules.clause")
    return "reserve" if rules["misfit"] == "stop" and clause is not None and left >= clause * cost else "misfit"


def pot_by_pot(
    election: Election, frame: Frame, order: Order, rules: dict[str, Any], published: dict[str, Any], *, only: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Count each pot as an election of its own. ``only``: trust the published start money of each."""
    received: dict[str, Fraction] = defaultdict(Fraction)
    results, certificates = [], []
    for place, pot in enumerate(frame.pots):
        part, places = of_pot(election, frame, pot, pot.own + received[pot.id])
        entry, proof = published["result"]["pots"][place], published["certificate"]["pots"][place]
        start = number(entry["start_money"], "start_money") if "start_money" in entry else None
        check_purchases(part, rules, proof, start)
        found, certificate = recount(part, order.among(places), rules, entry, only_certificate=only)
        left = part.envelope - Fraction(found.pop("total_cost"))
        paid = [written(part.costs[part.ids.index(name)]) for name in found["winners"]]
        money = {"own": written(pot.own), "received": written(received[pot.id]), "left": written(left)}
        results.append({"id": pot.id, "paid": paid, **money, **found})
        certificates.append({"id": pot.id, **certificate})
        if pot.leftover is not None:
            received[pot.leftover] += left
    return results, certificates


def of_pot(election: Election, frame: Frame, pot: Pot, money: Fraction) -> tuple[Election, tuple[int, ...]]:
    """The election of a pot, and the places of its projects in the whole one."""
    votes = election.support("votes")
    places = tuple(place for place in pot.places if votes[place] >= frame.minimum)
    at = {place: number_ for number_, place in enumerate(places)}
    ballots = []
    for ballot in election.ballots:
        if set(ballot.choices) & set(pot.places):
            pairs = [
                (at[place], points) for place, points in zip(ballot.choices, ballot.points, strict=True) if place in at
            ]
            ballots.append(Ballot(tuple(one for one, _ in pairs), tuple(two for _, two in pairs), ballot.voters))
    ids, costs = tuple(election.ids[place] for place in places), tuple(election.costs[place] for place in places)
    fields = tuple(election.fields[place] for place in places)
    return Election(election.kind, money, ids, costs, tuple(ballots), fields), places


def check_together(frame: Frame, rules: dict[str, Any]) -> None:
    """Hold that the rules and the frame have a meaning together."""
    if rules["rule"] == "greedy":
        if rules["clause"] is not None and any(pot.part is not None for pot in frame.pots):
            raise RefusedError("frame : « part » et la clause ne vont pas ensemble.")
        return
    places = [place for pot in frame.pots for place in pot.places]
    limited = any(pot.limits or pot.most is not None or pot.part is not None for pot in frame.pots)
    if frame.limits or frame.apart or limited or len(set(places)) < len(places):
        raise RefusedError("frame : ce cadre n’a pas de sens défini avec cette règle.")


def check_framed_shapes(published: dict[str, Any], rules: dict[str, Any], frame: Frame) -> None:
    """Hold that the result and the certificate have one entry for each pot, with its keys."""
    result = closed(published["result"], "result", ("winners", "total_cost", "valid", "void", "pots"))
    certificate = closed(published["certificate"], "certificate", ("pots",))
    shared = ("start_money", "end", "filled") if rules["rule"] == "equal-shares" else ()
    keys = {"greedy": ("steps",), "equal-shares": ("left",), "phragmen": ("blocked",)}[rules["rule"]]
    more = ("steps",) if rules.get("fill") else ()
    optional = () if rules["rule"] == "greedy" else ("purchases",)
    for part, needed, allowed in (
        (result, ("id", "own", "received", "left", "winners", "paid", "ties", *shared), ()),
        (certificate, ("id", *keys, *more), optional),
    ):
        pots = list_of(part["pots"], "pots")
        if len(pots) != len(frame.pots):
            raise RefusedError("result.pots, certificate.pots : on attend une entrée par enveloppe.")
        for pot in pots:
            closed(pot, "pots", needed, allowed)


def verify_framed(published: dict[str, Any], election: Election, rules: dict[str, Any], *, only: bool) -> None:
    """Count again within the frame, and compare."""
    frame = read_frame(published["frame"], election)
    check_together(frame, rules)
    check_framed_shapes(published, rules, frame)
    valid, void = admit(frame, election)
    order = Order(published["ties"], valid)
    if rules["rule"] == "greedy":
        results, certificates = through_pots(valid, frame, order, rules)
    else:
        results, certificates = pot_by_pot(valid, frame, order, rules, published, only=only)
    winners = [name for pot in results for name in pot["winners"]]
    total = sum((election.costs[election.ids.index(name)] for name in winners), Fraction(0))
    expected = {"winners": winners, "total_cost": written(total), "valid": valid.voters, "void": void, "pots": results}
    compare(published["result"], expected, "result")
    for given, mine in zip(published["certificate"]["pots"], certificates, strict=True):
        compare(_sorted(given), _sorted(mine), "certificate.pots")


# ── signatures (docs/formats/signature.md): Ed25519, verification only, written from RFC 8032, section 5.1 ──────────

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, FIELD) % FIELD
ROOT_OF_MINUS_ONE = pow(2, (FIELD - 1) // 4, FIELD)
HEXADECIMAL = re.compile(r"[0-9a-f]+")
SIGNED = ".1"

Point = tuple[int, int, int, int]
"""Extended coordinates (5.1.4): X, Y, Z, T, where x = X/Z, y = Y/Z and x·y = T/Z."""

NEUTRAL: Point = (0, 1, 1, 0)


def plus(one: Point, other: Point) -> Point:
    """Add two points (5.1.4)."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    low, high = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    cross, both = 2 * CURVE * t1 * t2, 2 * z1 * z2
    e, f, g, h = (high - low) % FIELD, (both - cross) % FIELD, (both + cross) % FIELD, (high + low) % FIELD
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def twice(one: Point) -> Point:
    """Add a point to itself (5.1.4)."""
    x, y, z, _ = one
    xx, yy = x * x, y * y
    h = xx + yy
    e, g = (h - (x + y) * (x + y)) % FIELD, (xx - yy) % FIELD
    f = (2 * z * z + g) % FIELD
    h %= FIELD
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def minus(one: Point) -> Point:
    x, y, z, t = one
    return -x % FIELD, y, z, -t % FIELD


def sum_of(first: int, one: Point, second: int, other: Point) -> Point:
    """Compute first·one + second·other, bit by bit, the highest first."""
    parts = {(1, 0): one, (0, 1): other, (1, 1): plus(one, other)}
    total = NEUTRAL
    for place in reversed(range(max(first.bit_length(), second.bit_length()))):
        total = twice(total)
        bits = (first >> place & 1, second >> place & 1)
        if bits in parts:
            total = plus(total, parts[bits])
    return total


def point_of(raw: bytes) -> Point | None:
    """Decode a point (5.1.3); None where the bytes are none."""
    number_, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    if number_ >= FIELD:
        return None
    u, v = (number_ * number_ - 1) % FIELD, (CURVE * number_ * number_ + 1) % FIELD
    x = u * pow(v, 3, FIELD) * pow(u * pow(v, 7, FIELD), (FIELD - 5) // 8, FIELD) % FIELD
    if v * x * x % FIELD == -u % FIELD:
        x = x * ROOT_OF_MINUS_ONE % FIELD
    if v * x * x % FIELD != u or (x == 0 and sign):
        return None
    x = FIELD - x if x & 1 != sign else x
    return x, number_, 1, x * number_ % FIELD


def bytes_of(point: Point) -> bytes:
    """Encode a point (5.1.2)."""
    x, y, z, _ = point
    inverse = pow(z, -1, FIELD)
    return (y * inverse % FIELD | (x * inverse % FIELD & 1) << 255).to_bytes(32, "little")


BASE = point_of((4 * pow(5, -1, FIELD) % FIELD).to_bytes(32, "little")) or NEUTRAL


def signature_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Verify a signature (5.1.7, the equation without its cofactor). A key of small order, that anything would satisfy, is refused."""
    point = point_of(key) if len(key) == 32 and len(signature) == 64 else None  # noqa: PLR2004 - 5.1.7
    if point is None or bytes_of(twice(twice(twice(point)))) == bytes_of(NEUTRAL):
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER:
        return False
    drawn = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return bytes_of(sum_of(scalar, BASE, drawn, minus(point))) == signature[:32]


def hexadecimal(value: object, size: int, where: str) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * size or not HEXADECIMAL.fullmatch(value):
        raise RefusedError(f"{where} : on attend {2 * size} signes, de 0 à 9 et de a à f.")
    return bytes.fromhex(value)


def check_signature(statement: dict[str, Any], key: object, value: object, keys: Sequence[str], where: str) -> str:
    """Hold that a statement is signed by a key, one of those that the reader trusts where she gave some; return it."""
    public = hexadecimal(key, 32, f"{where}.key")
    if not signature_holds(public, canonical(statement), hexadecimal(value, 64, f"{where}.signature")):
        raise RefusedError(f"{where} : la signature n’est pas celle de cette clé pour ce contenu.")
    if keys and public.hex() not in keys:
        raise RefusedError(f"{where} : signé par la clé {public.hex()}, ce n’est pas celle que vous avez donnée.")
    return public.hex()


def unsigned(value: object) -> object:
    """Take the signature of a result away: what is left is the format that it adds to."""
    told = value.get("format") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(told, str) or told.removesuffix(SIGNED) not in FORMATS:
        return value
    if not told.endswith(SIGNED):
        return value
    if "signature" not in value:
        raise RefusedError("format : un résultat signé a une clé « signature ».")
    rest = {key: part for key, part in value.items() if key != "signature"}
    return rest | {"format": told.removesuffix(SIGNED)}


def check_signed(path: Path, last: str, keys: Sequence[str]) -> dict[str, Any] | None:
    """Verify the signature of a result whose chain holds; None: it has none, which is refused where the reader gave a key."""
    value = json.loads(path.read_bytes())
    if "signature" not in value:
        if keys:
            raise RefusedError("vous avez donné une clé, mais ce résultat n’est pas signé.")
        return None
    needed = ("election", "zone", "rules", "checkpoint", "at", "key", "value")
    signature = closed(value["signature"], "signature", needed)
    bound = {key: part for key, part in signature.items() if key not in {"key", "value"}}
    named = {"format": value["format"], "sha256": last}
    check_signature(bound | named, signature["key"], signature["value"], keys, "signature")
    return signature


SIGNATURE_PROVES = (
    "Une signature prouve que ce fichier vient de qui tient la clé et n’a pas changé depuis. Elle ne prouve ni qu’il est juste, ni "
    "que la clé n’a pas été copiée."
)
KEY_OF_THE_FILE = (
    "La clé est celle que nomme le fichier : qui l’aurait réécrit aurait pu mettre la sienne. Comparez-la avec celle que "
    "d’autres ont notée, et donnez-la par --cle."
)


# ── checkpoints of an urn (docs/formats/releves-urne.md): the tree of RFC 9162, section 2.1 ─────────────────────────

CHECKPOINT, CHECKPOINTS, INCLUDED = "essaim/releve-urne/1", "essaim/releves-urne/1", "essaim/preuve-urne/1"
OF_CHECKPOINTS = (CHECKPOINT, CHECKPOINTS, INCLUDED)
STATEMENT = ("format", "election", "number", "size", "root", "at", "final")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


def above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf(receipt: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + receipt).digest()


def is_included(place: int, size: int, receipt: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Verify an inclusion proof (2.1.3.2)."""
    at, last, node = place, size - 1, leaf(receipt)
    if at > last:
        return False
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = above(step, node)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            node = above(node, step)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def goes_on(before: int, size: int, path: Sequence[bytes], earlier: bytes, root: bytes) -> bool:
    """Verify a consistency proof (2.1.4.2): the tree of the first ``before`` leaves is the beginning of the later one."""
    if before in {0, size}:
        return not path and (before == 0 or earlier == root)
    nodes = [earlier, *path] if before & (before - 1) == 0 else list(path)
    at, last = before - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not path or before > size:
        return False
    old = new = nodes[0]
    for step in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = above(step, old), above(step, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = above(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == (earlier, root)


class Growing:
    """The roots of a tree as its leaves come: the peaks of its whole subtrees, the largest first."""

    def __init__(self) -> None:
        self.peaks: list[tuple[int, bytes]] = []
        self.size = 0

    def add(self, receipt: bytes) -> None:
        size, node = 1, leaf(receipt)
        while self.peaks and self.peaks[-1][0] == size:
            size, node = 2 * size, above(self.peaks.pop()[1], node)
        self.peaks.append((size, node))
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256().digest()
        node = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            node = above(peak, node)
        return node


@dataclass(frozen=True)
class Held:
    """A checkpoint that was read: what is signed, its proof, its key (empty: it is not signed)."""

    election: str
    number: int
    size: int
    root: bytes
    final: bool
    proof: tuple[bytes, ...]
    key: str


def read_checkpoint(value: object, where: str, keys: Sequence[str]) -> Held:
    """Read a checkpoint and verify its signature."""
    told = closed(value, where, (*STATEMENT, "proof", "key", "signature"))
    one_of(told["format"], (CHECKPOINT,), f"{where}.format")
    texts({"election": told["election"], "at": told["at"]}, where)
    size = told["size"]
    if not isinstance(size, int) or isinstance(size, bool) or size < 0 or not MOMENT.fullmatch(told["at"]):
        raise RefusedError(f"{where} : le nombre de bulletins ou la date ne sont pas écrits comme il le faut.")
    one_of(told["final"], (True, False), f"{where}.final")
    number_, root = whole(told["number"], f"{where}.number"), hexadecimal(told["root"], 32, f"{where}.root")
    proof = tuple(hexadecimal(node, 32, f"{where}.proof") for node in list_of(told["proof"], f"{where}.proof"))
    key = ""
    if told["key"] or told["signature"] or keys:
        key = check_signature({name: told[name] for name in STATEMENT}, told["key"], told["signature"], keys, where)
    return Held(told["election"], number_, size, root, told["final"], proof, key)


def read_checkpoints(value: object, keys: Sequence[str]) -> list[Held]:
    """Read all the checkpoints of an urn: each signed, each going on from the one before."""
    told = closed(value, "les relevés", ("format", "election", "checkpoints"))
    one_of(told["format"], (CHECKPOINTS,), "format")
    found = [read_checkpoint(one, f"checkpoints[{place}]", keys)
             for place, one in enumerate(list_of(told["checkpoints"], "checkpoints"))]  # fmt: skip
    before = Held(str(told["election"]), 0, 0, hashlib.sha256().digest(), final=False, proof=(), key="")
    for one in found:
        where = f"relevé n° {one.number}"
        if one.election != told["election"] or one.number != before.number + 1 or before.final:
            raise RefusedError(f"{where} : il n’est pas de ce vote, ou ne suit pas le relevé n° {before.number}.")
        if one.size < before.size or not goes_on(before.size, one.size, one.proof, before.root, one.root):
            raise RefusedError(
                f"{where} : il ne prolonge pas le relevé n° {before.number} : des bulletins ont disparu ou changé."
            )
        before = one
    return found


def check_receipts(found: Sequence[Held], path: Path) -> int:
    """Hold that each checkpoint is the root of the first receipts of the archive; return how many receipts there are."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split(";") for line in lines[1:]]
    if lines[:1] != ["releve;recu;ecarte"] or any(len(row) != 3 or not row[0].isdigit() for row in rows):  # noqa: PLR2004
        raise RefusedError("recus.csv : on attend les colonnes releve;recu;ecarte, et un relevé pour chaque reçu.")
    tree, receipts = Growing(), [(int(row[0]), hexadecimal(row[1], 32, "recus.csv")) for row in rows]
    if receipts != sorted(set(receipts)):
        raise RefusedError("recus.csv : les reçus ne sont pas par relevé puis dans l’ordre, ou l’un y est deux fois.")
    for one in found:
        for batch, receipt in receipts[tree.size : one.size]:
            if batch > one.number:
                break
            tree.add(receipt)
        if (tree.size, tree.root) != (one.size, one.root):
            raise RefusedError(f"relevé n° {one.number} : les reçus publiés n’en donnent pas la racine.")
    if tree.size != len(receipts):
        raise RefusedError("recus.csv : des reçus ne sont comptés par aucun relevé.")
    return len(receipts)


def kept_in(path: Path, keys: Sequence[str]) -> list[Held]:
    """Read checkpoints that somebody kept: a file of them, one alone, or a whole message that holds the line of one."""
    text = path.read_text(encoding="utf-8")
    for part in (text, *text.splitlines()):
        try:
            value = json.loads(part)
        except ValueError:
            continue
        if isinstance(value, dict) and value.get("format") == CHECKPOINTS:
            return read_checkpoints(value, keys)
        if isinstance(value, dict) and value.get("format") == CHECKPOINT:
            return [read_checkpoint(value, "le relevé gardé", keys)]
    raise UnreadableError(f"{path} : aucun relevé ne s’y lit.")


def check_kept(kept: Sequence[Held], published: Sequence[Held]) -> None:
    """Hold that what was kept is among what is published."""
    places = {(one.election, one.number, one.size, one.root) for one in published}
    for one in kept:
        if (one.election, one.number, one.size, one.root) not in places:
            proof = "Il est signé : il prouve que l’urne a été réécrite." if one.key else "Il n’est pas signé."
            raise RefusedError(f"le relevé gardé n° {one.number} n’est pas parmi ceux que montre ce fichier. {proof}")


def read_of_checkpoints(path: Path) -> dict[str, Any] | None:
    """Read a file of checkpoints or a proof; None where the file is something else: `read` then says what is wrong."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and value.get("format") in OF_CHECKPOINTS else None


def report_checkpoints(value: dict[str, Any], options: argparse.Namespace) -> str:
    """Verify checkpoints, or the proof of a receipt; return what to say. Raises RefusedError or UnreadableError."""
    if value["format"] == INCLUDED:
        return _report_included(value, options)
    found = (
        read_checkpoints(value, options.cle)
        if value["format"] == CHECKPOINTS
        else [read_checkpoint(value, "le relevé", options.cle)]
    )
    if not found:
        raise RefusedError("il n’y a aucun relevé.")
    last = found[-1]
    lines = [f"✓ Relevé n° {last.number} de l’urne {last.election} : {last.size} bulletins scellés."]
    if value["format"] == CHECKPOINTS:
        closing = " (clôture)" if last.final else ""
        lines = [f"✓ {len(found)} relevés de l’urne {last.election}, chacun prolonge celui d’avant.",
                 f"  Le dernier, n° {last.number}{closing}, tient {last.size} bulletins scellés."]  # fmt: skip
    if options.recus:
        lines.append(
            f"  {check_receipts(found, options.recus)} reçus publiés : ils donnent la racine de chaque relevé."
        )
    return "\n".join([*lines, *_report_kept(found, options), *_report_keys(found, options)])


def _report_kept(found: Sequence[Held], options: argparse.Namespace) -> list[str]:
    if not options.garde:
        return [
            "  Aucun relevé gardé ailleurs n’a été comparé (--garde) : une urne réécrite en entier ne se verrait pas."
        ]
    kept = kept_in(options.garde, options.cle)
    check_kept(kept, found)
    return [f"  Ce que vous aviez gardé ({len(kept)} relevé(s)) y est, inchangé."]


def _report_keys(found: Sequence[Held], options: argparse.Namespace) -> list[str]:
    keys, bare = sorted({one.key for one in found if one.key}), sum(not one.key for one in found)
    lines = [f"  Signés par la clé {key}." for key in keys] + (
        [f"  {bare} relevés ne sont pas signés."] if bare else []
    )
    return [*lines, *([] if options.cle or not keys else ["  " + KEY_OF_THE_FILE]), "", SIGNATURE_PROVES]


def _report_included(value: dict[str, Any], options: argparse.Namespace) -> str:
    told = closed(value, "la preuve", ("format", "receipt", "place", "path", "checkpoint"))
    one_of(told["format"], (INCLUDED,), "format")
    one = read_checkpoint(told["checkpoint"], "checkpoint", options.cle)
    receipt = hexadecimal(told["receipt"], 32, "receipt")
    path = [hexadecimal(node, 32, "path") for node in list_of(told["path"], "path")]
    place = told["place"]
    if (
        not isinstance(place, int)
        or isinstance(place, bool)
        or place < 0
        or not is_included(place, one.size, receipt, path, one.root)
    ):
        raise RefusedError("le chemin ne mène pas du reçu à la racine du relevé.")
    lines = [f"✓ Le reçu {told['receipt']} est sous le relevé n° {one.number} ({one.size} bulletins scellés)."]
    return "\n".join([*lines, *_report_kept([one], options), *_report_keys([one], options)])


# ── all together ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Verdict:
    """An accepted result."""

    election: Election
    rules: dict[str, Any]
    result: dict[str, Any]
    fingerprint: str
    signature: dict[str, Any] | None = None


def verify(
    path: Path,
    *,
    fingerprint: str | None = None,
    rulebook: str | None = None,
    only_certificate: bool = False,
    keys: Sequence[str] = (),
) -> Verdict:
    """Check a published result. Raises RefusedError (it is wrong, and where) or UnreadableError.

    ``keys``: public keys that the reader trusts; ``fingerprint``: of the whole file; ``rulebook``: of the rules, the ties and the frame, as they were published before the vote.
    """
    published = read(path)
    last = check_chain(published)
    if fingerprint is not None and fingerprint.strip().lower() != last:
        raise RefusedError(f"l’empreinte du fichier est {last}, ce n’est pas celle que vous avez donnée.")
    signature = check_signed(path, last, keys)
    check_rulebook(published, rulebook)
    election = read_election(published["election"])
    rules = check_rules(published["rules"], election)
    if not election.voters:
        raise RefusedError("election.ballots : il n’y a aucun bulletin.")
    if "frame" in published:
        verify_framed(published, election, rules, only=only_certificate)
        return Verdict(election, rules, published["result"], last, signature)
    order = Order(published["ties"], election)
    check_shapes(published, rules)
    certificate, result = published["certificate"], published["result"]
    start = number(result["start_money"], "result.start_money") if "start_money" in result else None
    check_purchases(election, rules, certificate, start)
    expected = recount(election, order, rules, result, only_certificate=only_certificate)
    compare(result, expected[0], "result")
    compare(_sorted(certificate), _sorted(expected[1]), "certificate")
    return Verdict(election, rules, result, last, signature)


def check_rulebook(published: dict[str, Any], expected: str | None) -> None:
    """Compare the rules, the ties and the frame with the fingerprint that was published before the vote."""
    ties = published["ties"].get("criteria") if isinstance(published["ties"], dict) else None
    frozen = {"rules": published["rules"], "ties": ties, "frame": published.get("frame")}
    found = hashlib.sha256(canonical(frozen)).hexdigest()
    if expected is not None and expected.strip().lower() != found:
        raise RefusedError(f"l’empreinte du règlement est {found}, ce n’est pas celle qui fut publiée avant le vote.")


def check_shapes(published: dict[str, Any], rules: dict[str, Any]) -> None:
    shared = rules["rule"] == "equal-shares"
    closed(
        published["result"],
        "result",
        ("winners", "total_cost", "ties", *(("start_money", "end", "filled") if shared else ())),
    )
    keys = {"greedy": ("steps",), "equal-shares": ("left",), "phragmen": ("blocked",)}[rules["rule"]]
    more = ("steps",) if rules.get("fill") else ()
    closed(published["certificate"], "certificate", (*keys, *more), () if rules["rule"] == "greedy" else ("purchases",))


def recount(
    election: Election, order: Order, rules: dict[str, Any], result: dict[str, Any], *, only_certificate: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Count again from the ballots: the result and the certificate that should have been published."""
    if rules["rule"] == "greedy":
        count = greedy(election, order, rules, range(len(election.ids)), Fraction(0))
        return told(election, count.winners, count.ties), {"steps": count.steps}
    if rules["rule"] == "phragmen":
        return phragmen(election, order)
    trusted = number(result["start_money"], "result.start_money") if only_certificate else None
    if trusted is None:
        return equal_shares(election, order, rules, None)
    expected, certificate = equal_shares(election, order, rules, trusted)
    return expected | {"end": result["end"]}, certificate


def _sorted(certificate: dict[str, Any]) -> dict[str, Any]:
    """Payments may come in any order."""
    if "purchases" not in certificate:
        return certificate
    purchases = [one | {"payments": sorted(one["payments"], key=canonical)} for one in certificate["purchases"]]
    return certificate | {"purchases": purchases}


def compare(published: object, expected: object, where: str) -> None:
    """Refuse at the first place where what is published is not what the recount gives."""
    if isinstance(published, dict) and isinstance(expected, dict) and published.keys() == expected.keys():
        for key in sorted(published):
            compare(published[key], expected[key], f"{where}.{key}")
    elif isinstance(published, list) and isinstance(expected, list) and len(published) == len(expected):
        for place, pair in enumerate(zip(published, expected, strict=True)):
            compare(*pair, f"{where}[{place}]")
    elif type(published) is not type(expected) or published != expected:
        raise RefusedError(f"{where} : publié {_short(published)}, le recompte donne {_short(expected)}.")


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:120]}…"  # noqa: PLR2004


def report(verdict: Verdict, *, only_certificate: bool, trusted: bool = False) -> str:
    election, result = verdict.election, verdict.result
    lines = [
        "✓ Le résultat publié est juste.",
        f"  {election.voters} bulletins publiés, {len(election.ids)} projets, enveloppe {written(election.envelope)}.",
        f"  Règle : {json.dumps(verdict.rules, ensure_ascii=False, sort_keys=True)}",
        f"  {len(result['winners'])} projets gagnants, pour {result['total_cost']} : {', '.join(result['winners'])}.",
        f"  Égalités rencontrées : {sum(len(part['ties']) for part in result.get('pots', [result]))}.",
        *_of_frame(result),
        f"  Empreinte du fichier : {verdict.fingerprint}",
    ]
    if only_certificate:
        lines.append("  Seul le compte retenu a été refait : la recherche du montant de départ ne l’a pas été.")
    return "\n".join([*lines, *_of_signature(verdict.signature, trusted=trusted), "", NOT_PROVED])


def _of_signature(signature: dict[str, Any] | None, *, trusted: bool) -> list[str]:
    """What to say of the signature: by whom, bound to what, and what it proves."""
    if signature is None:
        return ["  Ce résultat n’est pas signé : rien n’y dit d’où il vient."]
    lines = [
        f"  Signature juste, par la clé {signature['key']}{', celle que vous avez donnée' if trusted else ''}, le {signature['at']}.",
        f"  Elle le lie au vote {signature['election']}, secteur « {signature['zone']} », règles gelées {signature['rules']}.",
    ]
    last = signature["checkpoint"]
    if isinstance(last, dict):
        lines.append(
            f"  Et au relevé final n° {last.get('number')} de l’urne : {last.get('size')} bulletins scellés, racine {last.get('root')}."
        )
    return [*lines, *([] if trusted else ["  " + KEY_OF_THE_FILE]), "  " + SIGNATURE_PROVES]


def _of_frame(result: dict[str, Any]) -> list[str]:
    """What a count within a frame adds: void ballots, and the money of each pot."""
    if "pots" not in result:
        return []
    void = sum(each["voters"] for each in result["void"])
    lines = [f"  Bulletins valables ou blancs : {result['valid']}, nuls : {void}."]
    return lines + [
        f"  Enveloppe « {pot['id']} » : {pot['own']} et {pot['received']} reçus ; "
        f"{len(pot['winners'])} gagnants ; reste {pot['left']}."
        for pot in result["pots"]
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Recompter soi-même un budget participatif publié.")
    parser.add_argument("fichier", type=Path, help="le résultat publié (JSON)")
    parser.add_argument("--empreinte", help="l’empreinte SHA-256 publiée ailleurs, à comparer")
    parser.add_argument("--reglement", help="l’empreinte du règlement publiée avant le vote, à comparer")
    parser.add_argument("--certificat", action="store_true", help="ne refaire que le compte retenu")
    parser.add_argument(
        "--cle",
        action="append",
        default=[],
        help="une clé publique de signature, notée ailleurs (plusieurs si elle a changé)",
    )
    parser.add_argument("--recus", type=Path, help="pour des relevés : urne/recus.csv, de l’archive")
    parser.add_argument(
        "--garde",
        type=Path,
        help="pour des relevés : un relevé que vous avez gardé ailleurs, ou le message qui le porte",
    )
    options = parser.parse_args(arguments)
    options.cle = [key.strip().lower() for key in options.cle]
    try:
        checkpoints = read_of_checkpoints(options.fichier)
        if checkpoints is not None:
            print(report_checkpoints(checkpoints, options))
            return 0
        verdict = verify(
            options.fichier,
            fingerprint=options.empreinte,
            rulebook=options.reglement,
            only_certificate=options.certificat,
            keys=options.cle,
        )
    except RefusedError as error:
        print(f"✗ Refusé. {error}")
        return 1
    except (UnreadableError, OSError, UnicodeDecodeError) as error:
        print(f"✗ Illisible. {error}", file=sys.stderr)
        return 2
    print(report(verdict, only_certificate=options.certificat, trusted=bool(options.cle)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
