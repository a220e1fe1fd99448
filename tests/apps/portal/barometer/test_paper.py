"""Paper keyed twice: two agents, differences settled on the paper, the count reconciled, the pile poured at once and nothing left of it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from essaim.foundation.accounts.models import Role
from essaim.foundation.journal.models import Entry
from essaim.foundation.parties.public import erase_person, export_person
from essaim.portal.barometer.domain import invitations, paper, running
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.paper import differing, next_for, progress
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import (
    Answer,
    PaperBatch,
    PaperSheet,
    QuotaCell,
    Remark,
    SpentCode,
    Status,
    Tally,
    Wave,
)
from tests.apps.portal.barometer.conftest import add_question, move
from tests.apps.portal.barometer.people import take_part
from tests.apps.portal.barometer.test_answering import text

pytestmark = pytest.mark.django_db
ANA, BOB, CAM = uuid4(), uuid4(), uuid4()
WOMAN, MAN = {"sexe": "f", "utile": "oui", "mot": None}, {"sexe": "h", "utile": "non", "mot": None}
BASE = "/barometres/gers/1/papier/"


@pytest.fixture
def wave(asked):
    add_question(asked, "mot", "text", [])
    Wave.objects.filter(pk=asked.pk).update(by_paper=True, by_invitation=True)
    asked.questions.filter(version__question__slug="utile").update(required=True)
    move(asked, Status.OPEN)
    return asked


@pytest.fixture
def batch(wave):
    return paper.begin_batch(wave=wave, label="Mairie", received=3, actor=None)


def key(batch, number, values, agent=ANA, code=""):
    return paper.key_sheet(
        batch=batch, number=number, values=values, agent=agent, questionnaire=questionnaire(batch.wave), code=code
    )  # fmt: skip


def both(batch, number, values, again=None):
    key(batch, number, values)
    return key(batch, number, values if again is None else again, BOB)


def pour(batch):
    return paper.pour(batch=batch, questionnaire=questionnaire(batch.wave), actor=None)


def counts(batch):
    batch.refresh_from_db()
    return batch.poured, batch.stored, batch.full, batch.void


def test_a_pile_keyed_twice_is_poured_and_leaves_only_counts(batch):
    both(batch, 1, WOMAN | {"mot": "Le car."})
    both(batch, 2, MAN)
    both(batch, 3, {})
    assert Answer.objects.count() == 0
    assert QuotaCell.objects.filter(done=0, held=0).count() == 2  # a sheet being keyed holds no seat
    pour(batch)
    assert counts(batch) == (True, 2, 0, 1)
    assert PaperSheet.objects.count() == 0
    assert sorted(row.values["sexe"] for row in Answer.objects.all()) == ["f", "h"]
    assert [row.text for row in Remark.objects.all()] == ["Le car."]
    assert list(QuotaCell.objects.values_list("done", "held")) == [(1, 0), (1, 0)]
    tally = Tally.objects.get()
    assert (tally.mode, tally.begun, tally.done, tally.full, tally.left) == ("paper", 3, 2, 0, 1)
    assert [entry.details["what"] for entry in Entry.objects.order_by("pk")] == [
        "paper batch: 3 sheets", "paper batch poured: 2 of 3 sheets",
    ]  # fmt: skip


def test_the_second_agent_is_somebody_else_and_reads_alone(batch):
    key(batch, 1, WOMAN)
    with pytest.raises(NotNow, match="revient à un autre agent"):
        key(batch, 1, WOMAN)
    assert key(batch, 1, WOMAN, BOB).agreed == WOMAN
    with pytest.raises(NotNow, match="déjà saisi deux fois"):
        key(batch, 1, WOMAN, CAM)


def test_the_database_itself_refuses_one_agent_twice_and_a_count_that_does_not_fit(batch):
    """Twin: another agent, and counts that make the number received, are taken by the same tables."""
    for second, passes in ((ANA, False), (BOB, True)):
        sheet = PaperSheet(batch=batch, number=1, first={}, first_by=ANA, second={}, second_by=second)
        assert stored(sheet) is passes
    for full, passes in ((0, False), (1, True)):
        batch.poured, batch.stored, batch.full = True, 2, full
        assert stored(batch) is passes
    batch.refresh_from_db()
    batch.label = "Autre"
    assert not stored(batch)  # poured: it changes no more


def stored(row):
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False
    return True


def test_differences_are_named_and_settled_from_the_paper(batch):
    sheet = both(batch, 1, WOMAN, again=WOMAN | {"utile": "non"})
    assert sheet.agreed is None
    found = differing(questionnaire(batch.wave), sheet)
    assert [(each.asked.slug, each.first, each.second) for each in found] == [("utile", "oui", "non")]
    both(batch, 2, MAN)
    both(batch, 3, MAN)
    with pytest.raises(NotNow, match="1 saisis différemment, à trancher \\(n° 1\\)"):
        pour(batch)
    paper.settle(sheet=sheet, values=WOMAN)
    with pytest.raises(NotNow, match="pas de différence"):
        paper.settle(sheet=sheet, values=MAN)
    pour(batch)
    assert sorted(row.values["utile"] for row in Answer.objects.all()) == ["non", "non", "oui"]


def test_boxes_ticked_in_another_order_and_free_texts_are_no_difference(asked):
    add_question(asked, "soucis", "multiple", ["a", "b"])
    add_question(asked, "mot", "text", [])
    Wave.objects.filter(pk=asked.pk).update(by_paper=True)
    move(asked, Status.OPEN)
    batch = paper.begin_batch(wave=asked, label="Mairie", received=1, actor=None)
    whole = {"sexe": "f", "utile": "oui", "soucis": ["a", "b"], "mot": "Le car."}
    assert both(batch, 1, whole, again=whole | {"soucis": ["b", "a"], "mot": None}).agreed == whole


def test_a_pile_is_poured_only_when_every_sheet_is_there(batch):
    both(batch, 1, WOMAN)
    key(batch, 2, MAN)
    with pytest.raises(NotNow, match="1 à saisir \\(n° 3\\); 1 saisis une seule fois \\(n° 2\\)"):
        pour(batch)
    key(batch, 2, MAN, BOB)
    paper.recount(batch=batch, received=2, actor=None)
    batch.refresh_from_db()
    assert pour(batch).received == 2
    with pytest.raises(NotNow, match="déjà versé"):
        pour(batch)
    assert Answer.objects.count() == 2


def test_a_recount_below_a_keyed_sheet_is_refused(batch):
    key(batch, 3, MAN)
    with pytest.raises(NotNow, match="au-delà sont déjà saisis \\(3\\)"):
        paper.recount(batch=batch, received=2, actor=None)
    paper.forget_sheet(sheet=batch.sheets.get())
    paper.recount(batch=batch, received=2, actor=None)
    batch.refresh_from_db()
    with pytest.raises(NotNow, match="va de 1 à 2"):
        key(batch, 3, MAN)


def test_a_full_cell_is_never_overrun_and_who_is_left_out_is_counted(wave):
    take_part(wave, WOMAN)
    batch = paper.begin_batch(wave=wave, label="Mairie", received=4, actor=None)
    for number in (1, 2, 3):
        both(batch, number, WOMAN)
    both(batch, 4, MAN)
    pour(batch)
    assert counts(batch) == (True, 2, 2, 0)
    assert list(QuotaCell.objects.values_list("done", "held")) == [(2, 0), (1, 0)]


def test_a_code_is_spent_at_the_first_keying_and_kept_nowhere_with_the_sheet(batch):
    code = invitations.draw(wave=batch.wave, label="Courrier", count=1, actor=None)[0]
    key(batch, 1, WOMAN, code=code)
    assert SpentCode.objects.count() == 1
    kept = str(PaperSheet.objects.values().get())
    assert code not in kept
    assert invitations.digest(code) not in kept
    with pytest.raises(NotNow, match="déjà été donnée avec ce code"):
        key(batch, 2, WOMAN, code=code)
    assert PaperSheet.objects.count() == 1
    paper.forget_sheet(sheet=PaperSheet.objects.get())
    key(batch, 1, WOMAN, code=code)  # the same sheet, keyed again after a mistake or a cut


def test_each_agent_is_led_round_the_pile(batch):
    assert next_for(batch, ANA) == 1
    key(batch, 1, WOMAN)
    assert (next_for(batch, ANA, after=1), next_for(batch, BOB)) == (2, 1)
    key(batch, 1, WOMAN, BOB)
    both(batch, 2, MAN)
    key(batch, 3, MAN)
    assert (next_for(batch, ANA), next_for(batch, BOB, after=3)) == (None, 3)
    assert progress(batch).once == (3,)


def test_a_wave_does_not_close_over_a_pile_that_waits(batch):
    with pytest.raises(NotNow, match="Du papier attend encore"):
        running.close_wave(wave=batch.wave, actor=None)
    paper.discard(batch=batch, actor=None)
    running.close_wave(wave=batch.wave, actor=None)
    with pytest.raises(NotNow, match="vague ouverte"):
        paper.begin_batch(wave=batch.wave, label="x", received=1, actor=None)
    with pytest.raises(IntegrityError):
        PaperBatch.objects.create(wave=batch.wave, label="x", received=1)


def test_a_text_being_keyed_that_names_an_address_is_copied_and_erased(batch):
    key(batch, 1, WOMAN | {"mot": "Écrivez à ana.dupont@exemple.fr"})
    held = "Baromètres : réponses libres, invitations, responsables"
    copied = export_person(email="ana.dupont@exemple.fr")[held]
    assert copied == [{"questionnaire papier en cours de saisie": "Première vague"}]
    assert erase_person(email="ana.dupont@exemple.fr")[held] == 1
    assert not PaperSheet.objects.exists()


def test_two_agents_key_settle_and_pour_in_the_pages(wave, person):
    ana, bob = person(Role.CONTRIBUTOR), person(Role.MANAGER)
    page = ana.post(BASE, {"label": "Urne", "received": "1"}, follow=True)
    assert "1 questionnaire reçu" in text(page)
    pile = f"{BASE}{PaperBatch.objects.get().pk}/"
    assert ana.post(pile + "1/", {"sexe": "f"}).status_code == 422  # an answer that everybody gives is missing
    page = ana.post(pile + "1/", {"sexe": "f", "utile": "oui", "mot": "Le car."}, follow=True)
    assert "première saisie gardée" in text(page)
    assert "revient à un autre agent" in text(page)
    assert "Vous avez déjà saisi" in text(ana.get(pile + "1/", follow=True))
    second = bob.get(pile + "1/")
    assert "Le car." not in text(second)
    assert second.context["form"].initial == {}  # nothing of the first keying is shown
    page = bob.post(pile + "1/", {"sexe": "h", "utile": "oui"}, follow=True)
    assert "Elle diffère de la première" in text(page)
    compared = text(bob.get(pile + "1/trancher/"))
    assert "Deux agents ont lu 1 réponse différemment" in compared
    assert bob.post(pile + "1/trancher/", {}).status_code == 422
    assert "sont tranchées" in text(bob.post(pile + "1/trancher/", {"sexe": "f"}, follow=True))
    page = ana.post(pile + "verser/", follow=True)
    assert "Le lot est versé : 1 réponses" in text(page)
    assert [row.values for row in Answer.objects.all()] == [{"sexe": "f", "utile": "oui"}]
    assert Remark.objects.get().text == "Le car."
    assert ana.get(pile + "1/trancher/").status_code == 404


def test_an_unusable_sheet_needs_two_agents_to_say_so(batch, person):
    ana, bob, cam = person(Role.CONTRIBUTOR), person(Role.MANAGER), person(Role.MODERATOR)
    pile = f"{BASE}{batch.pk}/"
    ana.post(pile + "1/", {"void": "on"})
    bob.post(pile + "1/", {"sexe": "f", "utile": "non"})
    assert "questionnaire inexploitable" in text(cam.get(pile + "1/trancher/"))
    cam.post(pile + "1/trancher/", {"void": "on"})
    assert PaperSheet.objects.get().agreed == {}


def test_wrong_acts_are_said_and_change_nothing(batch, officer):
    pile = f"{BASE}{batch.pk}/"
    assert "Le lot n’est pas complet" in text(officer.post(pile + "verser/", follow=True))
    assert "Donnez un nombre de 1 à" in text(officer.post(pile + "recompter/", {"received": "x"}, follow=True))
    assert "aucune saisie à effacer" in text(officer.post(pile + "ressaisir/", {"number": "2"}, follow=True))
    assert officer.post(pile + "bruler/").status_code == 404
    assert officer.get(pile + "?number=9").status_code == 422
    assert officer.get(pile + "?number=2").status_code == 302
    assert "Le lot est effacé" in text(officer.post(pile + "effacer/", follow=True))
    assert "Aucun lot encore" in text(officer.get(BASE))


def test_a_wave_without_paper_says_so(asked, officer):
    assert "ne prend pas de réponses sur papier" in text(officer.get(BASE))
    assert officer.post(BASE, {"label": "x", "received": "2"}).status_code == 422
    assert not PaperBatch.objects.exists()
    Wave.objects.filter(pk=asked.pk).update(by_paper=True)
    assert "une fois la vague ouverte" in text(officer.get(BASE))
    move(asked, Status.CLOSED)
    assert "La vague est close" in text(officer.get(BASE))
