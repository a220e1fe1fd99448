"""What a process loads when it starts: every command and every worker pays for it, so solvers wait for their first use."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOLVERS = ("scipy", "typst")
STARTED = f"""
import django
from django.conf import settings

from essaim.config import settings as ours

kept = {{name: getattr(ours, name) for name in dir(ours) if name.isupper()}}
kept["INSTALLED_APPS"] = [app for app in ours.INSTALLED_APPS if not app.startswith("essaim.portal.")]
settings.configure(**kept)
django.setup()

import pkgutil, importlib, sys
import essaim.adoptions, essaim.engines

for package in (essaim.adoptions, essaim.engines):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
print(*sorted(set(sys.modules) & set({SOLVERS!r})))
"""


def loaded(program, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ESSAIM_VAR": str(tmp_path), "ESSAIM_DEBUG": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_kits_and_engines_load_no_solver_before_they_solve(tmp_path):
    assert loaded(STARTED, tmp_path) == []


def test_a_module_that_loads_one_would_be_seen(tmp_path):
    assert loaded(STARTED.replace("import pkgutil", "import scipy.sparse, pkgutil"), tmp_path) == ["scipy"]
