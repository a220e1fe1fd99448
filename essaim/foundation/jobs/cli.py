"""`essaim worker`: deliver messages, run tasks and periodic jobs, until it is stopped."""

import argparse
import sys

from essaim.foundation.jobs.domain.worker import Worker
from essaim.foundation.storage.public import start_problems


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="faire ce qui est dû, puis s’arrêter")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    problems = start_problems()
    for problem in problems:
        print(f"✗ {problem}", file=sys.stderr)
    if problems:
        return 1
    worker = Worker()
    if options.once:
        while worker.turn():
            pass
    else:
        worker.run()
    return 0
