"""A whole vote, act by act: frozen, voted on the web and on paper, closed, counted, announced, opened to all."""

import csv
import io
import json
import logging
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import adopting
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.vote import (
    announcing,
    archive,
    batches,
    casting,
    ceremony,
    checkpoints,
    closing,
    counting,
    forgetting,
    freezing,
    mixing,
    reception,
    roll,
    sealing,
)
from essaim.engines.ballots.domain.vote.casting import AlreadyVotedError
from essaim.engines.ballots.domain.vote.urns import urn_of
from essaim.engines.ballots.models.edition import RANKS, Consultation, Phase, Project, Zone
from essaim.engines.ballots.models.vote import Batch, Channel, Checkpoint, Count, Envelope, Mark, Stage, Urn, Voter
from essaim.foundation.journal.models import Entry
from essaim.foundation.parties import public as parties
from essaim.foundation.storage.public import guards_lifted
from tests.apps.adoptions.builders import adopted
from tests.apps.engines.ballots.builders import KIT, spans_at
from tests.apps.engines.ballots.vote.world import (
    FIRST,
    MAY,
    NADIA,
    OMAR,
    admit,
    again,
    envelope,
    opened,
    person,
    ready,
    style_for,
    take,
    vote,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
RECOUNT = Path(__file__).parents[5] / "verify" / "recount.py"


def paper(urn, numbers, readings, seconds=None):
    """Receive paper of these voters before the close, then type their slips; return the batch."""
    style = style_for(urn, person(urn, numbers[0]))
    zone = person(urn, numbers[0]).zone
    batch = batches.new_batch(urn=urn, zone=zone, expected=len(readings), actor=NADIA)
    first = [batches.reading_of(choices, "", style) for choices in readings]
    second = [batches.reading_of(choices, "", style) for choices in seconds or readings]
    batches.type_batch(batch=batch, readings=first, actor=NADIA)
    batches.type_batch(batch=batch, readings=second, actor=OMAR)
    return Batch.objects.get(pk=batch.pk)


def closed(urn):
    closing.close_vote(urn=urn, actor=NADIA)
    return again(urn)


# ── freezing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_opening_freezes_rules_whose_hash_is_in_the_journal():
    urn, _ = opened()
    rules = urn.consultation.sealed_rules
    assert urn.stage == Stage.OPEN
    assert urn.consultation.sealed_hash == freezing.canonical_hash(rules)
    assert rules["ballot"] == {
        "least": 1,
        "most": 3,
        "minimum_age": 11,
        "paper": True,
        "precedence": "paper-cancels-web",
        "roll": "list",
    }
    assert [one["number"] for one in rules["zones"][0]["projects"]] == [1, 2, 3, 4, 5]
    assert rules["ties"] == [f"lot:{urn.lot}"]
    entry = Entry.objects.get(act="ballots.freeze")
    assert entry.details == {"rules": urn.consultation.sealed_hash}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda urn: Urn.objects.filter(pk=urn.pk).update(public_key="", keys_tried_at=None),
            "Les clés du vote ne sont pas faites",
        ),
        (lambda urn: Urn.objects.filter(pk=urn.pk).update(keys_tried_at=None), "ne sont pas essayées"),
        (lambda urn: (Voter.objects.all().delete(), urn.imports.all().delete()), "Aucune liste"),
        (lambda _: Project.objects.update(standing="studied", version=3, decided_at=None), "il en faut au moins 1"),
    ],
)
def test_a_vote_that_lacks_something_does_not_open(change, said):
    urn, _ = ready()
    change(urn)
    with pytest.raises(RefusedActError, match=said):
        freezing.open_vote(urn=again(urn), actor=NADIA)
    assert again(urn).stage == Stage.PREPARING


def test_a_machine_that_may_lose_a_ballot_does_not_open(monkeypatch):
    urn, _ = ready()
    monkeypatch.setattr(
        "essaim.engines.ballots.domain.vote.preflight.storage.durability_problems", lambda: ["fsync vaut off."]
    )
    with pytest.raises(RefusedActError, match="fsync vaut off"):
        freezing.open_vote(urn=urn, actor=NADIA)


