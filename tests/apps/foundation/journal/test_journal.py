"""What the journal accepts, gives back, exports and drops."""

import json
import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.config.cli import main
from essaim.foundation.journal.domain.segments import drop_expired, first_kept_month, verify
from essaim.foundation.journal.models import Checkpoint, Entry
from essaim.foundation.journal.public import entries, record
from essaim.foundation.storage.public import guards_lifted

pytestmark = pytest.mark.django_db


def write(monkeypatch, year, month, day=10, key="k"):
    monkeypatch.setattr(timezone, "now", lambda: datetime(year, month, day, 12, tzinfo=UTC))
    record(act="page.publish", actor=None, target="initiative", key=key)


def test_what_was_written_is_read_back_newest_first():
    actor = uuid.uuid4()
    record(act="page.publish", actor=actor, target="initiative", key="a", details={"version": 2, "again": False})
    record(act="account.delete", actor=None, target="account", key="b")
    newest, oldest = entries()
    assert (newest.act, oldest.actor, dict(oldest.details)) == ("account.delete", actor, {"version": 2, "again": False})
    assert [entry.key for entry in entries(act="page.")] == ["a"]
    assert [entry.key for entry in entries(before=newest.id)] == ["a"]
    assert entries(since=timezone.now()) == []


@pytest.mark.parametrize(
    "values",
    [{"key": "ada@example.org"}, {"details": {"to": "ada@example.org"}}, {"details": {"text": "x" * 301}}],
)
def test_what_looks_personal_is_refused(values):
    with pytest.raises(ValueError, match="personal"):
        record(**({"act": "a.b", "actor": None, "target": "t", "key": "k"} | values))
    assert entries() == []


def test_a_detail_that_is_neither_text_nor_number_is_refused():
    with pytest.raises(TypeError):
        record(act="a.b", actor=None, target="t", key="k", details={"list": ["x"]})


def test_an_act_that_is_rolled_back_leaves_no_trace():
    with transaction.atomic():
        record(act="a.b", actor=None, target="t", key="k")
        transaction.set_rollback(True)
    assert entries() == []
    assert verify() == []


def test_the_oldest_month_that_is_kept():
    assert first_kept_month(datetime(2027, 1, 15, tzinfo=UTC).date(), 12) == "2026-01"
    assert first_kept_month(datetime(2026, 11, 30, tzinfo=UTC).date(), 6) == "2026-05"


def test_expired_months_are_dropped_whole_and_their_checkpoints_kept(monkeypatch):
    write(monkeypatch, 2024, 10, key="old")
    write(monkeypatch, 2025, 11, key="edge")
    write(monkeypatch, 2026, 11, key="new")
    assert drop_expired() == ["2024-10"]
    assert [entry.key for entry in entries(target="initiative")] == ["new", "edge"]
    assert entries(act="journal.drop")[0].key == "2024-10"
    assert Checkpoint.objects.filter(segment="2024-10", count=1).exists()
    assert verify() == []
    assert drop_expired() == []


def test_the_twin_that_empties_a_month_without_dropping_it_is_refused(monkeypatch):
    write(monkeypatch, 2024, 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(segment="2024-10").delete()


def test_a_month_that_was_tampered_with_is_kept_as_evidence(monkeypatch):
    write(monkeypatch, 2024, 10)
    with guards_lifted():
        Entry.objects.update(key="other")
    write(monkeypatch, 2026, 11)
    assert drop_expired() == []


def test_a_month_dropped_before_its_time_is_seen(monkeypatch):
    write(monkeypatch, 2026, 10)
    month = Checkpoint.objects.get()
    from essaim.foundation.journal import chain

    month.dropped_at = timezone.now()
    month.signature = chain.sign(month)  # by somebody who even holds the secret
    month.save()
    assert verify() == ["2026-10 : retiré avant son échéance"]


def test_a_checkpoint_does_not_go_back(monkeypatch):
    write(monkeypatch, 2026, 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Checkpoint.objects.update(count=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Checkpoint.objects.all().delete()


def test_a_former_secret_still_verifies(settings, monkeypatch):
    write(monkeypatch, 2026, 10)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert verify() == []
    settings.SECRET_KEY_FALLBACKS = []
    assert len(verify()) == 1


def test_the_command_verifies_exports_and_drops(monkeypatch, tmp_path, capsys):
    write(monkeypatch, 2024, 10)
    write(monkeypatch, 2026, 11)
    exported = tmp_path / "journal.jsonl"
    assert main(["journal", "export", str(exported)]) == 0
    kinds = [json.loads(line)["kind"] for line in exported.read_text().splitlines()]
    assert kinds == ["checkpoint", "checkpoint", "entry", "entry"]
    assert main(["journal", "drop-expired"]) == 0
    assert main(["journal", "verify", "--anchor", str(exported)]) == 0
    capsys.readouterr()
    with guards_lifted():
        Entry.objects.filter(segment="2026-11", number=1).update(act="other")
    assert main(["journal", "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["whole"] is False
    exported.write_text("not an export")
    assert main(["journal", "verify", "--anchor", str(exported)]) == 2
