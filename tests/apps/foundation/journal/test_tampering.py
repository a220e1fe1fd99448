"""Edit, tail cut, fork, reorder: each is seen. The twin is a chain without signed checkpoint: it sees none of them."""

import pytest

from essaim.foundation.journal import chain
from essaim.foundation.journal.domain.segments import export, verify
from essaim.foundation.journal.models import Checkpoint, Entry
from essaim.foundation.journal.public import record
from essaim.foundation.storage.public import guards_lifted

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal():
    for number in range(6):
        record(act="test.write", actor=None, target="test", key=str(number), details={"n": number, "ok": True})


def twin_verify():
    """A chain that nobody anchored: each entry follows the one before it, and that is all."""
    previous = chain.ZERO
    for entry in Entry.objects.order_by("segment", "number"):
        if entry.previous != previous or chain.entry_hash(entry) != entry.hash:
            return ["broken"]
        previous = entry.hash
    return []


def rechain():
    """What somebody who holds the database, but not the secret, does next: hash everything again."""
    previous = chain.ZERO
    for number, entry in enumerate(Entry.objects.order_by("segment", "number", "pk"), start=1):
        entry.number, entry.previous = number, previous
        entry.hash = previous = chain.entry_hash(entry)
        entry.save()


def edit():
    Entry.objects.filter(number=3).update(key="somebody else")


def cut_the_tail():
    Entry.objects.filter(number__gte=5).delete()


def remove_one():
    Entry.objects.filter(number=2).delete()


def fork():
    Entry.objects.filter(number__gte=4).delete()
    opening = Entry.objects.get(number=3)
    for number in (4, 5, 6):
        Entry(segment=opening.segment, number=number, at=opening.at, act="test.other", target="test", key="x").save()


def reorder():
    Entry.objects.filter(number=2).update(number=99)
    Entry.objects.filter(number=3).update(number=2)
    Entry.objects.filter(number=99).update(number=3)


TAMPERINGS = [edit, cut_the_tail, remove_one, fork, reorder]


def test_a_whole_journal_is_found_whole(journal):
    assert verify() == []
    assert twin_verify() == []


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_is_seen_and_the_twin_is_fooled(journal, tamper):
    with guards_lifted():
        tamper()
        rechain()
    assert verify() != []
    assert twin_verify() == []


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_clumsy_tampering_is_seen_too(journal, tamper):
    with guards_lifted():
        tamper()
    assert verify() != []


def test_a_checkpoint_set_to_match_has_a_signature_that_does_not_hold(journal):
    with guards_lifted():
        cut_the_tail()
        last = Entry.objects.get(number=4)
        Checkpoint.objects.update(count=4, last_hash=last.hash)
    assert verify() == [f"{last.segment} : la signature du point de contrôle ne tient pas"]


def test_a_journal_put_back_as_it_was_is_seen_against_a_published_checkpoint(journal):
    old = Checkpoint.objects.get()
    record(act="test.write", actor=None, target="test", key="later")
    anchors = {row["segment"]: (row["count"], row["last_hash"]) for row in export() if row["kind"] == "checkpoint"}
    with guards_lifted():
        Entry.objects.filter(number=7).delete()
        old.save()
    assert verify() == []  # without anchor the journal of that day is a true one: the twin
    assert verify(anchors) == [f"{old.segment} : 7 actes publiés, 6 au journal"]


def test_a_month_taken_out_whole_breaks_the_next_one(journal, time_machine_months):
    with guards_lifted():
        first = Checkpoint.objects.order_by("segment").first()
        Entry.objects.filter(segment=first.segment).delete()
        first.delete()
    assert verify() != []


@pytest.fixture
def time_machine_months(monkeypatch):
    """Write one act in each of two later months."""
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    for months in (1, 2):
        monkeypatch.setattr(timezone, "now", lambda months=months: now + timedelta(days=31 * months))
        record(act="test.write", actor=None, target="test", key=f"m{months}")
