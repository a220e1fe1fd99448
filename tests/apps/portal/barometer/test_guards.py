"""What the database refuses whoever asks: a step back, a change to what is frozen, an overrun. Twins: the same acts while allowed."""

import pytest
from django.db import IntegrityError, transaction

from essaim.foundation.storage.public import guard_problems
from essaim.portal.barometer.models import (
    Answer,
    Choice,
    Intake,
    InvitationBatch,
    Item,
    Margin,
    Panelist,
    Question,
    QuestionVersion,
    Quota,
    QuotaCell,
    Remark,
    Result,
    Status,
    Tally,
    Wave,
    WaveQuestion,
)
from tests.apps.portal.barometer.conftest import move

pytestmark = pytest.mark.django_db
NOW = "2026-11-25T12:00:00Z"


def refused(act):
    try:
        with transaction.atomic():
            act()
    except IntegrityError as problem:
        return str(problem)
    return ""


def test_the_guards_are_in_place():
    assert [problem for problem in guard_problems() if "barometer" in problem] == []


QUESTIONNAIRE = {
    "add a question": lambda wave: WaveQuestion.objects.create(wave=wave, version=_other_version(wave), position=9),
    "move a question": lambda wave: wave.questions.update(position=5),
    "remove a question": lambda wave: wave.questions.last().delete(),
    "change a wording": lambda _: QuestionVersion.objects.update(wording="Autre ?"),
    "change a choice": lambda _: Choice.objects.update(label="autre"),
    "add a choice": lambda wave: Choice.objects.create(
        version=wave.questions.first().version, position=9, code="x", label="x"
    ),
    "remove a choice": lambda _: Choice.objects.first().delete(),
    "add a line": lambda wave: Item.objects.create(
        version=wave.questions.first().version, position=9, code="x", label="x"
    ),
    "change a line": lambda _: Item.objects.update(label="autre"),
    "remove a line": lambda _: Item.objects.first().delete(),
    "change a translation": lambda _: QuestionVersion.objects.update(translations={"en": {}}),
    "move to a block": lambda wave: wave.questions.update(block="x"),
    "take a file": lambda wave: Wave.objects.filter(pk=wave.pk).update(by_import=True),
    "change axes": lambda _: Quota.objects.update(axes=["utile"]),
    "add a quota": lambda wave: Quota.objects.create(wave=wave, position=2, axes=["utile"]),
    "change a target": lambda _: QuotaCell.objects.update(target=3),
    "remove a cell": lambda _: QuotaCell.objects.first().delete(),
    "take another mode": lambda wave: Wave.objects.filter(pk=wave.pk).update(by_paper=True),
}


def _other_version(wave):
    question = Question.objects.create(barometer=wave.barometer, slug="autre", label="autre")
    return QuestionVersion.objects.create(question=question, number=1, kind="text", wording="?", fingerprint="autre")


@pytest.mark.parametrize("name", QUESTIONNAIRE)
def test_an_open_wave_is_frozen(asked, name):
    Item.objects.create(version=asked.questions.last().version, position=0, code="ligne", label="Ligne")
    move(asked, Status.OPEN)
    assert "ne changent plus" in (said := refused(lambda: QUESTIONNAIRE[name](asked))) or "ne change plus" in said


@pytest.mark.parametrize("name", QUESTIONNAIRE)
def test_the_same_act_is_allowed_while_the_wave_is_prepared(asked, name):
    Item.objects.create(version=asked.questions.last().version, position=0, code="ligne", label="Ligne")
    assert refused(lambda: QUESTIONNAIRE[name](asked)) == ""


@pytest.mark.parametrize(
    ("after", "before"),
    [(Status.OPEN, "draft"), (Status.CLOSED, "draft"), (Status.CLOSED, "open"), (Status.PUBLISHED, "closed")],
)
def test_a_wave_never_goes_back(asked, after, before):
    move(asked, after)
    assert "en arrière" in refused(lambda: move(asked, before))


def test_an_open_wave_is_not_deleted(asked):
    move(asked, Status.OPEN)
    assert "ne s’efface plus" in refused(lambda: Wave.objects.filter(pk=asked.pk)._raw_delete("default"))


