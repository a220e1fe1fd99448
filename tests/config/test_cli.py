"""What holds for every command: its answer may be read in part."""

import subprocess
import sys

from essaim.config.cli import CUT
from tests.node import ROOT

LONG = """
import sys
from essaim.config import cli
cli._main = lambda _: [print("x" * 1000) for _ in range(20_000)] and 0  # 20 MB: more than any pipe holds
sys.exit(cli.main([]))
"""


def test_whoever_reads_the_first_line_only_gets_it_and_no_trace():
    with subprocess.Popen(
        [sys.executable, "-c", LONG], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        assert done.stdout.readline() == "x" * 1000 + "\n"
        done.stdout.close()
        said = done.stderr.read()
    assert said == ""
    assert done.returncode == CUT