def changes(**values):
    return lambda urn: Urn.objects.filter(pk=urn.pk).update(**values)


FROZEN = {
    "key": changes(public_key="00" * 32),
    "lot": changes(lot="autre"),
    "precedence": changes(cancels=False),
    "back": changes(stage="preparing"),
    "too far": changes(stage="counted", salt="", closed_at=timezone.now()),
    "urn": lambda urn: Urn.objects.filter(pk=urn.pk).delete(),
    "envelope": lambda _: Zone.objects.update(envelope_cents=1),
    "cost": lambda _: Project.objects.filter(number=1).update(cost_cents=1),
    "dates": lambda _: Phase.objects.filter(key="vote").update(closes=timezone.localdate() + timedelta(days=5)),
    "rules": lambda _: Consultation.objects.update(sealed_rules={}),
}


@pytest.mark.parametrize("change", FROZEN.values(), ids=FROZEN)
def test_what_is_frozen_is_refused_by_the_database(change):
    urn, _ = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(urn)


@pytest.mark.parametrize("change", FROZEN.values(), ids=FROZEN)
def test_twin_without_the_guards_what_is_frozen_moves(change):
    urn, _ = opened()
    with guards_lifted():
        assert change(urn)


OUT_OF_TIME = {
    "mark after the close": lambda urn, one: Mark.objects.create(urn=urn, voter=one, zone=one.zone, channel="web"),
    "envelope after the close": lambda urn, one: Envelope.objects.create(
        urn=urn, zone=one.zone, receipt="0" * 64, sealed=b"x"
    ),
    "mark that vanishes": lambda urn, _: Mark.objects.filter(urn=urn).delete()[0],
    "envelope that vanishes": lambda urn, _: Envelope.objects.filter(urn=urn).delete()[0],
    "envelope set aside late": lambda urn, _: Envelope.objects.filter(urn=urn).update(struck=True),
    "envelope changed": lambda urn, _: Envelope.objects.filter(urn=urn).update(sealed=b"other"),
    "handle given late": lambda urn, _: Envelope.objects.filter(urn=urn).update(handle="f" * 64),
    "checkpoint changed": lambda urn, _: Checkpoint.objects.filter(urn=urn).update(size=0),
}


@pytest.mark.parametrize("change", OUT_OF_TIME.values(), ids=OUT_OF_TIME)
def test_once_closed_the_urn_takes_and_loses_nothing(change):
    urn, _ = opened()
    vote(urn, 1, 1)
    urn = closed(urn)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(urn, person(urn, 2))


@pytest.mark.parametrize("change", OUT_OF_TIME.values(), ids=OUT_OF_TIME)
def test_twin_without_the_guards_a_closed_urn_is_filled_and_emptied(change):
    urn, _ = opened()
    vote(urn, 1, 1)
    urn = closed(urn)
    with guards_lifted():
        assert change(urn, person(urn, 2))


def test_a_change_of_what_is_frozen_is_refused_and_journalled():
    urn, _ = ready()
    freezing.journal_refusal(urn.consultation, NADIA.key, "dates")
    assert not Entry.objects.filter(act="ballots.refused-change").exists()
    freezing.open_vote(urn=urn, actor=NADIA)
    freezing.journal_refusal(urn.consultation, NADIA.key, "dates")
    assert Entry.objects.get(act="ballots.refused-change").details == {"what": "dates"}


# ── the web ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ballot_gives_its_receipt_and_a_mark_and_the_same_again_gives_the_same():
    urn, _ = opened()
    voter = person(urn, 1)
    sealed = envelope(urn, voter, 1, 2)
    receipt = casting.cast(urn=urn, voter=voter, sealed=sealed, most=3)
    assert receipt == sealing.receipt_of(sealed)
    assert casting.cast(urn=urn, voter=voter, sealed=sealed, most=3) == receipt
    assert Mark.objects.get().channel == Channel.WEB
    assert Envelope.objects.count() == 1


