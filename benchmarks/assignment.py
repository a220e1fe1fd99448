"""Assignment: first come, first served, against the optimum on the same people; then time at size beside its peers.

    python benchmarks/assignment.py            # everything
    python benchmarks/assignment.py --draws 5  # fewer invented départements

People are invented by a generator that is stated here, from a seed that is printed: places around towns, a licence, points,
free half-days. Times are processor seconds of this process (all its threads).
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from essaim.cores.assignment import (
    Criterion,
    Problem,
    Quota,
    Side,
    Wish,
    assign,
    explain_pairs,
    explain_unserved,
    first_come,
    sentence,
    verify,
)
from essaim.cores.assignment.optimal import objective
from essaim.cores.assignment.quotas import solve_by_levels
from essaim.cores.assignment.ties import pair_lots
from essaim.cores.distance import haversine_matrix_km

SEED = "14 juillet 2026"
HALF_DAYS = 10


@dataclass(frozen=True)
class Country:
    """What people are drawn from: towns in a box of latitudes and longitudes, and the hard limits."""

    towns: int
    box: tuple[float, float, float, float]
    scatter: float  # degrees around a town, about 8 km for 0.07
    kilometres: float
    licence_years: int = 3
    points: int = 6
    shared: int = 2


CAR47 = Country(towns=20, box=(43.98, 44.76, -0.14, 1.08), scatter=0.05, kilometres=10)
LARGE = Country(towns=120, box=(43.2, 45.6, -1.2, 2.0), scatter=0.06, kilometres=12)


def people(count: int, country: Country, towns: np.ndarray, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """Two people in three live around a town, one anywhere; half-days are free with a chance of 0.35."""
    south, north, west, east = country.box
    around = towns[chance.integers(0, len(towns), count)] + chance.normal(0, country.scatter, (count, 2))
    anywhere = chance.uniform((south, west), (north, east), (count, 2))
    return {
        "place": np.where(chance.random((count, 1)) < 2 / 3, around, anywhere),
        "licence": chance.integers(0, 40, count),
        "points": chance.choice([2, 4, 6, 8, 10, 12], count, p=[0.02, 0.03, 0.08, 0.12, 0.2, 0.55]),
        "half_days": chance.random((count, HALF_DAYS)) < 0.35,
        "capacity": np.ones(count, dtype=np.int64),
    }


def invent(owners: int, drivers: int, country: Country, seed: int, *, quotas: bool = False) -> Problem:
    """Owners of a car and drivers, one agreement each; wishes: to be near, and to share half-days."""
    chance = np.random.default_rng(seed)
    south, north, west, east = country.box
    towns = chance.uniform((south, west), (north, east), (country.towns, 2))
    own, drive = (people(count, country, towns, chance) for count in (owners, drivers))
    distance = haversine_matrix_km(own["place"], drive["place"])
    shared = own["half_days"].astype(np.float32) @ drive["half_days"].astype(np.float32).T
    fit = np.broadcast_to(drive["licence"] >= country.licence_years, distance.shape)
    groups = np.arange(drivers) % 4
    return Problem.from_matrices(
        Side(tuple(f"owner {number}" for number in range(owners)), own["capacity"]),
        Side(tuple(f"driver {number}" for number in range(drivers)), drive["capacity"]),
        [
            Criterion(f"au plus {country.kilometres:g} km", distance <= country.kilometres),
            Criterion(f"permis depuis {country.licence_years} ans", fit),
            Criterion(
                f"au moins {country.points} points", np.broadcast_to(drive["points"] >= country.points, fit.shape)
            ),
            Criterion(f"{country.shared} demi-journées communes", shared >= country.shared),
        ],
        [
            Wish("proximité", np.round(np.maximum(country.kilometres - distance, 0) * 10).astype(np.int32)),
            Wish("demi-journées communes", shared.astype(np.int32), 10),
        ],
        quotas=[Quota(f"groupe {group}", "partners", groups == group, 0, drivers // 9) for group in range(4)]
        if quotas
        else [],
    )


def timed(work: Callable) -> tuple:
    start = time.process_time()
    return work(), time.process_time() - start


def car47(draws: int) -> None:
    print("First come, first served, against the optimum: 196 owners, 306 drivers, one agreement each\n")
    print("| seed | possible pairs | owners with no possible driver | first come serves | the optimum serves | ms |")
    print("|---|---|---|---|---|---|")
    gains = []
    for seed in range(1, draws + 1):
        problem = invent(196, 306, CAR47, seed)
        came = first_come(problem, range(196), seed=SEED)
        best, seconds = timed(lambda problem=problem: assign(problem, seed=SEED))
        assert not verify(problem, best.pairs)
        assert best.certificate.holds(problem, best.pairs)
        gains.append(best.served - came.served)
        alone = 196 - len(np.unique(problem.rows))
        if seed <= 5:
            print(f"| {seed} | {len(problem.rows)} | {alone} | {came.served} | {best.served} | {1000 * seconds:.1f} |")
    print(f"\nOver {draws} seeds: {np.mean(gains):.1f} more owners served (from {min(gains)} to {max(gains)}).\n")
    tell(invent(196, 306, CAR47, 1))


def tell(problem: Problem) -> None:
    found = assign(problem, seed=SEED)
    kinds = {}
    for reason in explain_unserved(problem, found):
        kinds.setdefault(type(reason).__name__, []).append(sentence(reason))
    for kind, told in kinds.items():
        print(f"{kind} ({len(told)}), for instance: {told[0]}")
    print(f"Chosen ({len(found.pairs)}), for instance: {sentence(explain_pairs(problem, found)[0])}\n")


def outcome(problem: Problem, count: int, total: float) -> tuple[int, int]:
    """The pairs served and their score, from a total of weights: a weight is a score plus a constant."""
    constant = int(plain_costs(problem)[0] - problem.scores[0])
    return count, round(total) - constant * count


def plain_costs(problem: Problem) -> np.ndarray:
    """The same objective as one integer weight a pair: a pair outweighs every score together."""
    return objective(problem).pairs


def scipy_dense(problem: Problem) -> tuple[int, int]:
    from scipy.optimize import linear_sum_assignment

    costs = np.zeros((len(problem.seekers), len(problem.partners)))
    costs[problem.rows, problem.columns] = plain_costs(problem)
    rows, columns = linear_sum_assignment(costs, maximize=True)
    return outcome(problem, int((costs[rows, columns] > 0).sum()), costs[rows, columns].sum())


def scipy_sparse(problem: Problem) -> tuple[int, int]:
    """The sparse call with a place for staying alone beside each row: what it needs to leave anybody out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    count, other, weights = len(problem.seekers), len(problem.partners), plain_costs(problem)
    alone = np.arange(count)
    data = np.concatenate([weights.max() + 1 - weights, np.full(count, weights.max() + 1)]).astype(float)
    ends = np.concatenate([problem.rows, alone]), np.concatenate([problem.columns, other + alone])
    graph = csr_array((data, ends), shape=(count, other + count))
    rows, columns = min_weight_full_bipartite_matching(graph)
    return outcome(problem, int((columns < other).sum()), count * (weights.max() + 1) - graph[rows, columns].sum())


