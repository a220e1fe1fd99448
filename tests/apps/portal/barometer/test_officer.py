"""An officer who is no statistician: from nothing to a closed wave, through the pages alone, without JavaScript."""

import html
import re

import pytest
from django.test import Client

from essaim.foundation.journal.models import Entry
from essaim.portal.barometer.models import Answer, Barometer, Invitation, QuotaCell, SpentCode, Status, Tally, Wave

pytestmark = pytest.mark.django_db
BASE = "/barometres/le-gers-ce-qui-compte/1/"
COLLECTION = {
    "title": "Automne", "population": "habitants du Gers de 18 ans et plus", "population_size": "155000",
    "sample_target": "60", "planned_end": "2099-12-31", "by_link": "on", "by_invitation": "on", "by_paper": "on",
    "by_phone": "on", "seat_minutes": "60", "welcome": "Bonjour.", "thanks": "Merci.", "contact": "05 62 00 00 00",
}  # fmt: skip
NOTICE = dict.fromkeys(
    ("institute", "commissioner", "commissioner_capacity", "buyer", "objective", "selection", "conditions", "adjustment"),
    "Le département du Gers",
) | {"reward": "aucune"}  # fmt: skip
SEX = {"cell_0": "80000", "cell_1": "75000", "source": "Insee, recensement", "source_date": "2022"}
PICKS = {"single": lambda page: page[0], "multiple": lambda page: page[:1]}