def test_another_ballot_of_the_same_voter_is_refused_and_nothing_of_it_is_kept():
    urn, _ = opened()
    vote(urn, 1, 1)
    with pytest.raises(AlreadyVotedError):
        vote(urn, 1, 2)
    assert (Mark.objects.count(), Envelope.objects.count()) == (1, 1)


def test_an_envelope_of_another_size_is_refused():
    urn, _ = opened()
    voter = person(urn, 1)
    with pytest.raises(RefusedActError, match="taille"):
        casting.cast(urn=urn, voter=voter, sealed=b"x" * 40, most=3)
    assert not Mark.objects.exists()


def test_all_envelopes_of_a_vote_have_one_size():
    urn, _ = opened()
    voter = person(urn, 1)
    assert len({len(envelope(urn, voter, *choices)) for choices in ((1,), (1, 2, 3), (5,))}) == 1


def test_before_and_after_the_vote_nobody_votes():
    urn, _ = ready()
    voter = person(urn, 1)
    with pytest.raises(RefusedActError, match="pas encore ouvert"):
        casting.cast(urn=urn, voter=voter, sealed=b"x" * (sealing.size_of(3) + sealing.OVERHEAD), most=3)
    freezing.open_vote(urn=urn, actor=NADIA)
    vote(again(urn), 1, 1)
    urn = closed(urn)
    with pytest.raises(RefusedActError, match="clos"):
        vote(urn, 2, 1)
    assert Mark.objects.count() == 1


@pytest.mark.parametrize("model", [Mark, Envelope])
def test_a_row_numbered_in_order_is_refused(model):
    urn, _ = opened()
    voter = person(urn, 1)
    values = {Mark: {"voter": voter, "channel": "web"}, Envelope: {"receipt": "0" * 64, "sealed": b"x"}}[model]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(id=7, urn=urn, zone=voter.zone, **values)


def test_the_journal_holds_no_line_a_voter():
    urn, _ = opened()
    before = Entry.objects.count()
    for number in (1, 2, 3):
        vote(urn, number, number)
    assert Entry.objects.count() == before


# ── web and paper ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_paper_sets_the_web_ballot_aside_unopened():
    urn, typed = opened()
    receipt = vote(urn, 1, 1)
    vote(urn, 2, 2)
    assert reception.receive(urn=urn, voter=person(urn, 1), actor=NADIA) == "cancels"
    assert Envelope.objects.get(receipt=receipt).struck
    assert Mark.objects.get(voter=person(urn, 1)).channel == Channel.PAPER
    with pytest.raises(RefusedActError, match="sur papier est déjà émargé"):
        reception.receive(urn=urn, voter=person(urn, 1), actor=NADIA)
    with pytest.raises(AlreadyVotedError):
        vote(urn, 1, 3)
    urn = closed(urn)
    paper(urn, [1], [[3]])
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    figures = Count.objects.get().figures
    assert (figures["web"], figures["paper"], figures["struck"], figures["ballots"]) == (1, 1, 1, 2)


def test_a_second_vote_is_seen_whatever_is_written_again_with_it():
    urn, _ = opened(voters=5)
    for number in range(1, 6):
        vote(urn, number, 1)
    for number in range(1, 6):
        with pytest.raises(AlreadyVotedError):
            vote(urn, number, 2)
        voter = person(urn, number)
        assert not mixing.put(Mark(urn=urn, voter=voter, zone=voter.zone, channel="web"))
    assert (Mark.objects.count(), Envelope.objects.count()) == (5, 5)


def test_where_the_first_counts_paper_after_the_web_is_refused_and_no_envelope_leads_to_its_voter():
    urn, _ = opened(FIRST)
    vote(urn, 1, 1)
    with pytest.raises(RefusedActError, match="le premier bulletin compte"):
        reception.receive(urn=urn, voter=person(urn, 1), actor=NADIA)
    assert (urn.salt, Envelope.objects.get().handle) == ("", "")
    assert not Envelope.objects.get().struck


