"""One planted person, in every place that can hold her; then exported, erased, and searched for everywhere."""

import json
import logging
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from essaim.config.cli import main
from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal.public import entries
from essaim.foundation.parties import registry
from essaim.foundation.parties.domain import persons
from essaim.portal.catalogue.models import Alert, Amendment, Proposal, SynonymGroup, ZeroResult

pytestmark = pytest.mark.django_db
EMAIL = "zoe.introuvable@example.org"
NAME = "Zoé Introuvable"
TRACES = ("introuvable", "Introuvable")


@pytest.fixture
def person(published_initiative):
    """A person with an account, open sessions, contributions, an alert, a search, messages to her and about her."""
    from django.utils import timezone

    account = get_user_model().objects.create_user(EMAIL, "a long enough password", name=NAME)
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["note"] = NAME
    session.create()
    Proposal.objects.create(email=EMAIL.upper(), answers={"title": f"Une idée de {NAME}"})
    Proposal.objects.create(account=account, answers={"title": f"Une autre idée de {NAME}"})
    Amendment.objects.create(initiative=published_initiative, email=EMAIL, comment=f"{NAME} le dit", changes={})
    Alert.objects.create(email=EMAIL, search="q=velo", words="vélo", created_at=timezone.now())
    ZeroResult.objects.create(query=f"messages de {EMAIL}")
    SynonymGroup.objects.create(words=["auto", "voiture"], actor=account.key, reason=f"demandé par {EMAIL}")
    send_message(to=EMAIL, subject="Bonjour", body=f"Bonjour {NAME}", kind="mail", key="to-her")
    send_message(to="moderation@example.org", subject="Réclamation", body=f"Répondre à : {EMAIL}", kind="mail")
    return account


@pytest.fixture
def published_initiative():
    from essaim.portal.catalogue.models import Initiative

    return Initiative.objects.create(slug="velo", title="Vélo", summary="Un vélo pour tous", stage="running")


def everywhere():
    """Every value of every table, sessions opened, and every deposited file, as one text."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            parts += [
                f"{table}: {bytes(v) if isinstance(v, memoryview) else v}" for row in cursor.fetchall() for v in row
            ]
    parts += [str(session.get_decoded()) for session in Session.objects.all()]
    media = Path(django_settings.MEDIA_ROOT)
    parts += [path.read_text(errors="replace") + str(path) for path in media.rglob("*") if path.is_file()]
    return parts


def traces():
    return [part for part in everywhere() if any(trace in part for trace in TRACES)]


def test_the_person_is_planted_in_every_personal_table(person):
    """The search below proves nothing about a place where she was never put."""
    seen = " ".join(traces())
    for table in ("accounts_account", "catalogue_proposal", "catalogue_amendment", "catalogue_alert", "jobs_message"):
        assert table in seen
    assert "_auth_user_id" in seen


def test_export_gives_back_all_that_is_held(person, tmp_path):
    path = tmp_path / "person.json"
    assert main(["person", "export", EMAIL.upper(), "--json", str(path)]) == 0
    assert path.stat().st_mode & 0o077 == 0
    held = json.loads(path.read_text(encoding="utf-8"))
    assert set(held) == {holder.label for holder in registry.holders.values()}
    text = json.dumps(held, ensure_ascii=False)
    for expected in (NAME, "Une idée de", "Une autre idée de", "le dit", "vélo", "Bonjour", "Répondre à", "auto"):
        assert expected in text
    assert "a long enough password" not in text


def test_erasure_leaves_no_trace_in_tables_sessions_files_or_logs(person, caplog, capsys):
    caplog.set_level(logging.DEBUG, logger="essaim")
    assert main(["person", "erase", f" {EMAIL.upper()} "]) == 0
    assert traces() == []
    assert not any(trace in caplog.text + "".join(capsys.readouterr()) for trace in TRACES)
    assert main(["person", "erase", EMAIL]) == 1


def test_the_twin_that_forgets_one_holder_is_found_out(person, monkeypatch):
    monkeypatch.setattr(registry, "holders", {n: h for n, h in registry.holders.items() if n != "jobs"})
    persons.erase(EMAIL)
    assert {part.split(":")[0] for part in traces()} == {"jobs_message"}


def test_erasure_is_journalled_under_a_key_that_leads_to_nobody(person):
    persons.erase(EMAIL)
    (entry,) = entries(act="person.erase")
    assert entry.actor is None
    assert entry.key != str(person.key)
    assert entry.details["catalogue"] == 6


def test_what_others_left_stays(person):
    Proposal.objects.create(email="grace@example.org", answers={"title": "Autre"})
    send_message(to="grace@example.org", subject="Bonjour", body="Texte", kind="mail")
    persons.erase(EMAIL)
    assert Proposal.objects.count() == 1
    assert SynonymGroup.objects.filter(words=["auto", "voiture"]).exists()


def test_an_erasure_that_fails_half_way_erases_nothing(person, monkeypatch):
    def fail(_email):
        raise registry.CannotEraseError("Pas maintenant.")

    last = registry.Holder("last", "Dernier", (), lambda _: [], fail)
    monkeypatch.setattr(registry, "holders", {**registry.holders, "last": last})
    assert main(["person", "erase", EMAIL]) == 2
    assert get_user_model().objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("wrong", ["zoe", "@example.org", "zoe@", "a b@c"])
def test_what_is_not_an_address_is_refused(wrong, capsys):
    assert main(["person", "erase", wrong]) == 2
    assert main(["person", "export", wrong]) == 2
    assert wrong not in capsys.readouterr().err


def test_the_sqlite_file_itself_forgets_the_person(tmp_path):
    """Deleted cells are zeroed and the write-ahead log emptied: a copy of the file tells nothing."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite absent: this run is on PostgreSQL, which needs a VACUUM")
    import sqlite3

    words = f"PRAGMA journal_mode=WAL;{django_settings.DATABASES['default']['OPTIONS']['init_command']}"
    path = tmp_path / "one.sqlite3"
    held = sqlite3.connect(path)
    held.executescript(words)
    held.execute("CREATE TABLE t (a TEXT)")
    held.execute("INSERT INTO t VALUES (?)", [NAME])
    held.commit()
    held.execute("DELETE FROM t")
    held.commit()
    held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    held.close()
    assert NAME.encode() not in files
