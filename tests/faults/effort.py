"""How long the faults of a vote are tried: a little at every change, as long as asked by `make faults`; and what came of it."""

import json
import os
import sys
from pathlib import Path

ROUNDS = int(os.environ.get("ESSAIM_FAULTS_ROUNDS", "1"))
"""How many times more voters and strikes than at every change."""
SEED = int(os.environ.get("ESSAIM_FAULTS_SEED", "20261126"))


def tell(what: str, **figures: float | str) -> None:
    """Print what a test measured, with its seed, and add it to the file of the long run."""
    line = json.dumps({"test": what, "seed": SEED, **figures})
    sys.stdout.write(f"{line}\n")
    if kept := os.environ.get("ESSAIM_FAULTS_LOG"):
        with Path(kept).open("a", encoding="utf-8") as log:
            log.write(line + "\n")