def test_closing_erases_what_found_the_envelope_of_a_voter():
    urn, _ = opened()
    vote(urn, 1, 1)
    assert Envelope.objects.get().handle == casting.handle_of(urn, person(urn, 1)) != ""
    assert urn.salt
    urn = closed(urn)
    assert (urn.salt, Envelope.objects.get().handle) == ("", "")


def test_a_paper_vote_that_comes_late_is_refused():
    urn, _ = opened()
    urn = closed(urn)
    with pytest.raises(RefusedActError, match="clos"):
        reception.receive(urn=urn, voter=person(urn, 1), actor=NADIA)


# ── paper ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_people_type_a_batch_and_what_they_read_differently_is_settled_with_the_paper_in_hand():
    urn, typed = opened()
    for number in (1, 2, 3):
        reception.receive(urn=urn, voter=person(urn, number), actor=NADIA)
    urn = closed(urn)
    batch = paper(urn, [1, 2, 3], [[1], [2, 3], []], [[1], [2, 4], []])
    assert [one.place for one in batches.differences(batch)] == [2]
    with pytest.raises(RefusedActError, match="ne sont pas arrêtés"):
        counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    assert batches.settle(batch=batch, chosen={2: {"choices": [2, 4], "void": ""}}, actor=NADIA) == 0
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    figures = Count.objects.get().figures
    assert (figures["paper"], figures["ballots"], figures["void_paper"]) == (3, 2, {"blank": 1})


def test_one_person_does_not_type_twice():
    urn, _ = opened()
    reception.receive(urn=urn, voter=person(urn, 1), actor=NADIA)
    urn = closed(urn)
    batch = batches.new_batch(urn=urn, zone=person(urn, 1).zone, expected=1, actor=NADIA)
    reading = [{"choices": [1], "void": ""}]
    batches.type_batch(batch=batch, readings=reading, actor=NADIA)
    with pytest.raises(RefusedActError, match="une autre personne"):
        batches.type_batch(batch=batch, readings=reading, actor=NADIA)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(second_by=NADIA.key)


def test_piles_hold_no_more_than_the_roll_says_and_no_less():
    urn, typed = opened()
    for number in (1, 2):
        reception.receive(urn=urn, voter=person(urn, number), actor=NADIA)
    urn = closed(urn)
    with pytest.raises(RefusedActError, match="Il reste 2 bulletin"):
        batches.new_batch(urn=urn, zone=person(urn, 1).zone, expected=3, actor=NADIA)
    paper(urn, [1], [[1]])
    with pytest.raises(RefusedActError, match="2 émargements sur papier pour 1 bulletins"):
        counting.count_vote(urn=urn, typed=typed, actor=NADIA)


# ── the count ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_count_says_who_won_why_and_how_many_took_part():
    urn, typed = opened(voters=12)
    for number in range(1, 9):
        vote(urn, number, 1, 2, 4 if number % 2 else 5)
    for number in (9, 10):
        vote(urn, number, 4)
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    count = Count.objects.get()
    assert count.figures["winners"] == [1, 2, 4, 5] or count.figures["winners"] == [2, 1, 4, 5]
    assert (count.figures["registered"], count.figures["web"], count.figures["served"]) == (12, 10, 10)
    lost = next(one for one in count.reasons if not one["won"])
    assert lost["number"] == 3
    assert "personne ne l’a choisi" in lost["text"]


def test_ballots_that_break_the_rule_are_void_with_their_reason():
    urn, typed = opened()
    style = style_for(urn, person(urn, 1))
    content = {"format": sealing.FORMAT, "election": style.election, "zone": style.zone}
    bad = [b"not json", json.dumps({**content, "choices": [1, 2, 3, 4]}).encode(), json.dumps({**content, "choices": [99]}).encode(),
           json.dumps({**content, "choices": [1, 1]}).encode(), json.dumps({**content, "zone": "x", "choices": [1]}).encode(),
           json.dumps({**content, "choices": []}).encode()]  # fmt: skip
    for number, plain in enumerate(bad, start=1):
        sealed = sealing.seal(bytes.fromhex(urn.public_key), plain.ljust(style.size))
        casting.cast(urn=urn, voter=person(urn, number), sealed=sealed, most=3)
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    found = Count.objects.get().figures
    assert found["void_web"] == {"unreadable": 1, "many": 1, "unknown": 1, "twice": 1, "elsewhere": 1, "few": 1}
    assert found["ballots"] == 0


