"""Runs one import in a process of its own, so that a test may kill it: says each row, then waits to be allowed on.

Usage: import_driver.py prepare | run FILE MAPPING [--wait-at N] [--per-row]
`--per-row` is the broken twin: the same import without its one transaction, each row committed by itself.
"""

import argparse
import contextlib
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django first
from django.db import transaction  # noqa: E402 - as above

from essaim.foundation.territories.models import Territory  # noqa: E402 - as above
from essaim.portal.catalogue.domain import records  # noqa: E402 - as above
from essaim.portal.catalogue.exchange.importing import run  # noqa: E402 - as above
from essaim.portal.catalogue.models import Theme  # noqa: E402 - as above


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def prepare() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    Theme.objects.create(slug="sante", label="Santé")
    Territory.objects.create(code="pays-FR", level="pays", insee="FR", name="France", slug="france")


def import_slowly(options: argparse.Namespace) -> None:
    written = 0
    write = records.write_initiative

    def write_and_wait(**arguments):
        nonlocal written
        found = write(**arguments)
        written += 1
        if written == options.wait_at:
            say(f"row {written}")
            sys.stdin.readline()  # the test kills the process here
        return found

    records.write_initiative = write_and_wait
    if options.per_row:
        run.transaction = type(
            "PerRow", (), {"atomic": contextlib.nullcontext, "set_rollback": transaction.set_rollback}
        )
    report = run.import_file(path=Path(options.file), mapping=options.mapping)
    say(str(dict(report.outcomes)))


parser = argparse.ArgumentParser()
parser.add_argument("act", choices=["prepare", "run"])
parser.add_argument("file", nargs="?")
parser.add_argument("mapping", nargs="?")
parser.add_argument("--wait-at", type=int, default=0)
parser.add_argument("--per-row", action="store_true")
options = parser.parse_args()
prepare() if options.act == "prepare" else import_slowly(options)
