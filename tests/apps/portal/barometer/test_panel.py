"""Inviting the people of a file: one invitation each, nothing kept beyond need, reminders only to those who have not answered."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from essaim.cores.tables import UnreadableError
from essaim.foundation.jobs.models import Message
from essaim.foundation.papers import public as papers
from essaim.portal.barometer.domain import collecting, invitations, panel, running
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.official import official
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import Invitation, InvitationBatch, Mode, Panelist, Remark, SpentCode, Status, Wave
from essaim.portal.barometer.personal import _erase, _export, _retain_panels
from tests.apps.portal.barometer.conftest import add_question, make_ready, move
from tests.apps.portal.barometer.people import at, take_part
from tests.apps.portal.barometer.test_answering import text

pytestmark = pytest.mark.django_db
BASE = "/barometres/gers/1/"
LINK = "https://essaim.test/invitation/"
ANA, BOB, EVE = "ana@exemple.fr", "bob@exemple.fr", "eve@exemple.fr"
WOMAN = {"sexe": "f", "utile": "oui"}


@pytest.fixture
def wave(asked):
    make_ready(asked, by_invitation=True, by_paper=True, by_phone=True, commissioner="Le Gers")
    add_question(asked, "mot", "text", [])
    move(asked, Status.OPEN)
    return asked


def invited(wave, *mails):
    return panel.invite(wave=wave, label="Panel", mails=mails, link=LINK, actor=None)


def code_to(address):
    message = Message.objects.filter(to=address).order_by("pk").last()
    return message.body.partition(LINK)[2].partition("/")[0]


@pytest.mark.parametrize("mails", [(ANA,), (ANA, BOB, EVE)])
def test_each_person_receives_one_code_that_opens_the_questions(wave, mails):
    batch = invited(wave, *mails)
    assert batch.size == Invitation.objects.count() == Message.objects.count() == len(mails)
    for address in mails:
        assert invitations.wave_of(code_to(address)) == wave
    assert len({code_to(address) for address in mails}) == len(mails)


def test_a_code_is_in_no_table_and_changes_with_the_secret(wave, settings):
    invited(wave, ANA)
    person, code = Panelist.objects.get(), code_to(ANA)
    kept = [str(getattr(person, field.name)) for field in Panelist._meta.fields]
    assert code not in kept
    assert invitations.digest(code) not in kept
    assert panel.code_of(person) == code
    settings.SECRET_KEY = "another secret, another code" * 2
    assert panel.code_of(person) != code


def test_only_those_who_have_not_answered_are_reminded_with_the_same_code(wave):
    batch = invited(wave, ANA, BOB, EVE)
    take_part(wave, {**WOMAN, "mot": None}, code_to(BOB), Mode.INVITATION)
    codes = {address: code_to(address) for address in (ANA, BOB, EVE)}
    with at(timezone.now() + timedelta(days=3)):
        assert panel.remind(batch=batch, link=LINK, actor=None) == 2
    reminded = Message.objects.filter(subject__startswith="Rappel")
    assert sorted(message.to for message in reminded) == [ANA, EVE]
    assert {address: code_to(address) for address in (ANA, BOB, EVE)} == codes
    assert "personne ne peut savoir ce que vous avez répondu" in reminded[0].body


def test_a_reminder_waits_three_days_and_is_sent_twice_at_most(wave):
    batch = invited(wave, ANA)
    with pytest.raises(NotNow, match="Relance possible à partir du"):
        panel.remind(batch=batch, link=LINK, actor=None)
    for days in (3, 6):
        with at(timezone.now() + timedelta(days=days)):
            panel.remind(batch=InvitationBatch.objects.get(), link=LINK, actor=None)
    with at(timezone.now() + timedelta(days=30)), pytest.raises(NotNow, match="a dit non"):
        panel.remind(batch=InvitationBatch.objects.get(), link=LINK, actor=None)
    assert Message.objects.count() == 3


def test_after_the_secret_has_changed_nobody_receives_a_code_that_does_not_open(wave, settings):
    batch = invited(wave, ANA)
    settings.SECRET_KEY = "another secret, another code" * 2
    with at(timezone.now() + timedelta(days=3)), pytest.raises(NotNow, match="secret de la plateforme a changé"):
        panel.remind(batch=batch, link=LINK, actor=None)
    assert Message.objects.count() == 1


def test_nobody_is_invited_twice_to_a_wave(wave):
    invited(wave, ANA)
    with pytest.raises(UnreadableError, match="Ligne 3, colonne « courriel » : déjà invitée"):
        invited(wave, BOB, ANA)
    assert Panelist.objects.count() == 1


def test_who_refuses_is_forgotten_and_her_code_serves_no_more(wave):
    invited(wave, ANA, BOB)
    code = code_to(ANA)
    page = f"/invitation/{code}/refuser/"
    assert "Effacer mon adresse" in text(Client().get(page))
    assert Panelist.objects.count() == 2
    assert "C’est noté" in text(Client().post(page))
    assert [person.address for person in Panelist.objects.all()] == [BOB]
    assert invitations.wave_of(code) is None
    assert "C’est noté" in text(Client().post("/invitation/AAAA-AAAA-AAAA/refuser/"))


def test_who_answered_then_refuses_keeps_her_answer_counted(wave):
    invited(wave, ANA)
    code = code_to(ANA)
    take_part(wave, {**WOMAN, "mot": None}, code, Mode.INVITATION)
    panel.refuse_invitation(code=code)
    assert (Panelist.objects.count(), SpentCode.objects.count(), wave.answers.count()) == (0, 1, 1)


def test_closing_forgets_the_addresses(wave):
    invited(wave, ANA)
    running.close_wave(wave=wave, actor=None)
    assert Panelist.objects.count() == 0


def test_a_closed_wave_takes_no_address_the_database_says(wave):
    from django.db import DatabaseError, transaction

    batch = invited(wave, ANA)
    running.close_wave(wave=wave, actor=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Panelist.objects.create(batch=batch, address=BOB)


def test_a_wave_that_is_not_open_invites_nobody(asked):
    with pytest.raises(NotNow, match="quand la vague est ouverte"):
        invited(asked, ANA)


def test_a_person_is_copied_then_forgotten_at_her_request(wave):
    invited(wave, ANA, BOB)
    assert {"invitée à répondre à": "Première vague"} in _export("ANA@exemple.fr")
    assert _erase("ANA@exemple.fr") == 1
    assert [person.address for person in Panelist.objects.all()] == [BOB]


def test_the_addresses_of_a_wave_left_open_are_forgotten_a_month_after_its_end(wave):
    invited(wave, ANA)
    assert _retain_panels(wave.planned_end + timedelta(days=30), apply=True) == 0
    assert _retain_panels(wave.planned_end + timedelta(days=31), apply=True) == 1


def csv(*lines):
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("lines", "expected"), [
    (("courriel", "ana@"), "Ligne 2, colonne « courriel » : une adresse électronique est attendue"),
    (("courriel", ANA, "ANA@exemple.fr"), "Ligne 3, colonne « courriel » : cette adresse est déjà à la ligne 2"),
    (("courriel",), "ne nomme personne"),
    (("prenom", "Ana"), "Colonnes attendues : courriel, ou nom"),
    (("nom;adresse1;adresse2;code_postal;ville", "Ana;;;32000;Auch"), "Ligne 2, colonne « adresse1 » : cette cellule est vide"),
    (("nom;adresse1;code_postal;ville", *["Ana;1 rue;32000;Auch"] * 2), "Ligne 3, colonne « nom » : cette personne est déjà à la ligne 2"),
    (("nom;adresse1;code_postal;ville", *[f"Ana {n};1 rue;32000;Auch" for n in range(4)]), "4 lettres ; 3 au plus"),
])  # fmt: skip
def test_a_wrong_file_is_refused_by_line_and_nobody_is_invited(lines, expected):
    with pytest.raises(UnreadableError) as refused:
        panel.read_people("p.csv", csv(*lines), most_letters=3)
    assert expected in str(refused.value)


def upload(client, data, label="Panel de mars"):
    return client.post(BASE + "panel/", {"label": label, "file": SimpleUploadedFile("p.csv", data)})


def test_an_officer_invites_a_file_then_reminds(wave, officer):
    page = text(officer.get(BASE + "panel/"))
    assert "Aucun encore" in page
    bad = upload(officer, csv("courriel", "ana@"))
    assert (bad.status_code, "Ligne 2" in text(bad), Message.objects.count()) == (422, True, 0)
    led = upload(officer, csv("courriel;nom;telephone", f"{ANA};Ana;06"))
    assert led.status_code == 302
    page = text(officer.get(BASE + "panel/"))
    assert "Colonnes laissées de côté : nom, telephone" in page
    assert "Relance possible à partir du" in page
    batch = InvitationBatch.objects.get()
    with at(timezone.now() + timedelta(days=4)):
        done = officer.post(f"{BASE}panel/{batch.pk}/relancer/", follow=True)
    assert "Relances envoyées : 1." in text(done)


def test_the_page_of_panels_costs_the_same_with_one_and_with_three(wave, officer):
    invited(wave, ANA)
    officer.get(BASE + "panel/")
    with CaptureQueriesContext(connection) as one:
        officer.get(BASE + "panel/")
    invited(wave, BOB)
    invited(wave, EVE)
    with CaptureQueriesContext(connection) as three:
        officer.get(BASE + "panel/")
    assert len(three) == len(one) <= 20


@pytest.mark.skipif(not papers.pdf_available(), reason="this machine makes no PDF")
def test_letters_are_printed_and_nothing_of_their_people_is_kept(wave, officer):
    got = upload(
        officer, csv("nom;adresse1;code_postal;ville", "Ana Durand;1 rue des Lices;32000;Auch", "Bob;2 rue;32000;Auch")
    )
    assert got["Content-Type"] == "application/pdf"
    assert got.content.startswith(b"%PDF")
    assert (Panelist.objects.count(), Invitation.objects.count(), Message.objects.count()) == (0, 2, 0)


@pytest.mark.skipif(not papers.pdf_available(), reason="this machine makes no PDF")
def test_cards_and_flyers_are_printed(wave, officer):
    got = officer.post(BASE + "invitations/", {"label": "Marché", "count": "3", "output": "cards"})
    assert got.content.startswith(b"%PDF"), text(got)
    assert Invitation.objects.count() == 3
    assert officer.get(BASE + "affichettes.pdf").content.startswith(b"%PDF")
    many = officer.post(BASE + "invitations/", {"label": "Trop", "count": "401", "output": "cards"})
    assert "401 cartes : un fichier en tient 400" in text(many)
    assert Invitation.objects.count() == 3


def test_the_desk_shows_the_code_qr_of_the_public_link(wave, officer):
    assert "Code QR du lien public" in officer.get(BASE).content.decode()


def test_the_live_board_reads_itself_again_only_when_asked(wave, officer):
    assert "Refresh" not in officer.get(BASE + "suivi/")
    assert officer.get(BASE + "suivi/?suivre=1")["Refresh"] == "20"
    running.close_wave(wave=wave, actor=None)
    assert "Refresh" not in officer.get(BASE + "suivi/?suivre=1")


def test_an_agent_sees_the_places_left_and_that_hers_is_held(wave, officer):
    take_part(wave, {"sexe": "h", "utile": "oui", "mot": None})
    take_part(wave, {"sexe": "h", "utile": "oui", "mot": None})
    page = text(officer.get(BASE + "saisie/"))
    assert "f : 2 places" in page
    assert "Complet : h" in page
    officer.post(BASE + "saisie/", {"mode": "phone"})
    for slug, value in (("sexe", "f"), ("utile", "oui"), ("mot", "")):
        officer.post(f"/repondre/{wave.key}/q/{slug}/", {"answer": value})
    assert "La place est tenue f (0 sur 2 reçues)" in text(officer.get(f"/repondre/{wave.key}/relire/"))


def test_who_answers_by_herself_is_told_nothing_of_places(wave):
    client = Client()
    client.post(f"/repondre/{wave.key}/")
    for slug, value in (("sexe", "f"), ("utile", "oui"), ("mot", "")):
        client.post(f"/repondre/{wave.key}/q/{slug}/", {"answer": value})
    assert "La place est tenue" not in text(client.get(f"/repondre/{wave.key}/relire/"))


@pytest.mark.parametrize(
    ("what", "labels"), [("taille", ["size"]), ("region", ["region"]), ("departement", ["departement"])]
)
def test_a_question_whose_totals_are_official_is_added_and_crossed(barometer, officer, what, labels):
    """France here has four départements in as many regions."""
    from essaim.foundation.territories.models import Territory

    barometer.territory = Territory.objects.get(code="pays-FR")
    barometer.save()
    from essaim.portal.barometer.domain.official import official_words

    found = official_words("pays-FR", labels[0])
    wave = Wave.objects.create(barometer=barometer, number=1, title="Une", sample_target=100)
    from essaim.portal.barometer.domain import composing

    for kind in {"size", labels[0]}:
        label, words = official_words("pays-FR", kind)
        composing.add_question(wave=wave, label=label, words=words, place={"profile": True}, actor=None)
    axes = list(questionnaire(wave).questions)
    totals = official("pays-FR", axes)
    assert found is not None
    assert set(totals.totals) == {tuple(codes) for codes in totals.totals}
    whole = sum(Territory.objects.filter(level="commune").values_list("population", flat=True))
    assert sum(totals.totals.values()) == whole


def test_an_officer_adds_an_official_question_from_the_quotas(barometer, officer, small_france):
    wave = Wave.objects.create(barometer=barometer, number=1, title="Une", sample_target=100)
    page = officer.get(BASE + "quotas/")
    assert "Ajouter « Taille de la commune »" in text(page)
    assert (
        "Région"
        not in text(page).partition("Totaux officiels déjà là")[2].partition("Ajouter")[2].partition("Essaim")[0]
    )
    officer.post(BASE + "quotas/question/taille/")
    assert wave.questions.get().profile
    assert officer.post(BASE + "quotas/question/region/").status_code == 404  # the Gers has no region inside it
    grid = officer.get(BASE + "quotas/taille_de_la_commune/")
    assert "Ces totaux viennent de la plateforme" in text(grid)


def test_the_team_reads_free_texts_and_gives_them_themes_once_closed(wave, officer):
    for word in ("Le car", "Le médecin", "Le car de 7 h"):
        move(wave, Status.OPEN)
        wave.grids = None
        key = collecting.begin(wave=wave, mode=Mode.LINK).key
        Remark.objects.create(wave=wave, slug="mot", text=word)
        collecting.leave(key=key)
    page = text(officer.get(BASE + "textes/mot/"))
    assert "Le car de 7 h" in page
    assert "Les thèmes se donnent quand la vague est close" in page
    rows = {row.text: row for row in Remark.objects.all()}
    early = officer.post(BASE + "textes/mot/", {str(rows["Le car"].pk): "transport"}, follow=True)
    assert "quand la vague est close" in text(early)
    running.close_wave(wave=wave, actor=None)
    rows = {row.text: row for row in Remark.objects.all()}
    sent = {
        str(rows["Le car"].pk): " transport ",
        str(rows["Le car de 7 h"].pk): "transport",
        str(rows["Le médecin"].pk): "",
    }
    done = officer.post(BASE + "textes/mot/", sent, follow=True)
    assert "transport : 2" in text(done)
    assert "Sans thème : 1" in text(done)
    shown = text(officer.get(BASE + "textes/mot/?theme=transport"))
    assert "Le car de 7 h" in shown
    assert "Le médecin" not in shown
    assert officer.get(BASE + "textes/sexe/").status_code == 404
    assert "Aucun texte" in text(officer.get(BASE + "textes/mot/?theme=inconnu"))
