"""The dossier d’essaimage: the kit's documents and the register, on screen and as a file, with the adopter's values."""

import io
import zipfile
from datetime import date

import pytest

from essaim.adoptions.domain.queries import pack as papers
from essaim.adoptions.domain.queries import readiness
from essaim.adoptions.kits.rehearsing import plain
from essaim.adoptions.models import Adoption
from tests.apps.adoptions.builders import adopted
from tests.apps.adoptions.people import browser, text
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

DOSSIER = "/gestion/minimal-gers/dossier/"
BODY = "## Article 1\n\n      Le plafond est de {parameter.plafond}, décidé par {service.name}.\n\n      Vote du […]"
DOCUMENT = f"documents:\n  - id: deliberation\n    label: Modèle de délibération\n    kind: deliberation\n    body: |\n      {BODY}\n"
DELIBERATION = ("outcomes:\n", f"{DOCUMENT}outcomes:\n")


def words_of(answer):
    content = zipfile.ZipFile(io.BytesIO(answer.content)).read("content.xml").decode()
    return plain(content)


def test_a_document_follows_the_values_on_screen_and_in_its_file():
    adopted("minimal", DELIBERATION, phase="preparing", plafond="250")
    officer = browser()
    assert "Modèle de délibération" in text(officer.get(DOSSIER))
    said = plain(text(officer.get(DOSSIER + "deliberation/")))
    assert "Le plafond est de 250 heures, décidé par Le plus petit kit." in said
    answer = officer.get(DOSSIER + "deliberation.odt")
    assert answer.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert 'filename="deliberation-minimal-gers.odt"' in answer.headers["Content-Disposition"]
    assert "250 heures" in words_of(answer)


def test_the_register_says_what_the_law_asks_of_it():
    adopted(phase="preparing")
    officer = browser()
    said = plain(text(officer.get(DOSSIER + "registre_des_donnees/")))
    for words in (
        "Responsable du traitement : Département du Gers", "05 62 00 00 00", "une mission d’intérêt public (article 6 du RGPD)",
        "Délibération du conseil départemental.", "Heures travaillées", "Vérifier le plafond", "24 mois après la décision", "L’agent", "sociale",
        "Mesures de sécurité", "Transferts hors de l’Union européenne",
    ):  # fmt: skip
        assert words in said, words
    assert "Heures travaillées" in words_of(officer.get(DOSSIER + "registre_des_donnees.odt"))


ASKED = "fields: [heures], documents: [{id: notice, label: Votre notice, purpose: Lire la notice, retention: {months: 6, after: submission}, seen_by: [agent]}]}]"


def test_the_register_holds_the_documents_that_are_asked_and_the_contact():
    adopted("minimal", ("fields: [heures]}]", ASKED), phase="preparing")
    officer = browser()
    said = plain(text(officer.get(DOSSIER + "registre_des_donnees/")))
    assert "Votre notice Lire la notice 6 mois après l’envoi La personne ; L’agent document joint" in said
    assert "Nom et contact, messages envoyés" in said
    assert "Votre notice" in words_of(officer.get(DOSSIER + "registre_des_donnees.odt"))


def test_a_retention_is_worded_alike_before_adopting_in_the_register_and_on_the_form():
    adoption = adopted("minimal", ("after: decision}", "after: submission}"))
    officer = browser()
    places = ("/kits/minimal/", DOSSIER + "registre_des_donnees/", f"/services/{adoption.slug}/commencer/desk/demande/")
    for place in places:
        assert "24 mois après l’envoi" in plain(text(officer.get(place))), place


def test_a_kit_without_a_document_still_has_its_register():
    adoption = adopted(phase="preparing")
    (only,) = papers.pack_of(adoption, adoption.terms, today=date(2026, 1, 1))
    assert (only.key, only.problem) == (papers.REGISTER, "")


def test_what_no_longer_reads_is_said_and_breaks_nothing(monkeypatch):
    from essaim.foundation.papers.public import NotationError, Problem

    def wrong(_text):
        raise NotationError((Problem(1, "un titre commence par « ## »"),))

    adopted("minimal", DELIBERATION, phase="preparing")
    monkeypatch.setattr(papers, "blocks_of", wrong)
    officer = browser()
    assert "non disponible" in text(officer.get(DOSSIER))
    assert "Ce document ne se lit pas" in text(officer.get(DOSSIER + "deliberation/"))
    assert officer.get(DOSSIER + "deliberation.odt").status_code == 404
    assert officer.get(DOSSIER + "rien/").status_code == 404


def test_reading_it_over_is_remembered_until_a_value_changes():
    adopted("minimal", DELIBERATION, phase="preparing")
    officer = browser()

    def read():
        checks = readiness.checks(Adoption.objects.get())
        return next(check.done for check in checks if check.step == readiness.DOSSIER)

    officer.post(DOSSIER, {"fingerprint": "ancienne"})
    assert read() is False
    officer.post(DOSSIER, {"fingerprint": officer.get(DOSSIER).context["fingerprint"]})
    assert read() is True
    Adoption.objects.get().all_terms.update(settings={"plafond": "12"})
    assert read() is False
