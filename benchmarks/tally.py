"""Counting votes: ours beside pabutools, on real Pabulib files and on a synthetic one of the size of the Gers.

    .venv/bin/python benchmarks/tally.py --data FOLDER [--files NAME …] [--rules greedy shares phragmen add1] [--gers] [--small]
    .venv/bin/python benchmarks/tally.py --framed

FOLDER holds .pb files. Each line is two fresh processes, one after the other in the same run, each with one thread: the file is
read, then counted; ties by the order of the file on both sides. Processor seconds of the count alone, of everything from a cold
start (interpreter, libraries, file, count), and the peak memory of the process; the figure to quote is the ratio. Ours is the
best of three counts, the peer counts once (its counts take seconds). Without --files: the four large files that the design names.

--framed: an election of the size of the Gers within a frame that no peer knows (one winner a canton, zones × cost bands with their own
envelopes, a common pot, one project a holder, void ballots): processor seconds to count, to explain all 416 projects with the votes that
each missed, and for the one-file recount of what is published.
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


def framed_election(path: Path):
    """The synthetic election, its projects with a canton, a zone and a holder."""
    from dataclasses import replace

    from essaim.cores.voting import read_pabulib

    synthetic(path)
    draw, election = random.Random(3), read_pabulib(path.read_bytes())
    projects = [
        replace(
            project,
            fields={
                "canton": f"c{draw.randrange(17)}",
                "zone": f"z{draw.randrange(4)}",
                "porteur": f"h{draw.randrange(380)}",
            },
        )
        for project in election.projects
    ]
    return replace(election, projects=tuple(projects))


def framed_frame(part: str | None) -> dict:
    bands = [{"up_to": "10000"}, {"over": "10000", "up_to": "30000"}, {"over": "30000"}]
    pots = [{"id": "cantons", "amount": "300000", "limits": [{"field": "canton", "most": 1}], "leftover": "commune"}]
    pots += [
        {
            "id": f"z{zone} {number}",
            "share": "0.06",
            "among": {"fields": {"zone": [f"z{zone}"]}, **band},
            "leftover": "commune",
        }
        for zone in range(4)
        for number, band in enumerate(bands)
    ]
    pots += [{"id": "commune"}]
    return {
        "format": "essaim/cadre/1",
        "minimum": 20,
        "ballot": {"most": 5, "limits": [{"field": "porteur", "most": 3}], "apart": [["p1", "p2"]]},
        "limits": [{"field": "porteur", "most": 1}],
        "apart": [["p3", "p4"]],
        "pots": [{**pot, "part": part} if part else pot for pot in pots],
    }


def framed(folder: Path) -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "verify")]
    import recount

    from essaim.cores.voting import Rules, canonical_json, count, declare_order, explain, published_json, read_frame

    election = framed_election(folder / "gers.pb")
    order = declare_order(election, ["lot:32"])
    print(
        "| framed count | count s | explained s | recount.py s | winners | void | lost with no number of votes enough |"
    )
    print("|---|---|---|---|---|---|---|")
    for misfit, part in (("skip", None), ("stop", None), ("skip", "0.5")):
        frame, times = read_frame(framed_frame(part)), [time.process_time()]
        result = count(election, Rules("greedy", misfit=misfit), order, frame=frame)
        times.append(time.process_time())
        told = explain(result)
        times.append(time.process_time())
        published = folder / "resultat.json"
        published.write_bytes(canonical_json(published_json(result)) + b"\n")
        times.append(time.process_time())
        recount.verify(published)
        counted, explained, _, recounted = (
            after - before for before, after in zip(times, [*times[1:], time.process_time()], strict=True)
        )
        hopeless = sum(not each.won and each.missing is None for each in told)
        name = f"{misfit}{f', part {part}' if part else ''}"
        void = sum(each.voters for each in result.void)
        print(
            f"| {name} | {counted:.3f} | {explained:.3f} | {recounted:.2f} | {len(result.winners)} | {void} | {hopeless} |"
        )


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
    parser.add_argument("--framed", action="store_true", help="count and explain within a frame (no peer does)")
    options = parser.parse_args()
    if options.framed:
        with tempfile.TemporaryDirectory() as folder:
            framed(Path(folder))
        return
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
