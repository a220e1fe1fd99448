"""The whole node in one file, and back: proved on the database of this run, with its guards."""

import hashlib
import io
import json
import re
import shutil
import tarfile
from pathlib import Path

import pytest

from essaim.foundation.storage.archive import ArchiveError, extract
from tests.node import SECRET

PLANT = """
from django.conf import settings
from pathlib import Path
from essaim.foundation.journal.public import record
from essaim.foundation.jobs.public import send_message
record(act="test.plant", actor=None, target="test", key="one")
send_message(to="ada@example.org", subject="Bonjour", body="Texte", kind="mail")
folder = Path(settings.MEDIA_ROOT) / "documents"
folder.mkdir(parents=True, exist_ok=True)
(folder / "convention.txt").write_text("la convention")
"""
REWRITE = """
from django.db import IntegrityError
from essaim.foundation.journal.models import Entry
try:
    Entry.objects.update(act="other")
except IntegrityError:
    print("refused")
"""
WHOLE = ["test.plant", "ada@example.org", "convention.txt"]


def content(node):
    """What a node holds, read past Django."""
    rows = node.query("SELECT act FROM journal_entry") + node.query('SELECT "to" FROM jobs_message')
    files = sorted(path.name for path in (node.folder / "media").rglob("*") if path.is_file())
    return [value for row in rows for value in row] + files


@pytest.fixture(scope="module")
def original(make_shared_node, tmp_path_factory):
    """The backup of a node with one of each; no test changes it."""
    node = make_shared_node()
    assert node.python(PLANT).returncode == 0
    path = tmp_path_factory.mktemp("archive") / "backup.tar.gz"
    done = node.run("backup", str(path))
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def archive(original, tmp_path):
    return Path(shutil.copy(original, tmp_path))


def keep_something(node):
    """Leave a mark in a node that a refused restoration must not remove."""
    node.query("INSERT INTO jobs_heartbeat (worker, seen_at) VALUES ('kept', '2026-01-01 00:00:00+00:00')")


def is_kept(node):
    return node.query("SELECT worker FROM jobs_heartbeat") == [("kept",)]


