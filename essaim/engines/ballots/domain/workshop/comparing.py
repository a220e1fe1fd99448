"""A comparison: asked, counted one candidate a task in a process of its own with a limit of time, kept as it goes."""

import json
import os
import signal
import subprocess  # nosec B404 - our own module, with our own interpreter and no shell
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

import essaim
from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.domain.workshop import counting, packing
from essaim.engines.ballots.domain.workshop.candidates import WAYS
from essaim.engines.ballots.models.workshop import BallotSet, Comparison
from essaim.foundation.jobs import public as jobs

SECONDS = 300
"""The most that one candidate may keep the worker waiting, on a machine that does other things. Its program has its own limit."""
COMPARISONS_AT_MOST = 30
ROOT = Path(essaim.__file__).parents[1]
TASK = "essaim.engines.ballots.tasks.count_next"
TOO_LONG = f"Pas de résultat après {counting.MOST_SECONDS} secondes de calcul : ces bulletins sont trop longs à compter ainsi. `essaim tally` n’a pas de limite."
BROKEN = "Le décompte s’est interrompu : cette règle n’a pas de résultat ici."
FORGOTTEN = "Les bulletins de ce jeu sont effacés : ses comparaisons se lisent encore, il ne s’en fait plus d’autre."


def ask(*, ballot_set: BallotSet, ways: Sequence[str], field: str, bounds: Sequence[str], shares: Sequence[int], by: UUID | None) -> Comparison:  # fmt: skip
    """Ask for a comparison, in the order of the catalogue. Side effects: one row, one task. Raises RefusedActError."""
    wanted = [way.key for way in WAYS if way.key in ways]
    with transaction.atomic():
        held = BallotSet.objects.select_for_update().get(pk=ballot_set.pk)
        if not held.kept:
            raise RefusedActError(FORGOTTEN)
        if held.comparisons.count() >= COMPARISONS_AT_MOST:
            raise RefusedActError(
                f"Ces bulletins ont déjà {COMPARISONS_AT_MOST} comparaisons : supprimez ce jeu et reprenez-le."
            )
        found = Comparison.objects.create(
            ballot_set=held, ways=wanted, field=field, bounds=list(bounds), shares=list(shares), made_at=timezone.now(), made_by=by,
        )  # fmt: skip
        jobs.run_later(TASK, found.pk)
    return found


def count_next(pk: int) -> bool:
    """Count the next candidate of a comparison, keep its line, ask for the one after. Bears being run twice.

    Returns whether a line was added: not when all were, nor when the comparison or its ballots are gone. Nothing is locked meanwhile.
    """
    found = Comparison.objects.filter(pk=pk).select_related("ballot_set").first()
    if found is None or found.done or not found.ballot_set.kept:
        return False
    turn = len(found.lines)
    return _kept(pk, turn, counted(found, found.ways[turn]))


def _kept(pk: int, turn: int, line: dict[str, Any]) -> bool:
    with transaction.atomic():
        held = Comparison.objects.select_for_update().filter(pk=pk).first()
        if held is None or len(held.lines) != turn:
            return False
        held.lines = [*held.lines, line]
        held.save(update_fields=["lines"])
        if not held.done:
            jobs.run_later(TASK, pk)
    return True


def counted(comparison: Comparison, way: str) -> dict[str, Any]:
    """Return the line of one candidate, counted in a process of its own; past the limit, a line that says so."""
    held = comparison.ballot_set
    task = {
        "way": way, "field": comparison.field, "bounds": comparison.bounds, "shares": comparison.shares, "zones": held.zones,
        "lot": held.digest, "parted": held.parted, "election": packing.unpack(bytes(held.packed)),
    }  # fmt: skip
    return _apart(task) or {"way": way, "refused": BROKEN}


def _apart(task: Mapping[str, Any]) -> dict[str, Any] | None:
    command = [sys.executable, "-m", counting.__name__]
    where = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(  # nosec B603 - no shell, and nothing of the file in the command
            command, input=json.dumps(task).encode(), capture_output=True, timeout=SECONDS, check=False, env=where, cwd=ROOT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"way": task["way"], "refused": TOO_LONG}
    if done.returncode == -signal.SIGXCPU:
        return {"way": task["way"], "refused": TOO_LONG}
    if done.returncode != 0:
        return None
    line: dict[str, Any] = json.loads(done.stdout)
    return line
