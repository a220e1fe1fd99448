"""Checkpoints are signed, published and told to observers; the archive is verified by the one-file recount."""

import html
import importlib.util
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.domain.vote import archive, checkpoints, closing, freezing, observing
from essaim.engines.ballots.models.vote import Checkpoint, Envelope, Observer, Stage, Urn
from essaim.foundation.jobs.models import Message
from essaim.foundation.journal.models import Entry
from essaim.foundation.parties import public as parties
from essaim.foundation.signing import public as signing
from essaim.foundation.storage.public import guards_lifted
from tests.apps.engines.ballots.vote.test_vote import published
from tests.apps.engines.ballots.vote.test_vote_pages import desk, member, public, words
from tests.apps.engines.ballots.vote.world import NADIA, again, opened, ready, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
RECOUNT = Path(__file__).parents[5] / "verify" / "recount.py"


@pytest.fixture(scope="module")
def recount():
    specification = importlib.util.spec_from_file_location("recount_urn", RECOUNT)
    module = importlib.util.module_from_spec(specification)
    sys.modules["recount_urn"] = module
    specification.loader.exec_module(module)
    yield module
    del sys.modules["recount_urn"]


def observed():
    urn, typed = opened()
    observing.name(urn=urn, label="L’association des maires", email="Maires@exemple.test", actor=NADIA)
    return urn, typed


def voted(urn, *numbers):
    for number in numbers:
        vote(urn, number, 1)
    return checkpoints.check(again(urn))


# ── by anybody's program ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_archive_is_verified_whole_with_what_an_observer_kept(recount, tmp_path, capsys):
    urn, _ = observed()
    voted(urn, 1, 2)
    voted(urn, 3, 4, 5)
    closing.close_vote(urn=again(urn), actor=NADIA)
    first, last = Message.objects.filter(to="maires@exemple.test").order_by("pk")
    file, mail = tmp_path / "releves.json", tmp_path / "message.txt"
    file.write_bytes(Client().get(public(urn, "vote/1/releves.json")).content)
    for message in (first, last):
        mail.write_text(message.body, encoding="utf-8")
        assert recount.main([str(file), "--garde", str(mail), "--cle", signing.current()]) == 0
    assert "n° 3 (clôture)" in capsys.readouterr().out


def test_published_results_and_checkpoints_are_signed_and_verified(recount, tmp_path, capsys):
    urn = published()
    packed = zipfile.ZipFile(io.BytesIO(archive.archive(urn)))
    packed.extractall(tmp_path)
    code = urn.consultation.zones.get().code
    key = signing.current()
    assert recount.main([str(tmp_path / code / "resultat.json"), "--cle", key]) == 0
    said = capsys.readouterr().out
    assert f"secteur « {code} », règles gelées {urn.consultation.sealed_hash}" in said
    assert "relevé final" in said
    words_ = [str(tmp_path / "urne/releves.json"), "--recus", str(tmp_path / "urne/recus.csv"), "--cle", key]
    assert recount.main(words_) == 0
    assert f"{Envelope.objects.count()} reçus publiés" in capsys.readouterr().out
    assert "signés (Ed25519)" in packed.read("LISEZ-MOI.md").decode()


def test_a_receipt_is_proved_under_the_last_checkpoint(recount, tmp_path):
    urn, _ = opened()
    receipt = vote(urn, 1, 1)
    assert Client().post(public(urn, "vote/1/preuve.json"), {"receipt": receipt}).status_code == 404  # in none yet
    voted(urn, 2, 3, 4)
    page = Client().post(public(urn, "vote/recu/"), {"receipt": receipt})
    assert "Télécharger la preuve" in words(page)
    done = Client().post(public(urn, "vote/1/preuve.json"), {"receipt": receipt})
    file = tmp_path / "preuve.json"
    file.write_bytes(done.content)
    assert recount.main([str(file), "--cle", signing.current()]) == 0
    assert Client().post(public(urn, "vote/1/preuve.json"), {"receipt": "0" * 64}).status_code == 404


# ── while voting and at the close ───────────────────────────────────────────────────────────────────────────────────


def test_the_close_makes_a_final_checkpoint_even_when_nothing_came():
    urn, _ = opened()
    voted(urn, 1)
    closing.close_vote(urn=again(urn), actor=NADIA)
    assert list(Checkpoint.objects.values_list("number", "size", "final")) == [(1, 1, False), (2, 1, True)]
    empty, _ = opened(structure="Une autre collectivité")
    closing.close_vote(urn=empty, actor=NADIA)
    assert Checkpoint.objects.get(urn=empty).size == 0


def test_without_a_key_a_vote_neither_opens_nor_closes(settings, tmp_path):
    urn, _ = ready()
    settings.ESSAIM_SIGNING_KEY, settings.VAR = "", tmp_path
    with pytest.raises(RefusedActError, match="clé de signature"):
        freezing.open_vote(urn=urn, actor=NADIA)
    settings.ESSAIM_SIGNING_KEY = "ab" * 32
    freezing.open_vote(urn=again(urn), actor=NADIA)
    settings.ESSAIM_SIGNING_KEY = ""
    with pytest.raises(RefusedActError, match="clé de signature"):
        closing.close_vote(urn=again(urn), actor=NADIA)
    assert again(urn).stage == Stage.OPEN


