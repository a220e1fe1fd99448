"""Messages under faults: a worker that dies, two that race, a database that goes away. Each with its broken twin."""

import signal

import pytest

from tests.node import wait_until

WRITE = """
from essaim.foundation.jobs.public import send_message
for number in range({count}):
    send_message(to=f"planted-{{number}}@example.org", subject="Objet", body="Texte", kind="mail", key=f"k{{number}}")
"""
DELIVER = """
import os, signal, time
from datetime import timedelta
from essaim.foundation.jobs import transports
from essaim.foundation.jobs.domain import outbox
def leave(message):
    with open({ledger!r}, "a") as ledger:
        ledger.write(message.to + "\\n")
    {then}
transports.register("mail", leave)
outbox.LEASE = timedelta(seconds={lease})
{twin}
while message := outbox.take({worker!r}):
    outbox.deliver(message, {worker!r})
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
TWIN_DONE_BEFORE_THE_WORK = f"""
def early(message, worker):
    outbox._close(message, worker, "sent")
    {KILL}
outbox.deliver = early
"""
TWIN_READ_THEN_WRITE = """
def racy(worker):
    message = outbox.Message.objects.filter(state="waiting").order_by("pk").first()
    time.sleep(0.05)
    if message:
        message.state, message.leased_by, message.attempts = "leased", worker, 1
        message.save()
    return message
outbox.take = racy
"""


def deliver(ledger, worker="a", then="pass", twin="", lease=60):
    return DELIVER.format(ledger=str(ledger), worker=worker, then=then, twin=twin, lease=lease)


def states(node):
    return [state for (state,) in node.query("SELECT state FROM jobs_message ORDER BY id")]


def lines(ledger):
    return sorted(ledger.read_text().split()) if ledger.exists() else []


def test_a_worker_killed_between_sending_and_saying_so_leaves_the_message_unknown(node, tmp_path):
    ledger = tmp_path / "ledger"
    node.python(WRITE.format(count=1))
    assert node.python(deliver(ledger, then=KILL, lease=0)).returncode == -signal.SIGKILL
    assert states(node) == ["leased"]
    node.python("from essaim.foundation.jobs.domain import outbox; outbox.mark_lost()\n" + deliver(ledger, worker="b"))
    assert states(node) == ["unknown"]
    assert lines(ledger) == ["planted-0@example.org"]  # not sent twice


def test_the_twin_that_is_done_before_the_work_loses_the_message_and_calls_it_sent(node, tmp_path):
    ledger = tmp_path / "ledger"
    node.python(WRITE.format(count=1))
    assert node.python(deliver(ledger, twin=TWIN_DONE_BEFORE_THE_WORK)).returncode == -signal.SIGKILL
    assert states(node) == ["sent"]
    assert lines(ledger) == []


@pytest.mark.parametrize(("twin", "once"), [("", True), (TWIN_READ_THEN_WRITE, False)], ids=["ours", "twin"])
def test_two_workers_send_each_message_once_and_the_twin_does_not(node, tmp_path, twin, once):
    ledger = tmp_path / "ledger"
    node.python(WRITE.format(count=12))
    workers = [
        node.start_python(deliver(ledger, worker=name, then="time.sleep(0.02)", twin=twin)) for name in ("a", "b")
    ]
    for worker in workers:
        worker.communicate(timeout=60)
    sent = lines(ledger)
    assert len(set(sent)) == 12
    assert (len(sent) == 12) is once


def test_the_worker_stops_cleanly_and_prints_nothing_personal(node):
    worker = node.start("-m", "essaim.config.cli", "worker")
    try:
        node.python(WRITE.format(count=3))
        wait_until(lambda: states(node) == ["sent"] * 3)
    finally:
        worker.send_signal(signal.SIGTERM)
        out, err = worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert "planted" not in out + err
    assert "Texte" not in out + err


LEAVE_A_TASK_TO_A_DEAD_WORKER = """
import socket
from django_tasks_db.models import DBTaskResult
from essaim.foundation.jobs.public import run_later
run_later("essaim.foundation.jobs.tasks.prune_tasks")
DBTaskResult.objects.get().claim(socket.gethostname()[:40] + ":4194304")
"""


def test_a_task_of_a_dead_worker_is_run_again_by_the_next_one(node):
    assert node.python(LEAVE_A_TASK_TO_A_DEAD_WORKER).returncode == 0
    node.run("worker", "--once")
    assert node.query("SELECT status FROM django_tasks_database_dbtaskresult") == [("SUCCESSFUL",)]


@pytest.mark.postgres
def test_the_worker_survives_a_database_that_cuts_its_connection(node, server_url):
    if not server_url:
        pytest.skip("PostgreSQL absent: SQLite has no connection to cut")
    worker = node.start("-m", "essaim.config.cli", "worker")
    try:
        wait_until(lambda: len(node.query("SELECT worker FROM jobs_heartbeat")) == 1)
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        assert node.query(f"{cut} AND pid <> pg_backend_pid()")
        node.python(WRITE.format(count=1))
        wait_until(lambda: states(node) == ["sent"])
        assert worker.poll() is None
    finally:
        worker.terminate()
        worker.communicate(timeout=30)
