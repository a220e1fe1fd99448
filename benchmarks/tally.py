"""Counting votes: ours beside pabutools, on real Pabulib files and on a synthetic one of the size of the Gers.

    .venv/bin/python benchmarks/tally.py --data FOLDER [--files NAME …] [--rules greedy shares phragmen add1] [--gers] [--small]

FOLDER holds .pb files. Each line is two fresh processes, one after the other in the same run, each with one thread: the file is
read, then counted; ties by the order of the file on both sides. Processor seconds of the count alone, of everything from a cold
start (interpreter, libraries, file, count), and the peak memory of the process; the figure to quote is the ratio. Ours is the
best of three counts, the peer counts once (its counts take seconds). Without --files: the four large files that the design names.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LARGE = ("Poland_Lodz_2022", "Poland_Warszawa_2026", "Hungary_Budapest_2024")
RULES = ("greedy", "shares", "phragmen", "add1")
ROOT = Path(__file__).parent.parent
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def synthetic(path: Path, *, projects: int = 416, voters: int = 47_660, cantons: int = 17, seed: int = 32) -> None:
    """Write an election of the size of the Gers's second one: most choices are in the voter's canton."""
    draw = random.Random(seed)
    home = [draw.randrange(cantons) for _ in range(projects)]
    weight = [draw.paretovariate(1.2) for _ in range(projects)]
    near = [[p for p in range(projects) if home[p] == canton] for canton in range(cantons)]
    lines = [
        "META",
        "key;value",
        "description;Synthetic, Gers size",
        "budget;1500000",
        "vote_type;approval",
        "max_length;6",
    ]
    lines += [f"num_projects;{projects}", f"num_votes;{voters}", "PROJECTS", "project_id;cost;name"]
    lines += [f"p{number};{draw.randrange(20, 600) * 100};Projet {number}" for number in range(projects)]
    lines += ["VOTES", "voter_id;vote"]
    for voter in range(voters):
        canton = draw.randrange(cantons)
        chosen: set[int] = set()
        for _ in range(draw.randint(1, 6)):
            pool = near[canton] if draw.random() < 0.7 else range(projects)
            chosen.update(draw.choices(pool, [weight[p] for p in pool]))
        lines.append(f"{voter};" + ",".join(f"p{p}" for p in sorted(chosen)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def ours(path: Path, rule: str) -> tuple[float, float, list[str]]:
    """Count with us; return processor seconds of the count, those since the process began, and the winners."""
    sys.path.insert(0, str(ROOT))
    from essaim.cores.voting import Rules, count, declare_order, read_pabulib

    rules = {
        "greedy": Rules("greedy"),
        "shares": Rules("equal-shares"),
        "phragmen": Rules("phragmen"),
        "add1": Rules("equal-shares", completion="add1"),
    }[rule]
    election = read_pabulib(path.read_bytes())
    order = declare_order(election, ["file"])
    times, cold = [], 0.0
    for _ in range(3):
        start = time.process_time()
        result = count(election, rules, order)
        times.append(time.process_time() - start)
        cold = cold or time.process_time()
    return min(times), cold, [election.projects[place].id for place in result.winners]


def peer(path: Path, rule: str) -> tuple[float, float, list[str]]:
    """Count with pabutools, identical ballots merged; ties by the order of the file."""
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
    from pabutools.tiebreaking import TieBreakingRule

    instance, single = parse_pabulib(str(path))
    profile = single.as_multiprofile()  # identical ballots once, as ours are: its faster way
    places = {project.name: place for place, project in enumerate(instance.project_meta)}
    ties = TieBreakingRule(lambda _instance, _profile, project: places[project.name])
    start = time.process_time()
    if rule == "greedy":
        found = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)
    elif rule == "phragmen":
        found = sequential_phragmen(instance, profile, tie_breaking=ties)
    else:
        more = {"voter_budget_increment": 1} if rule == "add1" else {}
        found = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, tie_breaking=ties, **more)
    end = time.process_time()
    return end - start, end, [project.name for project in found]


def child(side: str, path: Path, rule: str) -> None:
    seconds, cold, winners = (ours if side == "ours" else peer)(path, rule)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"count": seconds, "cold": cold, "peak": peak, "winners": sorted(winners)}))


def measure(side: str, path: Path, rule: str) -> dict:
    command = [sys.executable, __file__, "--child", side, str(path), rule]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **ONE_THREAD})
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def line(path: Path, rule: str) -> str:
    mine, theirs = measure("ours", path, rule), measure("peer", path, rule)
    same = mine["winners"] == theirs["winners"]
    cells = [
        path.stem[:28],
        rule,
        f"{theirs['count']:.3f}",
        f"{mine['count']:.4f}",
        f"{theirs['count'] / mine['count']:.0f}",
    ]
    cells += [f"{theirs['cold']:.2f}", f"{mine['cold']:.2f}", f"{theirs['cold'] / mine['cold']:.1f}"]
    cells += [f"{theirs['peak']:.0f}", f"{mine['peak']:.0f}", f"{theirs['peak'] / mine['peak']:.1f}"]
    return "| " + " | ".join([*cells, "yes" if same else "NO"]) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--files", nargs="*", default=LARGE)
    parser.add_argument("--small", action="store_true", help="every file of approvals under 300 kB instead")
    parser.add_argument("--rules", nargs="*", default=RULES, choices=RULES)
    parser.add_argument("--gers", action="store_true", help="also the synthetic file")
    options = parser.parse_args()
    if options.child:
        side, path, rule = options.child
        child(side, Path(path), rule)
        return
    if options.data is None:
        parser.error("--data FOLDER: the folder of .pb files")
    paths = [options.data / f"{name}.pb" for name in options.files]
    if options.small:
        small = [path for path in sorted(options.data.glob("*.pb")) if path.stat().st_size < 300_000]
        paths = [path for path in small if "vote_type;approval" in path.read_text(encoding="utf-8")]
    print(
        "| file | rule | peer s | ours s | × | peer cold s | ours cold s | × | peer MB | ours MB | × | same winners |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        if options.gers:
            paths.append(Path(folder) / "gers_synthetic.pb")
            synthetic(paths[-1])
        for path in paths:
            for rule in options.rules:
                print(line(path, rule), flush=True)


if __name__ == "__main__":
    main()
