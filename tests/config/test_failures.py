"""A database that is away or full: a page that says so, and nothing half-written."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest
from django.urls import path

from essaim.config import urls as every_day
from essaim.foundation.journal.models import Entry
from essaim.foundation.journal.public import record

pytestmark = pytest.mark.django_db
FAILURES = {
    "away": OperationalError("server closed: zoe@exemple.fr"),
    "closed": InterfaceError("closed"),
    "ours": KeyError("x"),
}


def _fail(_request: HttpRequest, how: str) -> None:
    raise FAILURES[how]


urlpatterns = [path("fails/<str:how>/", _fail), *every_day.urlpatterns]
handler500 = every_day.handler500


@pytest.fixture
def visitor(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("how", ["away", "closed"])
def test_a_database_that_is_away_is_said(visitor, how, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = visitor.get(f"/fails/{how}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    page = answer.content.decode()
    assert "ne peut pas répondre pour l’instant" in page
    assert "zoe@exemple.fr" not in page


def test_a_failure_of_ours_is_not_taken_for_it(visitor):
    answer = visitor.get("/fails/ours/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


def test_both_databases_say_a_full_disk_with_the_same_error():
    assert issubclass(psycopg.errors.DiskFull, psycopg.OperationalError)


@transaction.atomic
def _write_much() -> None:
    """More than the pages that earlier tests left free: the disk is full before the end."""
    details = {f"role{place}": "x" * 250 for place in range(30)}
    for number in range(10_000):
        record(act="role.grant", actor=None, target="account", key=str(number), details=details)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite lets itself be told that its disk is full")
def test_a_full_disk_writes_nothing_by_halves(client):
    before = Entry.objects.count()
    with connection.cursor() as cursor:
        full = cursor.execute("PRAGMA page_count").fetchone()[0]
        free = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={full}")
    try:
        with pytest.raises(OperationalError, match="full"):
            _write_much()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count={free}")
    assert Entry.objects.count() == before


@pytest.mark.parametrize("command", ["check", "worker", "search bus", "accounts list"])
def test_a_command_says_in_a_sentence_that_the_database_is_away(command, tmp_path):
    """Port 9 answers nobody. The worker waits for its database once it is started: it does not start without one."""
    node = {"ESSAIM_VAR": str(tmp_path), "ESSAIM_SECRET_KEY": "x", "DATABASE_URL": "postgresql://e:mot@127.0.0.1:9/e"}
    done = subprocess.run(
        [sys.executable, "-m", "essaim.config.cli", *command.split()],
        env=os.environ | node, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "La base ne répond pas" in done.stderr
    assert "Traceback" not in done.stderr
    assert "e:mot@" not in done.stderr


def test_linear_algebra_has_one_thread_in_every_process():
    code = "import essaim.config, numpy as np, os; a = np.ones((400, 400)); a @ a; print(len(os.listdir('/proc/self/task')))"
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], env=inherited, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
