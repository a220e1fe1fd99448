"""One person answers: seats, drop-outs, cuts between the transactions, and what is never stored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.portal.barometer.domain import collecting, invitations, seats
from essaim.portal.barometer.domain.collecting import AlreadyAnswered, Gone, Incomplete
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import Answer, Draft, Mode, QuotaCell, Remark, SpentCode, Status, Tally, Wave
from tests.apps.portal.barometer.conftest import add_question, move
from tests.apps.portal.barometer.people import answer_all, at, send, take_part

pytestmark = pytest.mark.django_db
WOMAN, MAN = {"sexe": "f", "utile": "oui"}, {"sexe": "h", "utile": "non"}


@pytest.fixture
def opened(asked):
    Wave.objects.filter(pk=asked.pk).update(by_invitation=True)
    move(asked, Status.OPEN)
    return asked


def counts(wave):
    return [(cell.done, cell.held) for cell in QuotaCell.objects.filter(quota__wave=wave)]


def test_an_answer_holds_a_seat_then_takes_it(opened):
    key = answer_all(opened, WOMAN)
    assert counts(opened) == [(0, 1), (0, 0)]
    send(opened, key)
    assert counts(opened) == [(1, 0), (0, 0)]
    assert [row.values for row in Answer.objects.all()] == [WOMAN]
    assert Draft.objects.count() == 0
    tally = Tally.objects.get()
    assert (tally.mode, tally.begun, tally.done, tally.full, tally.left) == ("link", 1, 1, 0, 0)


def test_somebody_whose_cell_is_full_is_turned_away_before_the_other_questions(opened):
    for _ in range(2):
        take_part(opened, WOMAN)
    with pytest.raises(seats.CellFull):
        answer_all(opened, WOMAN)
    assert counts(opened) == [(2, 0), (0, 0)]
    assert Tally.objects.get().full == 1
    assert Draft.objects.count() == 0


def test_who_leaves_frees_the_seat_after_the_delay_and_not_before(opened):
    answer_all(opened, {"sexe": "f"})
    answer_all(opened, {"sexe": "f"})
    with at(timezone.now() + timedelta(minutes=59)), pytest.raises(seats.CellFull):
        answer_all(opened, {"sexe": "f"})
    with at(timezone.now() + timedelta(minutes=61)):
        answer_all(opened, {"sexe": "f"})
    assert counts(opened) == [(0, 1), (0, 0)]
    assert Draft.objects.count() == 1
    assert Tally.objects.get().left == 2


def test_a_profile_changed_on_the_way_back_moves_the_seat(opened):
    key = answer_all(opened, {"sexe": "f"})
    answer_all(opened, {"sexe": "h"}, key=key)
    assert counts(opened) == [(0, 0), (0, 1)]
    take_part(opened, MAN)
    answer_all(opened, {"sexe": "f"}, key=key)
    take_part(opened, MAN)
    with pytest.raises(seats.CellFull):
        answer_all(opened, {"sexe": "h"}, key=key)
    assert counts(opened) == [(0, 0), (2, 0)]  # the first seat was given back with the person


def test_a_missing_answer_is_named_and_nothing_is_spent(opened):
    code = invitations.draw(wave=opened, label="Essai", count=1, actor=None)[0]
    key = answer_all(opened, {"sexe": "f"}, mode=Mode.INVITATION)
    with pytest.raises(Incomplete) as problem:
        send(opened, key, code)
    assert problem.value.slug == "utile"
    assert not invitations.is_spent(code)


def test_a_quota_question_cannot_be_passed(opened):
    with pytest.raises(Incomplete):
        answer_all(opened, {"sexe": None})


def test_a_second_sending_stores_nothing(opened):
    key = answer_all(opened, WOMAN)
    send(opened, key)
    with pytest.raises(Gone):
        send(opened, key)
    assert Answer.objects.count() == 1


def test_one_code_gives_one_answer(opened):
    code = invitations.draw(wave=opened, label="Essai", count=1, actor=None)[0]
    take_part(opened, WOMAN, code, Mode.INVITATION)
    key = answer_all(opened, MAN, mode=Mode.INVITATION)
    with pytest.raises(AlreadyAnswered):
        send(opened, key, code.lower().replace("-", " "), "another browser")
    assert [row.values for row in Answer.objects.all()] == [WOMAN]
    assert counts(opened) == [(1, 0), (0, 0)]  # the seat of the second is free at once


def test_an_unknown_code_and_the_code_of_another_wave_store_nothing(opened):
    other = Wave.objects.create(barometer=opened.barometer, number=2, title="Autre", by_invitation=True)
    foreign = invitations.draw(wave=other, label="Essai", count=1, actor=None)[0]
    for code in (foreign, "AAAA-AAAA-AAAA"):
        with pytest.raises(AlreadyAnswered):
            send(opened, answer_all(opened, MAN, mode=Mode.INVITATION), code)
    assert Answer.objects.count() == 0


def test_a_cut_between_spending_and_storing_loses_nothing(opened, monkeypatch):
    """The machine dies after the code is spent: the same browser comes back, another one is refused."""
    code = invitations.draw(wave=opened, label="Essai", count=1, actor=None)[0]
    key = answer_all(opened, WOMAN, mode=Mode.INVITATION)

    def cut(*_):
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(collecting, "_store", cut)
        with pytest.raises(ConnectionError):
            send(opened, key, code, "mine")
    assert invitations.is_spent(code)
    assert Answer.objects.count() == 0
    with pytest.raises(AlreadyAnswered):
        send(opened, answer_all(opened, MAN, mode=Mode.INVITATION), code, "not mine")
    send(opened, key, code, "mine")
    assert [row.values for row in Answer.objects.all()] == [WOMAN]
    assert SpentCode.objects.count() == 1


def test_a_free_text_is_stored_apart(asked):
    add_question(asked, "mot", "text", [])
    move(asked, Status.OPEN)
    take_part(asked, {**WOMAN, "mot": "Le car de 7 h."})
    assert [row.values for row in Answer.objects.all()] == [WOMAN]
    assert [(row.slug, row.text) for row in Remark.objects.all()] == [("mot", "Le car de 7 h.")]


def test_an_answer_closed_by_a_change_of_mind_is_not_kept(asked):
    parent = asked.questions.get(version__question__slug="utile")
    add_question(asked, "pourquoi", "single", ["cher", "loin"], shown_if=parent, shown_if_codes=["non"])
    move(asked, Status.OPEN)
    key = answer_all(asked, {"sexe": "h", "utile": "non", "pourquoi": "cher"})
    answer_all(asked, {"utile": "oui"}, key=key)
    assert [one.slug for one in questionnaire(asked).path(Draft.objects.get().values)] == ["sexe", "utile"]
    send(asked, key)
    assert [row.values for row in Answer.objects.all()] == [{"sexe": "h", "utile": "oui"}]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.PUBLISHED])
def test_a_closed_wave_begins_nothing(asked, status):
    move(asked, status)
    with pytest.raises(NotNow, match="close"):
        collecting.begin(wave=asked, mode=Mode.LINK)


def test_a_mode_that_the_wave_does_not_take_is_refused(opened):
    with pytest.raises(NotNow, match="moyen"):
        collecting.begin(wave=opened, mode=Mode.PHONE)


def test_nothing_stored_of_an_answer_tells_when_or_who(opened):
    code = invitations.draw(wave=opened, label="Essai", count=1, actor=None)[0]
    take_part(opened, WOMAN, code, Mode.INVITATION)
    kinds = {field.name: field.get_internal_type() for model in (Answer, SpentCode) for field in model._meta.fields}
    assert kinds == {
        "key": "UUIDField", "wave": "ForeignKey", "values": "JSONField", "settled": "BooleanField",
        "digest": "CharField", "claim": "CharField", "weight": "FloatField",  # of an institute's file alone, a guard says
    }  # fmt: skip
