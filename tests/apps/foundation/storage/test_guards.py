"""Guards are installed after each migration, verified, and seen when they are missing or altered."""

import pytest
from django.db import IntegrityError, connection, transaction

from essaim.foundation.jobs.models import Heartbeat
from essaim.foundation.journal.models import Entry
from essaim.foundation.journal.public import record
from essaim.foundation.storage import registry
from essaim.foundation.storage.domain import guards
from essaim.foundation.storage.public import Guard, guard_problems, guards_lifted, register_guard

pytestmark = pytest.mark.django_db


@pytest.fixture
def written():
    record(act="test.write", actor=None, target="test", key="one")


def _refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_every_guard_is_in_place_after_the_migrations():
    assert guard_problems() == []


def test_an_append_only_table_refuses_to_be_changed_or_emptied(written):
    _refused(lambda: Entry.objects.update(act="other"))
    _refused(lambda: Entry.objects.all().delete())
    if connection.vendor == "postgresql":
        _refused(lambda: connection.cursor().execute("TRUNCATE journal_entry"))
    assert Entry.objects.get().act == "test.write"


def test_the_twin_without_guards_lets_the_journal_be_rewritten(written):
    with guards_lifted():
        assert Entry.objects.update(act="other") == 1
    assert guard_problems() == []


def test_a_missing_guard_is_named_and_installed_again():
    with connection.cursor() as cursor:
        on_table = " ON journal_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER journal_entry_no_update{on_table}")
    assert [problem for problem in guard_problems() if "journal_entry_no_update" in problem]
    guards.install()
    assert guard_problems() == []


def test_an_altered_guard_is_named(written):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION journal_entry_no_update() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RETURN NEW; END $$"
            )
        else:
            cursor.execute("DROP TRIGGER journal_entry_no_update")
            cursor.execute("CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry BEGIN SELECT 1; END")
    assert [problem for problem in guard_problems() if "journal_entry_no_update" in problem]


def test_a_disabled_guard_is_named():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL absent: SQLite cannot disable a trigger")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_update")
    assert [problem for problem in guard_problems() if "journal_entry_no_update" in problem]


def test_a_guard_of_an_app_refuses_what_its_condition_says(monkeypatch):
    monkeypatch.setattr(registry, "guards", {})
    monkeypatch.setattr(guards, "guards", registry.guards)
    register_guard(Guard("no_ghost", "jobs_heartbeat", "INSERT", "NEW.worker = 'ghost'", "pas de fantôme d’ici"))
    guards.install()
    from django.utils import timezone

    Heartbeat.objects.create(worker="alive", seen_at=timezone.now())
    with pytest.raises(IntegrityError, match="pas de fantôme"), transaction.atomic():
        Heartbeat.objects.create(worker="ghost", seen_at=timezone.now())


def test_two_guards_cannot_have_one_name():
    register_guard(next(iter(registry.guards.values())))  # the same one again is harmless
    with pytest.raises(ValueError, match="two guards"):
        register_guard(Guard("journal_entry_no_update", "other", "UPDATE", "1 = 1", "x"))


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_may_write_what_only_the_flush_can_remove():
    record(act="test.write", actor=None, target="test", key="one")
    assert Entry.objects.count() == 1
