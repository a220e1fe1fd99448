"""The platform starts with each engine left out: its services say that a part is not available, and nothing breaks.

It goes over whatever engines the settings list, and over the toys. Each visit is a process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from essaim.config import settings as own

ROOT = Path(__file__).parents[3]
KEYS = [*(package.rpartition(".")[2] for package in own.ENGINES), "desk", "purse"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A prepared platform: runs a command of `without` on it, with some engines left out."""
    folder = tmp_path_factory.mktemp("without")

    def run(word, without=""):
        environment = os.environ | {
            "ESSAIM_VAR": str(folder), "ESSAIM_DEBUG": "1", "ESSAIM_SECRET_KEY": "x", "DATABASE_URL": "",
            "ESSAIM_WITHOUT_ENGINES": without, "DJANGO_SETTINGS_MODULE": "tests.apps.adoptions.toy_settings",
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.apps.adoptions.without", word, str(folder / "services.json")]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if word == "visit" else json.loads((folder / "services.json").read_text())

    prepared = run("prepare")
    return prepared, run


def test_every_engine_of_the_settings_runs_a_service(platform):
    prepared, run = platform
    assert set(KEYS) == set(prepared["engines"])
    used = {engine for service in prepared["services"] for engine in service["engines"]}
    assert {"desk", "purse"} <= used
    seen = run("visit")
    assert broken(seen) == {}
    assert seen["unavailable"] == []


def broken(seen):
    """What an officer must never meet: an error of ours, or a page that is gone."""
    fine = {200, 302, 503}  # 503: the page of health, where no worker runs
    return {path: status for path, status in seen["answers"].items() if status not in fine}


@pytest.mark.parametrize("key", KEYS)
def test_without_it_nothing_breaks_and_its_services_say_so(platform, key):
    prepared, run = platform
    seen = run("visit", without=key)
    assert key not in seen["engines"]
    assert broken(seen) == {}
    lacking = {service["slug"] for service in prepared["services"] if key in service["engines"]}
    assert set(seen["unavailable"]) == lacking


def test_without_any_engine_the_site_stands(platform):
    prepared, run = platform
    seen = run("visit", without=",".join(KEYS))
    assert (seen["engines"], broken(seen)) == ([], {})
    assert set(seen["unavailable"]) == {service["slug"] for service in prepared["services"]}