def text(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def answer(client, url, sex="femme"):
    """Answer every page with its first choice, and send; return the last page."""
    page = client.get(url, follow=True)
    for _ in range(30):
        here = page.redirect_chain[-1][0] if page.redirect_chain else url
        if here.endswith("/relire/"):
            return client.post(here, follow=True)
        if "/q/" not in here:
            return page
        page = client.post(here, {"answer": _pick(page, here, sex)}, follow=True)
    raise AssertionError("the questionnaire does not end")


def _pick(page, here, sex):
    if here.endswith("/sexe/"):
        return sex
    field = page.context["field"].field
    choices = getattr(field, "choices", [])
    return next(iter(choices))[0] if choices else "3"


def composed(officer):
    """Compose and return the wave, ready to open."""
    officer.post("/barometres/nouveau/", {"title": "Le Gers, ce qui compte", "territory_name": "Gers"})
    officer.post("/barometres/le-gers-ce-qui-compte/", {"title": "Automne", "start": "model"})
    assert officer.post(BASE + "collecte/", COLLECTION).status_code == 302
    assert officer.post(BASE + "notice/", NOTICE).status_code == 302
    led = officer.post(BASE + "quotas/", {"axes": ["sexe"]})
    assert led.headers["Location"] == BASE + "quotas/sexe/"
    assert officer.post(BASE + "quotas/sexe/", SEX).status_code == 302
    assert officer.post(BASE + "marges/").status_code == 302
    return Wave.objects.get()


def test_a_wave_from_composition_to_closing(officer):
    wave = composed(officer)
    assert wave.questions.count() == 16
    assert [cell.target for cell in QuotaCell.objects.all()] == [31, 29]
    assert wave.margins.get().totals == {"femme": 80000, "homme": 75000}
    desk = officer.get(BASE)
    assert "Tout est prêt" in text(desk)

    trial = answer(officer, _begin(officer, wave))
    assert "Vos réponses sont enregistrées" in text(trial)
    assert Answer.objects.count() == 1
    assert "1 réponse d’essai sera effacée" in text(officer.get(BASE + "ouvrir/"))
    opened = officer.post(BASE + "ouvrir/", follow=True)
    assert "La vague est ouverte" in text(opened)
    assert Answer.objects.count() == 0
    assert [(cell.done, cell.held) for cell in QuotaCell.objects.all()] == [(0, 0), (0, 0)]

    codes = officer.post(BASE + "invitations/", {"label": "Courrier", "count": "5", "output": "csv"})
    links = [line.split(";")[1] for line in codes.content.decode("utf-8-sig").split()[1:]]
    for link in links[:3]:
        invited = Client()
        invited.get(link.replace("http://testserver", ""))
        answer(invited, _begin(invited, wave), sex="homme")
    for _ in range(4):
        visitor = Client()
        answer(visitor, _begin(visitor, wave))
    for mode in ("paper", "phone"):
        done = answer(officer, officer.post(BASE + "saisie/", {"mode": mode, "code": ""}).headers["Location"])
        assert "Saisir une autre réponse" in text(done)
    tallies = dict(Tally.objects.values_list("mode", "done"))
    assert tallies == {"invitation": 3, "link": 4, "paper": 1, "phone": 1}
    assert Answer.objects.count() == 9
    board = text(officer.get(BASE + "suivi/"))
    assert "Une femme 31 6 0 25" in board
    assert "Un homme 29 3 0 26" in board

    assert "n’est pas rempli" in text(officer.get(BASE + "clore/"))
    closed = text(officer.post(BASE + "clore/", follow=True))
    assert "La vague est close" in closed
    wave.refresh_from_db()
    assert wave.status == Status.CLOSED
    assert (Invitation.objects.count(), SpentCode.objects.count(), wave.batches.get().used) == (0, 0, 3)
    assert wave.answers.filter(settled=False).count() == 0
    late = Client().get(f"/repondre/{wave.key}/")
    assert "close" in text(late)


def _begin(client, wave):
    return client.post(f"/repondre/{wave.key}/").headers["Location"]


def test_the_journal_says_each_act_and_no_answer(officer):
    wave = composed(officer)
    officer.post(BASE + "ouvrir/")
    visitor = Client()
    answer(visitor, _begin(visitor, wave))
    officer.post(BASE + "saisie/", {"mode": "paper", "code": ""})
    officer.post(BASE + "clore/")
    acts = list(Entry.objects.order_by("pk").values_list("act", flat=True))
    assert acts[0] == "barometer.create"
    assert acts.count("barometer.open") == acts.count("barometer.close") == 1
    assert {act for act in acts if act.startswith("barometer.")} == {
        "barometer.create", "barometer.compose", "barometer.open", "barometer.close",
    }  # fmt: skip
    assert Entry.objects.get(act="barometer.close").details == {"answers": 1}


def test_opening_too_early_says_what_is_missing_and_changes_nothing(officer):
    officer.post("/barometres/nouveau/", {"title": "Le Gers, ce qui compte", "territory_name": "Gers"})
    officer.post("/barometres/le-gers-ce-qui-compte/", {"title": "Automne", "start": "blank"})
    page = officer.get(BASE)
    assert "Il manque" in text(page)
    assert "Poser une question d’opinion" in text(page)
    refused = officer.post(BASE + "ouvrir/", follow=True)
    assert "La vague ne peut pas ouvrir" in text(refused)
    assert Wave.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("nouvelle-question/", {"label": "x"}), ("banque/", {"version": "1"}), ("questions/sexe/monter/", {}),
        ("questions/sexe/retirer/", {}), ("quotas/age/", {}), ("effacer/", {}),
    ],
)  # fmt: skip
def test_what_is_frozen_is_refused_in_words(officer, page, sent):
    composed(officer)
    officer.post(BASE + "ouvrir/")
    before = Wave.objects.get().questions.count()
    if page == "banque/":
        sent = {"version": Wave.objects.get().questions.first().version_id}
    if page == "quotas/age/":
        sent = {f"cell_{place}": "10" for place in range(5)} | {"source": "x", "source_date": "2022"}
    said = text(officer.post(BASE + page, sent, follow=True))
    assert "ne change plus" in said or "ne changent plus" in said or "ne s’efface plus" in said
    assert Wave.objects.get().questions.count() == before


def test_an_open_wave_keeps_its_modes_and_takes_a_corrected_notice(officer):
    composed(officer)
    officer.post(BASE + "ouvrir/")
    officer.post(BASE + "notice/", NOTICE | {"buyer": "La région"})
    officer.post(BASE + "collecte/", {key: value for key, value in COLLECTION.items() if key != "by_paper"})
    wave = Wave.objects.get()
    assert wave.buyer == "La région"
    assert wave.by_paper  # the box is shown, disabled: what a forged form says of it is ignored


def test_an_officer_of_another_territory_is_refused_there(officer):
    said = officer.post("/barometres/nouveau/", {"title": "Chez les autres", "territory_name": "Hérault"})
    assert said.status_code == 422
    assert "Votre rôle ne s’étend pas à ce territoire : Hérault" in text(said)
    assert not Barometer.objects.exists()