def test_one_key_or_two_wrong_ones_do_not_count():
    urn, typed = opened()
    urn = closed(urn)
    with pytest.raises(RefusedActError, match="deux dépositaires différents"):
        counting.count_vote(urn=urn, typed=(typed[0], typed[0]), actor=NADIA)
    another = "R" if typed[1].endswith("Q") else "Q"
    with pytest.raises(RefusedActError, match="Clé n° 2 : Un signe"):
        counting.count_vote(urn=urn, typed=(typed[0], typed[1][:-1] + another), actor=NADIA)
    strangers = ceremony.make_keys()[1]
    with pytest.raises(RefusedActError, match="n’est pas de ce vote"):
        counting.count_vote(urn=urn, typed=(typed[0], strangers[1].words), actor=NADIA)
    assert again(urn).stage == Stage.CLOSED


def test_an_envelope_that_vanished_keeps_the_vote_from_being_counted():
    urn, typed = opened()
    for number in (1, 2, 3):
        vote(urn, number, 1)
    urn = closed(urn)
    with guards_lifted():
        Envelope.objects.order_by("receipt").first().delete()
    with pytest.raises(RefusedActError, match="Le relevé n° 1"):
        counting.count_vote(urn=urn, typed=typed, actor=NADIA)


def test_checkpoints_follow_each_other_and_an_urn_that_lost_one_shows():
    urn, _ = opened()
    vote(urn, 1, 1)
    checkpoints.check(urn)
    vote(urn, 2, 2)
    vote(urn, 3, 2)
    checkpoints.check(urn)
    assert checkpoints.check(urn) is None
    assert list(Checkpoint.objects.values_list("number", "size")) == [(1, 1), (2, 3)]
    assert checkpoints.missing(urn) == []
    assert Entry.objects.filter(act="ballots.checkpoint").count() == 2


def test_zones_are_counted_apart():
    urn, typed = opened(zones=2, voters=6, projects=(5000, 30000))
    for number in range(1, 7):
        vote(urn, number, *sorted(style_for(urn, person(urn, number)).projects)[:1])
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    assert [(one.figures["web"], one.figures["winners"]) for one in Count.objects.order_by("zone__code")] == [
        (3, [1]),
        (3, [3]),
    ]


# ── publication ─────────────────────────────────────────────────────────────────────────────────────────────────────


def published(voters=30):
    urn, typed = opened(voters=voters)
    for number in range(1, voters - 2):
        vote(urn, number, 1, 2 + number % 4) if number % 5 else vote(urn, number, 5)
    reception.receive(urn=urn, voter=person(urn, voters), actor=NADIA)
    urn = closed(urn)
    paper(urn, [voters], [[1, 4]])
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    at_phase_of_results(urn)
    announcing.announce(urn=again(urn), actor=NADIA)
    return again(urn)


def at_phase_of_results(urn):
    """Let the days go by: the vote is over, its results may be published."""
    with guards_lifted():
        Phase.objects.filter(consultation=urn.consultation).delete()
        Phase.objects.bulk_create(
            Phase(consultation=urn.consultation, key=one.key, rank=RANKS[one.key], opens=one.opens, closes=one.closes)
            for one in spans_at("results")
        )


