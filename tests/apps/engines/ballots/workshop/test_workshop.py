"""The workshop at work: ballots kept and erased, comparisons counted one candidate a task, a rule chosen until it is sealed."""

import subprocess
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.cores import voting
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.vote import freezing
from essaim.engines.ballots.domain.vote.drafting import count_key
from essaim.engines.ballots.domain.workshop import choosing, comparing, ending, gathering, packing
from essaim.engines.ballots.models.edition import Consultation, Project
from essaim.engines.ballots.models.vote import Count
from essaim.engines.ballots.models.workshop import BallotSet, Comparison
from essaim.foundation.journal import public as journal
from essaim.foundation.storage.public import guards_lifted
from tests.apps.engines.ballots import builders
from tests.apps.engines.ballots.vote.test_vote import published
from tests.apps.engines.ballots.vote.world import NADIA, again, ready
from tests.apps.engines.ballots.workshop import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


# Ballots


def test_ballots_of_a_file_are_kept_without_voters_and_erased_at_the_end():
    edition = builders.service()
    held = world.of_file(edition)
    assert (held.voters, held.budget, held.currency, held.origin) == (200, "100000", "EUR", "file")
    assert packing.pack(voting.read_scrutin(packing.unpack(held.packed)))[1] == held.digest
    done = world.compared(held)
    assert ending.end(consultation=edition) == 1
    gone = BallotSet.objects.get()
    assert bytes(gone.packed) == b""
    assert not gone.kept
    assert Comparison.objects.get().lines == done.lines  # what was seen is still read
    with pytest.raises(RefusedActError, match="effacés"):
        world.compared(gone)


def test_a_simulation_is_the_same_for_its_seed_and_says_its_model():
    edition = builders.service()
    one, same, other = (world.simulated(edition, seed) for seed in ("a", "a", "b"))
    assert one.digest == same.digest != other.digest
    assert one.simulated
    assert one.model["Graine du tirage"] == "a"


def test_a_simulation_without_its_model_and_erased_ballots_that_stay_are_refused_by_the_database():
    held = world.simulated(builders.service())
    for values in ({"model": {}}, {"erased_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BallotSet.objects.filter(pk=held.pk).update(**values)


def test_there_is_an_end_to_what_a_workshop_holds(monkeypatch):
    edition = builders.service()
    monkeypatch.setattr(gathering, "SETS_AT_MOST", 1)
    held = world.of_file(edition)
    with pytest.raises(RefusedActError, match="supprimez-en un"):
        world.of_file(edition)
    monkeypatch.setattr(comparing, "COMPARISONS_AT_MOST", 0)
    with pytest.raises(RefusedActError, match="déjà 0 comparaisons"):
        world.compared(held)


def test_a_published_edition_gives_its_ballots_with_canton_and_commune():
    urn = published()
    with guards_lifted():  # as though the study had said it
        Project.objects.filter(number=1).update(canton="Auch")
    assert gathering.published_editions(urn.consultation.adoption) == [urn]
    found = gathering.from_edition(urn)
    count = Count.objects.get()
    assert found.voters == count.figures["ballots"]
    assert found.parted == count.figures["parted"]
    assert found.election.projects[0].fields["canton"] == "Auch"
    assert found.election.projects[0].fields["thème"] == "nature"
    assert found.archive.endswith("archive.zip")
    winners = {one for line in [world.compared(gathering.keep(consultation=urn.consultation, found=found, by=None),
               field="")] for one in line.lines[0]["winners"]}  # fmt: skip
    assert winners == {str(number) for number in count.figures["winners"]}


def test_a_vote_that_is_not_published_or_is_a_trial_is_not_offered():
    urn, _ = ready()
    assert gathering.published_editions(urn.consultation.adoption) == []


def test_ballots_go_by_themselves_when_the_vote_opens_when_the_edition_ends_and_after_six_months():
    today = timezone.localdate()
    sealed, ended, old, kept = (world.of_file(builders.service(structure=f"Structure {n}")) for n in range(4))
    assert ending.due(today) == 0
    builders.sealed(sealed.consultation)
    editions.end(consultation=ended.consultation)
    BallotSet.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=ending.KEPT_DAYS + 2))
    assert ending.due(today) == ending.forget(today) == 3
    assert [one.pk for one in BallotSet.objects.filter(erased_at=None)] == [kept.pk]
    assert ending.forget(today) == 0


# Comparisons


def test_candidates_are_counted_one_a_task_in_the_order_of_the_catalogue(monkeypatch):
    asked = []
    monkeypatch.setattr(comparing.jobs, "run_later", lambda *work: asked.append(work))
    held = world.of_file(builders.service())
    found = world.compared(held, "shares", "votes-skip")
    assert found.ways == ["votes-skip", "shares"]
    assert found.lines == []
    assert comparing.count_next(found.pk)
    assert [line["way"] for line in Comparison.objects.get().lines] == ["votes-skip"]
    assert comparing.count_next(found.pk)
    assert not comparing.count_next(found.pk)  # nothing is left
    assert asked == [(comparing.TASK, found.pk)] * 2  # one when asked, one for the second candidate
    assert Comparison.objects.get().done