def scipy_count(problem: Problem) -> tuple[int, None]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    graph = csr_array((np.ones(len(problem.rows)), (problem.rows, problem.columns)))
    return int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum()), None


def or_tools(problem: Problem) -> tuple[int, int]:
    """Minimum cost flow with the same integer weights; everybody may stay alone."""
    from ortools.graph.python import min_cost_flow

    count, other, weights = len(problem.seekers), len(problem.partners), plain_costs(problem)
    source, sink = count + other, count + other + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    seekers, partners = np.arange(count), count + np.arange(other)
    tails = np.concatenate([np.full(count, source), problem.rows, partners, seekers])
    heads = np.concatenate([seekers, count + problem.columns, np.full(other, sink), np.full(count, sink)])
    zeros = np.zeros(count + other, dtype=np.int64)
    costs = np.concatenate([zeros[:count], -weights, zeros])
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([count, -count]))
    assert flow.solve() == flow.OPTIMAL
    return outcome(problem, int(flow.flows(arcs)[count : count + len(weights)].sum()), -flow.optimal_cost())


def networkx_count(problem: Problem) -> tuple[int, None]:
    """Hopcroft and Karp's matching: the count alone, no score."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(problem.seekers)))
    graph.add_edges_from(zip(problem.rows.tolist(), (-1 - problem.columns).tolist(), strict=True))
    matched = nx.bipartite.hopcroft_karp_matching(graph, range(len(problem.seekers)))
    return len(matched) // 2, None


PEERS = {
    "scipy linear_sum_assignment, dense": scipy_dense,
    "scipy min_weight_full_bipartite_matching": scipy_sparse,
    "scipy maximum_bipartite_matching (count only)": scipy_count,
    "OR-Tools SimpleMinCostFlow": or_tools,
    "networkx hopcroft_karp_matching (count only)": networkx_count,
}


def large() -> None:
    problem, seconds = timed(lambda: invent(3000, 5000, LARGE, 1))
    print(f"3,000 × 5,000: {len(problem.rows)} possible pairs ({len(problem.rows) / 3000:.1f} a seeker), seed 1;")
    print(f"inventing people and matrices took {seconds:.2f} s and is not counted below\n")
    print("| what | served | points | processor s | of plain sparse scipy |\n|---|---|---|---|---|")
    peers = {name: measure(peer, problem) for name, peer in PEERS.items()}
    floor = peers["scipy min_weight_full_bipartite_matching"][1]
    came, seconds = timed(lambda: first_come(problem, range(3000), seed=SEED))
    best, assigning = timed(lambda: assign(problem, seed=SEED))
    equals, settling = timed(lambda: assign(replace(problem, scores=problem.scores * 0), seed=SEED))
    (pairs, unserved), explaining = timed(lambda: (explain_pairs(problem, best), explain_unserved(problem, best)))
    wrong, verifying = timed(lambda: verify(problem, best.pairs))
    assert not wrong
    assert len(pairs) == len(best.pairs)
    assert len(unserved) == 3000 - best.served
    levels, solving = timed(lambda: solve_by_levels(problem, pair_lots(problem, problem.open, SEED)))
    places = problem.open[levels]
    same = set(zip(problem.rows[places].tolist(), problem.columns[places].tolist(), strict=True)) == set(best.pairs)
    rows = [
        ("Essaim first_come", (came.served, came.score), seconds),
        ("Essaim assign: optimum, certificate, lots", (best.served, best.score), assigning),
        ("Essaim assign without wishes: lots decide all", (equals.served, None), settling),
        (
            "Essaim's levels by HiGHS, its way for quotas",
            (int(levels.sum()), int(problem.scores[places].sum())),
            solving,
        ),
        ("Essaim: every reason", (None, None), explaining),
        ("Essaim: verification", (None, None), verifying),
        *((name, *figures) for name, figures in peers.items()),
    ]
    for name, found, spent in rows:
        if found is None:
            print(f"| {name} | not installed | | | |")
            continue
        served, points = ("" if one is None else one for one in found)
        print(f"| {name} | {served} | {points} | {spent:.3f} | {spent / floor:.1f} |")
    print(f"\nBoth ways give the same pairs to the last lot: {'yes' if same else 'NO'}.")
    together = assigning + explaining + verifying
    print(f"Proposals, certificate, reasons and verification together: {together:.2f} s (aim: under 2)")


def measure(peer: Callable[[Problem], tuple], problem: Problem) -> tuple[tuple | None, float]:
    try:
        peer(invent(60, 60, CAR47, 1))  # what is imported on the first call is not counted
    except ImportError:
        return None, 0.0
    return timed(lambda: peer(problem))


def with_quotas() -> None:
    for size in ((196, 306, CAR47), (1000, 1500, LARGE), (3000, 5000, LARGE)):
        problem = invent(*size, 1, quotas=True)
        found, seconds = timed(lambda problem=problem: assign(problem, seed=SEED))
        assert not verify(problem, found.pairs)
        assert found.certificate is None  # the quotas do bind
        told = f"{size[0]} × {size[1]}, {len(problem.rows)} pairs, 4 quotas that bind (HiGHS)"
        print(f"{told}: {found.served} served in {seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=50)
    options = parser.parse_args()
    car47(options.draws)
    large()
    print()
    with_quotas()


if __name__ == "__main__":
    main()