def test_a_backup_is_put_back_whole_in_an_empty_node_with_its_guards(archive, make_node):
    other = make_node(empty=True)
    done = other.run("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert content(other) == WHOLE
    assert other.python(REWRITE).stdout == "refused\n"
    assert other.run("journal", "verify").returncode == 0


def test_a_backup_names_and_hashes_its_members_and_holds_no_secret(archive):
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        settings = tar.extractfile("settings.json").read().decode()
    assert manifest["engine"] in {"sqlite", "postgresql"}
    assert "media/documents/convention.txt" in manifest["members"]
    assert all(len(member["sha256"]) == 64 for member in manifest["members"].values())
    assert SECRET not in settings
    assert json.loads(settings)["secret_key"] == "(secret, à part)"
    assert not [value for value in json.loads(settings).values() if re.search("://[^/]*@", str(value))]
    assert json.loads(settings)["service_name"] == "Essaim"


def test_a_node_in_use_is_not_overwritten_unless_asked(archive, make_node):
    other = make_node()
    keep_something(other)
    refused = other.run("restore", str(archive))
    assert refused.returncode == 2
    assert "n’est pas vide" in refused.stderr
    assert is_kept(other)
    assert other.run("restore", str(archive), "--replace").returncode == 0
    assert content(other) == WHOLE


def _flip(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


@pytest.mark.parametrize("damage", [_flip, lambda data: data[: len(data) // 2], lambda _data: b"not an archive"])
def test_a_damaged_archive_changes_nothing(archive, make_node, damage):
    other = make_node()
    keep_something(other)
    archive.write_bytes(damage(archive.read_bytes()))
    refused = other.run("restore", str(archive), "--replace")
    assert refused.returncode == 2, refused.stderr
    assert "Traceback" not in refused.stderr
    assert is_kept(other)
    assert not (other.folder / "restoration").exists()


def test_an_archive_of_the_other_engine_is_refused_in_words(archive, make_node, tmp_path):
    stranger = tmp_path / "stranger.tar.gz"
    with tarfile.open(archive) as tar, tarfile.open(stranger, "w:gz") as changed:
        for info in tar:
            text = tar.extractfile(info).read()
            if info.name == "manifest.json":
                text = re.sub(rb'"engine": "\w+"', b'"engine": "oracle"', text)
            info.size = len(text)
            changed.addfile(info, io.BytesIO(text))
    refused = make_node(empty=True).run("restore", str(stranger))
    assert refused.returncode == 2
    assert "oracle" in refused.stderr


def test_only_what_a_backup_writes_is_put_back(archive, make_node, tmp_path):
    """« ready.json » in an archive would pass for a restoration half done. Hashed and named by the manifest as it is."""
    for name in ("ready.json", "media-before/a", "media", "database.sqlite3.old", "media//a", "./manifest.json"):
        planted = tmp_path / "planted.tar.gz"
        with tarfile.open(archive) as tar, tarfile.open(planted, "w:gz") as changed:
            members = [(info.name, tar.extractfile(info).read()) for info in tar]
            manifest = json.loads(members.pop()[1])
            manifest["members"][name] = {"sha256": hashlib.sha256(b"{}").hexdigest(), "size": 2}
            for member, text in [*members, (name, b"{}"), ("manifest.json", json.dumps(manifest).encode())]:
                info = tarfile.TarInfo(member)
                info.size = len(text)
                changed.addfile(info, io.BytesIO(text))
        with pytest.raises(ArchiveError, match="membre inattendu"):
            extract(planted, tmp_path / "out")


def test_an_archive_that_climbs_out_of_its_folder_is_refused(make_node, tmp_path):
    climbing = tmp_path / "climbing.tar.gz"
    with tarfile.open(climbing, "w:gz") as tar:
        info = tarfile.TarInfo("../../outside.txt")
        info.size = 3
        tar.addfile(info, io.BytesIO(b"out"))
    refused = make_node(empty=True).run("restore", str(climbing))
    assert refused.returncode == 2
    assert "inattendu" in refused.stderr


KILLED = """
import os, signal
from pathlib import Path
from essaim.foundation.storage.domain import restore
{patch}
restore.restore(Path({archive!r}), replace=True)
"""
KILL = "lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)"

SWAP_THEN_KILL = """
from essaim.foundation.storage import engines
engine = type(engines.current())
swap = engine.swap
engine.swap = lambda self, side: (swap(self, side), os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_restoration_killed_before_it_is_ready_changes_nothing(archive, make_node):
    other = make_node()
    patch = f"restore._write_durably = {KILL}"
    keep_something(other)
    killed = other.python(KILLED.format(patch=patch, archive=str(archive)))
    assert killed.returncode == -9
    assert is_kept(other)
    assert other.run("restore", str(archive), "--replace").returncode == 0
    assert content(other) == WHOLE


def test_a_restoration_killed_in_its_swap_is_finished_by_the_next_run(archive, make_node):
    other = make_node()
    (other.folder / "media").mkdir()
    # Killed after the database took its place, before the files did: half of one node, half of another.
    killed = other.python(KILLED.format(patch=SWAP_THEN_KILL, archive=str(archive)))
    assert killed.returncode == -9
    start = other.run("worker", "--once")
    assert start.returncode == 1
    assert "restauration a été interrompue" in start.stderr
    finished = other.run("restore", str(archive))
    assert finished.returncode == 0, finished.stderr
    assert "terminée" in finished.stdout
    assert content(other) == WHOLE
    assert not (other.folder / "restoration").exists()


def test_a_database_that_is_open_elsewhere_is_not_replaced(archive, make_node):
    other = make_node()
    holding = other.start_python(
        "from essaim.foundation.jobs.models import Message; Message.objects.count(); print('open', flush=True);"
        " import time; time.sleep(60)"
    )
    try:
        assert holding.stdout.readline() == "open\n"
        refused = other.run("restore", str(archive), "--replace")
        assert refused.returncode == 2, refused.stdout
        assert "arrêtez d’abord" in refused.stderr
    finally:
        holding.kill()
        holding.communicate()


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(node, tmp_path):
    refused = node.run("backup", str(tmp_path / "absent" / "backup.tar.gz"))
    assert refused.returncode == 2
    assert "écriture impossible" in refused.stderr


@pytest.mark.postgres
def test_without_pg_dump_the_error_says_what_to_install(node, tmp_path, monkeypatch, server_url):
    if not server_url:
        pytest.skip("PostgreSQL absent: this run is on SQLite, which needs no pg_dump")
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = node.run("backup", str(tmp_path / "backup.tar.gz"))
    assert refused.returncode == 2
    assert "apt install postgresql-client" in refused.stderr