def test_a_task_run_twice_adds_one_line_and_one_whose_ballots_are_gone_adds_none(monkeypatch):
    monkeypatch.setattr(comparing.jobs, "run_later", lambda *_: None)
    found = world.compared(world.of_file(builders.service()))
    line = {"way": "votes-skip", "refused": ""}
    assert comparing._kept(found.pk, 0, line)
    assert not comparing._kept(found.pk, 0, line)
    ending.end(consultation=found.ballot_set.consultation)
    assert not comparing.count_next(found.pk)
    Comparison.objects.all().delete()
    assert not comparing.count_next(found.pk)
    assert not comparing._kept(found.pk, 1, line)


@pytest.mark.parametrize("limit", ["clock", "processor"])
def test_a_count_without_end_is_stopped_and_the_next_goes_on(monkeypatch, limit):
    held = world.of_file(builders.service())
    if limit == "clock":
        monkeypatch.setattr(comparing, "SECONDS", 0.001)
    else:  # a program that goes over its own limit is ended by the system, with this signal
        code = "import os, resource, signal; resource.setrlimit(resource.RLIMIT_CPU, (1, 2)); os.kill(os.getpid(), signal.SIGXCPU)"
        run = subprocess.run
        monkeypatch.setattr(
            comparing.subprocess, "run", lambda _, **how: run([comparing.sys.executable, "-c", code], **how)
        )
    found = world.compared(held, "votes-skip", "votes-stop")
    assert [line["refused"] for line in found.lines] == [comparing.TOO_LONG] * 2


def test_a_program_that_dies_is_said(monkeypatch):
    monkeypatch.setattr(comparing.counting, "__name__", "essaim.no_such_module")
    found = world.compared(world.of_file(builders.service()), "votes-skip")
    assert found.lines == [{"way": "votes-skip", "refused": comparing.BROKEN}]


def test_what_is_counted_apart_is_what_is_counted_here():
    found = world.compared(world.of_file(builders.service()), "votes-skip", "bands", "shares-exhaustive", "welfare")
    held = found.ballot_set
    task = {"election": packing.unpack(bytes(held.packed)), "field": found.field, "bounds": found.bounds, "shares": found.shares,
            "zones": held.zones, "lot": held.digest, "parted": 0}  # fmt: skip
    assert found.lines == [comparing.counting.count_way({**task, "way": way}) for way in found.ways]


def test_the_program_starts_no_web_framework():
    command = [
        comparing.sys.executable,
        "-c",
        f"import sys, {comparing.counting.__name__}; print('django' in sys.modules)",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=comparing.ROOT)
    assert done.stdout.strip() == "False"


# The rule that is chosen


def words_of(edition):
    return Words.of(builders.again(edition).adoption)


def test_a_chosen_rule_is_that_of_the_edition_and_the_journal_says_so():
    urn, _ = ready()
    edition = urn.consultation
    choosing.choose(consultation=edition, key="shares-votes", by=NADIA.key)
    assert count_key(again(urn).consultation, words_of(edition)) == "equal-shares-by-votes"
    (entry,) = journal.entries(act="ballots.choose-rule")
    assert (entry.actor, entry.key, entry.details["rule"]) == (NADIA.key, str(edition.adoption.key), "shares-votes")
    frozen = freezing.open_vote(urn=again(urn), actor=NADIA)
    assert frozen["rule"] == voting.Rules("equal-shares", fill=True).as_json()


def test_the_rule_of_the_kit_comes_back():
    edition = builders.service()
    choosing.choose(consultation=edition, key="votes-stop", by=None)
    assert count_key(builders.again(edition), words_of(edition)) == "greedy-stop"
    choosing.choose(consultation=edition, key="", by=None)
    assert count_key(builders.again(edition), words_of(edition)) == "greedy"
    assert count_key(None, words_of(edition)) == "greedy"


def test_nothing_is_chosen_once_the_vote_has_opened_the_edition_ended_or_rules_cannot_say_it():
    edition = builders.service()
    for key in ("bands", "canton", "welfare"):
        with pytest.raises(RefusedActError, match="sert à comparer"):
            choosing.choose(consultation=edition, key=key, by=None)
    sealed = builders.sealed(builders.service(structure="Autre"))
    with pytest.raises(RefusedActError, match="a ouvert"):
        choosing.choose(consultation=sealed, key="votes-stop", by=None)
    editions.end(consultation=edition)
    with pytest.raises(RefusedActError, match="terminée"):
        choosing.choose(consultation=edition, key="votes-stop", by=None)
    assert set(Consultation.objects.values_list("drafted_rule__count", flat=True)) == {None}
    assert not journal.entries(act="ballots.choose-rule")


def test_a_service_with_a_frame_takes_a_count_by_votes_only(monkeypatch):
    edition = builders.service()
    monkeypatch.setattr(choosing, "frame_of", lambda *_: voting.Frame(minimum=5))
    with pytest.raises(RefusedActError, match="par les voix"):
        choosing.choose(consultation=edition, key="shares-votes", by=None)
    choosing.choose(consultation=edition, key="votes-stop", by=None)
    assert builders.again(edition).drafted_rule == {"count": "greedy-stop"}