def test_announcing_calls_the_winners_and_the_archive_is_recounted_by_anybody(tmp_path):
    urn = published()
    winners = Count.objects.get().figures["winners"]
    assert set(Project.objects.filter(standing="winner").values_list("number", flat=True)) == set(winners)
    packed = zipfile.ZipFile(io.BytesIO(archive.archive(urn)))
    code = Zone.objects.get().code
    result = tmp_path / "resultat.json"
    result.write_bytes(packed.read(f"{code}/resultat.json"))
    done = subprocess.run([sys.executable, str(RECOUNT), str(result)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rules = json.loads(packed.read("regles.json"))
    assert freezing.canonical_hash(rules) == urn.consultation.sealed_hash
    rows = list(csv.DictReader(io.StringIO(packed.read("urne/recus.csv").decode()), delimiter=";"))
    assert sorted(row["recu"] for row in rows) == sorted(Envelope.objects.values_list("receipt", flat=True))
    assert [row["recu"] for row in rows] == sorted(row["recu"] for row in rows)


def test_the_report_stands_alone_and_says_each_project_and_each_checkpoint():
    urn = published()
    page = archive_member(urn, "rapport.html").decode()
    assert not re.findall(r'(?:src|href)="(?!#)|@import|url\(', page), "it would fetch something"
    assert "<script" not in page
    for project in Project.objects.all():
        assert f"n°&nbsp;{project.number} ·" in page
    assert urn.consultation.sealed_hash in page
    assert all(one.root in page for one in Checkpoint.objects.all())
    told = page.replace("\xa0", " ").replace("\u202f", " ")
    assert all(
        " ".join(one["text"].split()).replace("\xa0", " ").replace("\u202f", " ").split(".")[0] in told
        for one in Count.objects.get().reasons
    )


def test_the_archive_holds_the_very_script_that_recounts_it(tmp_path):
    urn = published()
    with zipfile.ZipFile(io.BytesIO(archive.archive(urn))) as packed:
        packed.extractall(tmp_path)
    assert (tmp_path / "recount.py").read_bytes() == RECOUNT.read_bytes()
    for words in ([f"{Zone.objects.get().code}/resultat.json"], ["urne/releves.json", "--recus", "urne/recus.csv"]):
        command = [sys.executable, "-I", "recount.py", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def archive_member(urn, name):
    return zipfile.ZipFile(io.BytesIO(archive.archive(urn))).read(name)


def test_the_archive_is_the_same_each_time_and_names_nobody():
    urn = published()
    first = archive.archive(urn)
    assert archive.archive(again(urn)) == first
    packed = zipfile.ZipFile(io.BytesIO(first))
    text = "\n".join(packed.read(name).decode() for name in packed.namelist())
    assert "Personne 1" not in text
    assert "exemple.test" not in text


def test_the_published_ballots_keep_the_votes_of_each_project_and_hide_rare_choices():
    urn = published()
    published_election = Count.objects.get().published["election"]
    rare = [one for one in published_election["ballots"] if one["voters"] < 3 and len(one["choices"]) > 1]
    assert rare == []
    votes = {one["number"]: one["votes"] for one in Count.objects.get().reasons}
    shown = dict.fromkeys(votes, 0)
    for group in published_election["ballots"]:
        for project in group["choices"]:
            shown[int(project)] += group["voters"]
    assert shown == votes
    assert again(urn).stage == Stage.PUBLISHED


def test_results_are_not_announced_before_their_phase():
    urn, typed = opened()
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    with pytest.raises(RefusedActError, match="la publication des résultats ouvre le"):
        announcing.announce(urn=again(urn), actor=NADIA)


# ── the roll ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_list_again_changes_nothing():
    urn, _ = ready(voters=4)
    taken = take(urn, 4)
    assert (taken.voters, taken.again) == (4, True)
    assert Voter.objects.count() == 4
    with pytest.raises(RefusedActError, match="Une autre liste s’appelle déjà"):
        take(urn, 5)
    with pytest.raises(RefusedActError, match="est déjà sur la liste"):
        take(urn, 5, source="autre")
    assert Voter.objects.count() == 4


def test_codes_are_said_once_and_kept_as_digests():
    urn, _ = ready(voters=3)
    voters = list(roll.waiting_for_letters(urn))
    drawn = roll.print_codes(urn=urn, voters=voters, actor=NADIA)
    assert [roll.voter_by_code(urn, code.lower().replace("-", " ")).pk for _, code in drawn] == [
        one.pk for one, _ in drawn
    ]
    assert not roll.waiting_for_letters(urn).exists()
    roll.print_codes(urn=urn, voters=voters[:1], actor=NADIA)
    assert roll.voter_by_code(urn, drawn[0][1]) is None
    assert all(plain not in str(list(Voter.objects.values())) for _, plain in drawn)


def test_who_looks_like_one_person_twice_is_shown_and_kept():
    urn, _ = ready(voters=1)
    data = b"numero;nom;secteur;naissance\na;Zo\xc3\xa9 Dupont;tout;1990-01-02\nb;ZO\xc3\x89 DUPONT;tout;02/01/1990\nc;Zo\xc3\xa9 Dupont;tout;1991-01-02"
    roll.take_list(urn=urn, source="bis", data=data, actor=NADIA)
    assert Voter.objects.filter(source__source="bis").count() == 3
    groups = roll.alike(urn)
    assert len(groups) in {0, 1}  # small letters of accents: SQLite leaves É as it is
    if groups:
        assert {one.number for one in groups[0]} == {"a", "b"}


# ── what is forgotten ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_roll_is_forgotten_once_nobody_may_contest_and_receipts_stay():
    urn = published()
    today = timezone.localdate()
    assert forgetting.rolls_due(today + timedelta(days=62)) == 0
    receipts = set(Envelope.objects.values_list("receipt", flat=True))
    assert forgetting.forget_rolls(today + timedelta(days=63)) == 30
    assert not Voter.objects.exists()
    assert not Mark.objects.exists()
    assert {bytes(one.sealed) for one in Envelope.objects.all()} == {b""}
    assert set(Envelope.objects.values_list("receipt", flat=True)) == receipts
    assert archive.archive(again(urn))


def test_who_is_erased_still_votes_only_once():
    urn, _ = opened()
    vote(urn, 1, 1)
    parties.erase_person(email="p1@exemple.test")
    assert not Voter.objects.filter(name="Personne 1").exists()
    assert Mark.objects.count() == 1


def test_no_log_names_a_voter_a_code_or_a_receipt(caplog):
    caplog.set_level(logging.DEBUG)
    urn, typed = opened()
    code = roll.print_codes(urn=urn, voters=[person(urn, 2)], actor=NADIA)[0][1]
    receipt = vote(urn, 1, 1)
    with pytest.raises(AlreadyVotedError):
        vote(urn, 1, 2)
    reception.receive(urn=urn, voter=person(urn, 2), actor=NADIA)
    urn = closed(urn)
    paper(urn, [2], [[1]])
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    written = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for secret in ("Personne", "exemple.test", code, receipt, *typed):
        assert secret not in written


def test_the_vote_of_a_test_leaves_nothing_at_the_opening_of_the_service():
    adoption = adopted(KIT, MAY, phase="testing")
    edition = editions.begin(adoption=adoption, title="Essai")
    editions.set_dates(consultation=edition, spans=spans_at("vote"))
    admit(edition.zones.get(), (5000, 8000))
    urn = urn_of(edition)
    shares = ceremony.make(urn=urn, holders=("A", "B", "C"), actor=NADIA)
    ceremony.try_keys(urn=urn, typed=(shares[0].words, shares[1].words), actor=NADIA)
    take(urn, 3)
    freezing.open_vote(urn=again(urn), actor=NADIA)
    urn = again(urn)
    vote(urn, 1, 1)
    reception.receive(urn=urn, voter=person(urn, 2), actor=NADIA)
    urn = closed(urn)
    paper(urn, [2], [[1]])
    counting.count_vote(urn=urn, typed=(shares[0].words, shares[1].words), actor=NADIA)
    adopting.open_adoption(adoption=adoption, actor=None)
    for model in (Urn, Voter, Mark, Envelope, Batch, Count, Checkpoint):
        assert not model.objects.exists(), model
    assert not Consultation.objects.get().sealed
