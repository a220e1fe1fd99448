"""A database that holds rows goes from an older structure to the newest, its guards lifted meanwhile and put back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ESSAIM = Path(sys.executable).parent / "essaim"
TWIN = """
from django.core.management import call_command
from django.db.models.signals import pre_migrate
assert pre_migrate.disconnect(sender=__import__("django.apps").apps.apps.get_app_config("storage"), dispatch_uid="storage.guards")
call_command("migrate", "barometer", "0001", verbosity=0)
"""
GUARDS = "from essaim.foundation.storage.public import guard_problems; print(guard_problems())"


@pytest.fixture
def django(tmp_path):
    settings = {"ESSAIM_VAR": str(tmp_path), "ESSAIM_DEBUG": "1", "ESSAIM_SECRET_KEY": "upgrade", "DATABASE_URL": ""}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ESSAIM, "django", *words], env=os.environ | settings, capture_output=True, text=True, check=False
        )

    assert run("migrate").returncode == 0
    return run


def test_a_table_that_guards_of_others_name_is_made_anew(django):
    """SQLite alone makes tables anew; PostgreSQL alters them in place."""
    for words in (("barometer", "0001"), ()):
        done = django("migrate", *words)
        assert done.returncode == 0, done.stderr
    assert django("shell", "--no-imports", "--command", GUARDS).stdout.strip() == "[]"


def test_the_twin_that_leaves_the_guards_cannot(django):
    done = django("shell", "--no-imports", "--command", TWIN)
    assert done.returncode != 0
    assert "error in trigger" in done.stderr