ANSWERS = {
    "add": lambda wave: Answer.objects.create(wave=wave),
    "remove": lambda _: Answer.objects.all().delete(),
    "remark": lambda wave: Remark.objects.create(wave=wave, slug="x", text="x"),
    "seat": lambda _: QuotaCell.objects.update(done=1),
    "tally": lambda _: Tally.objects.update(done=9),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_closed_wave_takes_and_loses_no_answer(asked, name):
    Answer.objects.create(wave=asked)
    Tally.objects.create(wave=asked, mode="link")
    move(asked, Status.OPEN)
    with transaction.atomic():
        assert refused(lambda: ANSWERS[name](asked)) == ""
        transaction.set_rollback(True)
    Answer.objects.create(wave=asked)
    move(asked, Status.CLOSED)
    assert "close ne changent plus" in (said := refused(lambda: ANSWERS[name](asked))) or "ne changent plus" in said


HELD = {
    "address": lambda wave: Panelist.objects.create(batch=wave.batches.first(), address="a@exemple.fr"),
    "file": lambda wave: Intake.objects.create(wave=wave, name="a.csv", sha256="0", rows=1, content=b""),
}


@pytest.mark.parametrize("name", HELD)
def test_a_closed_wave_holds_no_address_and_no_file(asked, name):
    InvitationBatch.objects.create(wave=asked, label="Lot", size=1)
    move(asked, Status.OPEN)
    with transaction.atomic():
        assert refused(lambda: HELD[name](asked)) == ""
        transaction.set_rollback(True)
    move(asked, Status.CLOSED)
    assert "ne retient plus ni adresse ni fichier" in refused(lambda: HELD[name](asked))


def test_an_answer_that_we_collected_has_no_weight(asked):
    """Twin: the same answer in a wave that takes an institute's file."""
    assert "fichier d’un institut" in refused(lambda: Answer.objects.create(wave=asked, weight=2))
    Wave.objects.filter(pk=asked.pk).update(by_import=True)
    assert refused(lambda: Answer.objects.create(wave=asked, weight=2)) == ""
    assert "answer_weight_positive" in refused(lambda: Answer.objects.create(wave=asked, weight=0))


def test_an_answer_is_never_modified(asked):
    Answer.objects.create(wave=asked)
    assert "ne se modifie pas" in refused(lambda: Answer.objects.update(values={"utile": "non"}))


def test_results_are_frozen_by_publication(asked):
    result = Result.objects.create(wave=asked, core_version="1", computed_at=NOW)
    margin = Margin.objects.create(wave=asked, question=asked.questions.first(), totals={"f": 1, "h": 1}, source="x")
    move(asked, Status.CLOSED)
    result.save()
    margin.save()
    move(asked, Status.PUBLISHED)
    assert "publiée ne changent plus" in refused(result.save)
    assert "publiée ne changent plus" in refused(margin.save)
    assert "publiée" in refused(lambda: Wave.objects.filter(pk=asked.pk).update(title="Autre"))


def test_a_cell_is_never_overrun(asked):
    assert refused(lambda: QuotaCell.objects.update(done=1, held=1)) == ""
    assert "quota_cell_never_overrun" in refused(lambda: QuotaCell.objects.update(done=1, held=2))


def test_a_wave_is_not_published_without_its_archive(asked):
    """Twin: the same act with an archive and its hash, which `move` writes."""
    move(asked, Status.OPEN)
    move(asked, Status.CLOSED)
    published = {"status": Status.PUBLISHED, "published_at": NOW}
    assert "avec son archive" in refused(lambda: Wave.objects.filter(pk=asked.pk).update(**published))
    result = Result.objects.create(wave=asked, core_version="1", computed_at=NOW)
    assert "avec son archive" in refused(lambda: Wave.objects.filter(pk=asked.pk).update(**published))
    Result.objects.filter(pk=result.pk).update(archive=b"PK", archive_sha256="0" * 64)
    assert refused(lambda: Wave.objects.filter(pk=asked.pk).update(**published)) == ""


def test_the_archive_of_a_published_wave_never_changes(asked):
    move(asked, Status.PUBLISHED)
    assert "publiée ne changent plus" in refused(lambda: Result.objects.update(archive=b"other"))
    assert "publiée ne changent plus" in refused(lambda: Result.objects.all()._raw_delete("default"))