def test_a_signature_of_published_results_does_not_change():
    urn = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Urn.objects.filter(pk=urn.pk).update(signatures={})
    with guards_lifted():  # the twin
        assert Urn.objects.filter(pk=urn.pk).update(signatures={}) == 1
    unsigned = zipfile.ZipFile(io.BytesIO(archive.archive(again(urn))))
    code = urn.consultation.zones.get().code
    assert json.loads(unsigned.read(f"{code}/resultat.json"))["format"] == "essaim/resultat-scrutin/1"


# ── observers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_observers_receive_the_first_of_each_day_and_the_last():
    urn, _ = observed()
    voted(urn, 1)
    voted(urn, 2)
    assert Message.objects.count() == 1
    closing.close_vote(urn=again(urn), actor=NADIA)
    assert [message.subject.split(" de ")[0] for message in Message.objects.order_by("pk")] == [
        "Relevé n° 1",
        "Relevé final n° 3",
    ]
    body = Message.objects.order_by("pk")[0].body
    assert Checkpoint.objects.get(number=1).root in body
    assert public(urn, "vote/1/releves/") in body


def test_the_officer_names_observers_and_takes_them_away():
    urn, _ = opened()
    browser = member(urn)
    said = {"o-label": "Le journal", "o-email": "journal@exemple.test"}
    assert browser.post(desk(urn, "scrutin/observateurs/"), said).status_code == 302
    assert browser.post(desk(urn, "scrutin/observateurs/"), said).status_code == 302
    one = Observer.objects.get()
    assert "journal@exemple.test" in words(browser.get(desk(urn, "scrutin/")))
    assert browser.post(desk(urn, "scrutin/observateurs/"), {"o-label": "", "o-email": "x"}).status_code == 422
    assert all("@" not in json.dumps(entry.details) for entry in Entry.objects.filter(act="ballots.observers"))
    browser.post(desk(urn, f"scrutin/observateurs/{one.key}/retirer/"))
    assert Observer.objects.count() == 0
    assert Client().post(desk(urn, "scrutin/observateurs/"), said).status_code == 302  # to the sign-in
    assert Observer.objects.count() == 0


def test_observers_are_few_and_not_named_once_the_vote_is_closed(monkeypatch):
    urn, _ = observed()
    monkeypatch.setattr(observing, "AT_MOST", 1)
    with pytest.raises(RefusedActError, match="observateurs au plus"):
        observing.name(urn=urn, label="x", email="autre@exemple.test", actor=NADIA)
    closing.close_vote(urn=again(urn), actor=NADIA)
    with pytest.raises(RefusedActError, match="clos"):
        observing.name(urn=again(urn), label="x", email="autre@exemple.test", actor=NADIA)


def test_an_observer_is_exported_and_erased():
    observed()
    assert "observateur" in str(parties.export_person(email="maires@exemple.test"))
    parties.erase_person(email="maires@exemple.test")
    assert Observer.objects.count() == 0


# ── the page and the feed ───────────────────────────────────────────────────────────────────────────────────────────


def compare(urn, root):
    return Client().post(public(urn, "vote/1/releves/"), {"root": root})


def test_a_root_that_was_kept_is_compared():
    urn, _ = opened()
    assert "Aucun relevé pour l’instant" in words(Client().get(public(urn, "vote/1/releves/")))
    made = voted(urn, 1, 2)
    assert made.root in words(Client().get(public(urn, "vote/1/releves/")))
    spaced = " ".join(made.root[place : place + 4].upper() for place in range(0, 64, 4))
    assert "les tient encore, tous" in words(compare(urn, spaced))
    assert "Aucun relevé n’a cette racine" in words(compare(urn, "0" * 64))
    assert compare(urn, "zz").status_code == 422
    with guards_lifted():
        Envelope.objects.filter(urn=urn).first().delete()
    assert "L’urne ne tient plus ce relevé" in words(compare(urn, made.root))


def test_the_feed_carries_the_signed_line(recount):
    urn, _ = opened()
    voted(urn, 1)
    voted(urn, 2)
    answer = Client().get(public(urn, "vote/1/releves.atom"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    summaries = re.findall(r"<summary[^>]*>(.*?)</summary>", answer.content.decode())
    lines = [json.loads(html.unescape(one)) for one in summaries]
    assert [recount.read_checkpoint(line, "entrée", [signing.current()]).number for line in lines] == [2, 1]


def test_a_vote_that_has_not_opened_has_no_checkpoints():
    urn, _ = ready()
    for end in ("vote/1/releves/", "vote/1/releves.json", "vote/1/releves.atom"):
        assert Client().get(public(urn, end)).status_code == 404


def test_the_page_costs_the_same_for_one_checkpoint_and_for_many(django_assert_max_num_queries):
    urn, _ = opened(voters=12)
    for number in range(1, 11):
        voted(urn, number)
    with django_assert_max_num_queries(14):
        Client().get(public(urn, "vote/1/releves/"))
    with django_assert_max_num_queries(12):
        Client().get(public(urn, "vote/1/releves.json"))
