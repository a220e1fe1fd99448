"""The key that signs: made once, for its owner alone, replaced under its own signature; its public half is there for everybody."""

import json
import stat

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from nacl.signing import VerifyKey

from essaim.foundation.journal.models import Entry
from essaim.foundation.signing import cli, keys
from essaim.foundation.signing.models import PublicKey
from essaim.foundation.storage.public import guards_lifted

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_file(settings, tmp_path):
    """A platform whose key is in a file, as after a setup."""
    settings.ESSAIM_SIGNING_KEY, settings.VAR = "", tmp_path
    return tmp_path / keys.FILE


def holds(signature, statement):
    VerifyKey(bytes.fromhex(signature.key)).verify(keys.canonical(statement), bytes.fromhex(signature.value))


def test_a_key_is_made_once_and_its_owner_alone_reads_it(in_file):
    first = keys.ensure()
    assert keys.ensure() == first == keys.current()
    assert stat.S_IMODE(in_file.stat().st_mode) == 0o600
    assert list(in_file.parent.iterdir()) == [in_file]
    assert [row.key for row in PublicKey.objects.all()] == [first]
    assert first not in in_file.read_text(encoding="ascii")


def test_what_is_signed_is_verified_by_the_public_key(in_file):
    keys.ensure()
    statement = {"format": "essai/1", "texte": "été", "nombre": 3}
    holds(keys.sign(statement), statement)


def test_without_a_key_nothing_is_signed_and_the_words_say_what_to_do(in_file):
    with pytest.raises(keys.NoKeyError, match="essaim setup"):
        keys.sign({"format": "essai/1"})
    assert "essaim setup" in keys.problem()
    assert PublicKey.objects.count() == 0


def test_a_key_that_others_may_read_is_not_used(in_file):
    keys.ensure()
    in_file.chmod(0o644)
    assert "chmod 600" in keys.problem()


@pytest.mark.parametrize("words", ["", "abc", "g" * 64, "7E" * 32])
def test_what_is_no_key_is_said(in_file, words):
    in_file.write_text(words, encoding="ascii")
    in_file.chmod(0o600)
    assert "64 signes" in keys.problem()


def test_a_key_of_the_environment_is_used_and_not_replaced_here(settings, tmp_path):
    settings.ESSAIM_SIGNING_KEY, settings.VAR = "ab" * 32, tmp_path
    assert keys.ensure() == keys.current()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(keys.NoKeyError, match="ESSAIM_SIGNING_KEY"):
        keys.replace()


def test_the_key_before_signs_its_successor(in_file):
    before, after = keys.ensure(), keys.replace()
    row = PublicKey.objects.get(key=after)
    assert keys.current() == after
    statement = keys.succession(key=after, before=before, since=row.since)
    holds(keys.Signature(before, row.endorsement), statement)
    assert Entry.objects.get(act="signing.replace").key == after


def test_public_keys_are_never_changed(in_file):
    keys.ensure()
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicKey.objects.update(key="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicKey.objects.all().delete()
    with guards_lifted():  # the twin
        assert PublicKey.objects.all().delete()[0] == 1


def test_everybody_reads_the_keys(in_file):
    before, after = keys.ensure(), keys.replace()
    page = Client().get("/signature/").content.decode()
    assert before in page
    assert after in page
    assert "Ce qu’elle ne prouve pas" in page
    told = json.loads(Client().get("/signature/cles.json").content)
    assert [(one["key"], one["before"], one["current"]) for one in told["keys"]] == [
        (before, "", False),
        (after, before, True),
    ]


def test_a_platform_that_cannot_sign_says_so(in_file):
    assert "Aucune clé en service" in Client().get("/signature/").content.decode()
    assert json.loads(Client().get("/signature/cles.json").content)["keys"] == []


def test_the_command_shows_and_replaces(in_file, capsys):
    assert cli._replace(None) == 1
    assert "essaim setup" in capsys.readouterr().err
    first = keys.ensure()
    assert cli._replace(None) == 0
    assert cli._show(None) == 0
    said = capsys.readouterr().out
    assert first in said
    assert f"{keys.current()}  depuis le" in said
    assert said.count("(en service)") == 1
