"""Strike a vote again and again, as long as asked, on both databases; end with one line that sums it up.

    make faults                            # once, five times more voters and strikes than at every change
    make faults ROUNDS=20 SECONDS=3600     # for an hour, with another seed each time

Exit code: 0 when no acknowledged ballot was lost, none doubled, every twin was caught, nothing was linked.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import postgres

ROOT = Path(__file__).parent.parent
VOTE = ("tests/faults", "-k", "vote", "-p", "no:cacheprovider", "-q")
SUMS = ("acknowledged", "lost", "twice", "kills", "cut", "refused", "again")


def databases(stack: ExitStack) -> Iterator[tuple[str, str]]:
    """Yield the name of each database that this machine has, and its address."""
    yield "SQLite", ""
    if postgres.binaries():
        yield "PostgreSQL", stack.enter_context(postgres.temporary_server())
    else:
        print("ABSENT: PostgreSQL (apt install postgresql): only SQLite is tried", flush=True)


def run(url: str, environment: dict[str, str]) -> bool:
    marked = "database" if url else "not postgres"
    command = [sys.executable, "-m", "pytest", *VOTE, "-m", marked]
    settings = os.environ | environment | {"DATABASE_URL": url}
    return subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode == 0


def summary(log: Path) -> str:
    """Say in one line what all the runs came to; the twins apart, for they must lose."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    ours = [line for line in lines if "twin" not in line["test"]]
    sums = {name: sum(int(line.get(name, 0)) for line in ours) for name in SUMS}
    twins = [line for line in lines if "twin" in line["test"]]
    caught = sum(any(line.get(what) for what in ("lost", "robbed", "linked")) for line in twins)
    seeds = sorted({line["seed"] for line in lines})
    return (
        f"faults: {sums['acknowledged']} ballots acknowledged, {sums['lost']} lost, {sums['twice']} doubled, {sums['again']} receipts had again; "
        f"{sums['kills']} kills, {sums['cut']} answers cut, {sums['refused']} refused; {caught} twins caught; seeds {seeds[0] if seeds else '-'}"
        f" to {seeds[-1] if seeds else '-'}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="times more voters and strikes than at every change")
    parser.add_argument("--seconds", type=float, default=0, help="begin again, seed after seed, until they have passed")
    options = parser.parse_args()
    start, seed, passed = time.monotonic(), 20261126, []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        log, tried = Path(folder) / "log", list(databases(stack))
        while not passed or time.monotonic() - start < options.seconds:
            asked = {"ROUNDS": options.rounds, "SEED": seed, "LOG": log}
            settings = {f"ESSAIM_FAULTS_{key}": str(value) for key, value in asked.items()}
            for name, url in tried:
                print(f"\n→ faults of a vote on {name}, {options.rounds} rounds, seed {seed}", flush=True)
                passed.append(run(url, settings))
            seed += 1
        print(f"\n{summary(log)}; {time.monotonic() - start:.0f} s; {'all passed' if all(passed) else 'FAILED'}")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
