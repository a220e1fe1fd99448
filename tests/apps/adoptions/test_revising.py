"""New terms, a newer version: what it would do is shown before, drafts pass, what was sent passes when nothing changes for it."""

import pytest
from django.db import IntegrityError, transaction

from essaim.adoptions.domain import adopting, participating, revising
from essaim.adoptions.domain.installing import latest
from essaim.adoptions.domain.queries.differences import differences
from essaim.adoptions.domain.queries.impact import impact
from essaim.adoptions.kits.settings import BadSettingsError
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.runtime import Actor
from essaim.foundation.journal.models import Entry
from essaim.foundation.parties.models import Party
from tests.apps.adoptions.builders import adopted, installed, sent
from tests.apps.adoptions.desk import engine as desk
from tests.apps.adoptions.people import browser, cost, text
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

DESK = "/gestion/minimal-gers/"
NEWER = (("version: 1.0.0", "version: 1.1.0"), ("Le plus petit kit", "Un kit plus clair"))


def draft(adoption, answers):
    return participating.begin(adoption=adoption, door="desk.demande", party=Party.objects.create(), answers=answers)[0]


def revise(adoption, *, version=None, carry=False, reason="Délibération", based_on=None, **written):
    terms = Adoption.objects.get(pk=adoption.pk).terms
    return revising.revise(
        adoption=adoption, version=version or terms.version, written=written, reason=reason,
        based_on=based_on or terms.fingerprint, carry=carry, actor=None,
    )  # fmt: skip


def number(participation):
    participation.refresh_from_db()
    return participation.terms.number


ALONG = {
    "less_than: {parameter: plafond}}}": [("au plus {parameter.plafond}", "de {parameter.plafond}")],
    "from: recu, to: brouillon, by: [agent], reason: oui": [
        ("      - {id: refuse, label: Refusé, kind: refused}\n", "")
    ],
}
"""What a change brings along, for the kit to stay right."""


def test_new_values_are_new_terms_and_nothing_begun_moves():
    adoption = adopted()
    begun, done = draft(adoption, {"heures": "12"}), sent(adoption, "desk.demande", {"heures": "12"})
    terms, found = revise(adoption, plafond="250")
    assert (terms.number, terms.settings, found.moved) == (2, {"plafond": "250"}, 0)
    assert (number(begun), number(done)) == (1, 1)
    assert number(draft(adoption, {})) == 2
    assert Entry.objects.filter(act="adoption.revise").count() == 1


def test_carried_drafts_pass_and_what_was_sent_only_when_nothing_changes_for_it():
    adoption = adopted("minimal", ("label: Heures restantes, type: integer, unit: heures, is: {difference: {of: {parameter: plafond}, less: {field: heures}}}", "label: Heures dites, type: integer, unit: heures, is: {field: heures}"), ("      amounts: {reste: 1}\n", ""))  # fmt: skip
    begun = draft(adoption, {"heures": "12"})
    under, between = (sent(adoption, "desk.demande", {"heures": hours}) for hours in ("12", "280"))
    decided = sent(adoption, "desk.demande", {"heures": "1"})
    desk.grant(decided, Actor("agent"), 0)
    _, found = revise(adoption, plafond="250", carry=True)
    assert ([one.pk for one in found.drafts], [one.pk for one in found.sent]) == ([begun.pk], [under.pk])
    assert ([one.pk for one in found.kept], found.decided) == ([between.pk], 1)
    assert found.why == [("la réponse à une règle peut changer : Sous le plafond", 1)]
    assert [number(one) for one in (begun, under, between, decided)] == [2, 2, 1, 1]
    (entry,) = Entry.objects.filter(act="adoption.carry")
    assert (entry.details["drafts"], entry.details["sent"], entry.details["kept"]) == (1, 1, 1)


def test_an_amount_that_changes_keeps_its_terms():
    adoption = adopted()
    one = sent(adoption, "desk.demande", {"heures": "12"})
    _, found = revise(adoption, plafond="250", carry=True)
    assert (found.why, number(one)) == ([("un montant peut changer : Heures restantes", 1)], 1)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("title: Vos heures", "title: Vos heures de travail"), None),
        (("label: Accorder,", "label: Donner un accord,"), None),
        (("months: 24", "months: 12"), None),
        (("months: 24", "months: 36"), "ce qui a été promis change pour la réponse « Heures travaillées »"),
        (("seen_by: [agent]", "seen_by: [agent, partenaire]"), "ce qui a été promis change pour la réponse « Heures travaillées »"),
        (("purpose: Vérifier le plafond", "purpose: Statistiques"), "ce qui a été promis change pour la réponse « Heures travaillées »"),
        (("from: recu, to: refuse, by: [agent], reason: oui", "from: recu, to: brouillon, by: [agent], reason: oui"), "le fonctionnement change (Guichet)"),
        (("at_most: {parameter: plafond}}}", "less_than: {parameter: plafond}}}"), None),
    ],
)  # fmt: skip
def test_what_is_harmless_between_two_versions(change, why):
    adoption = adopted()
    one = sent(adoption, "desk.demande", {"heures": "12"})
    version = installed("minimal", NEWER[0], change, *ALONG.get(change[1], ()))
    _, found = revise(adoption, version=version, carry=True)
    assert found.why == ([(why, 1)] if why else [])
    assert number(one) == (1 if why else 2)


def test_a_draft_is_asked_again_what_the_new_version_no_longer_reads():
    adoption = adopted("minimal", ("unit: heures, filled_by", "unit: heures, filled_by"))
    begun = draft(adoption, {"heures": "12", "disparue": "oui"})
    version = installed("minimal", NEWER[0])
    found = impact(adoption, revising.proposed(adoption, version=version, written={}, reason="x"))
    assert (len(found.drafts), found.lost) == (1, 1)
    revise(adoption, version=version, carry=True)
    before = begun.version
    begun.refresh_from_db()
    assert (begun.answers, begun.version) == ({"heures": "12"}, before + 1)


def test_the_whole_is_undone_when_a_part_fails(monkeypatch):
    adoption = adopted()
    draft(adoption, {})
    monkeypatch.setattr(revising, "_pass", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        revise(adoption, plafond="250", carry=True)
    assert Terms.objects.count() == 1
    assert not Entry.objects.filter(act="adoption.revise").exists()


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"plafond": "2000"}, BadSettingsError, "hors des bornes"),
        ({"plafond": "250", "reason": " "}, adopting.NotNowError, "ce qui décide"),
        ({"plafond": "250", "based_on": "autre"}, adopting.NotNowError, "pendant que vous"),
        ({}, adopting.NotNowError, "Rien ne change"),
        ({"plafond": "300"}, adopting.NotNowError, "Rien ne change"),
    ],
)
def test_what_is_refused_changes_nothing(options, error, words):
    adoption = adopted()
    with pytest.raises(error, match=words):
        revise(adoption, **options)
    assert Terms.objects.count() == 1


def test_a_closed_service_and_another_kit_are_refused():
    adoption = adopted()
    other = installed("fonds-associations")
    with pytest.raises(adopting.NotNowError, match="autre kit"):
        revise(adoption, version=other)
    adopting.close_adoption(adoption=adoption, actor=None)
    with pytest.raises(adopting.NotNowError, match="fermé"):
        revise(adoption, plafond="250")


def test_terms_are_numbered_once():
    adoption = adopted()
    revise(adoption, plafond="250")
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.create(adoption=adoption, number=2, version=adoption.terms.version)


def test_what_changes_is_said_in_words():
    adoption = adopted()
    version = installed("minimal", *NEWER)
    after = revising.proposed(adoption, version=version, written={"plafond": "250"}, reason="x")
    said = {(one.kind, one.label): (one.before, one.after) for one in differences(adoption.terms, after)}
    assert said["Valeur", "Plafond annuel"] == ("300\u00a0heures", "250\u00a0heures")
    assert said["Présentation", "Titre"] == ("Le plus petit kit", "Un kit plus clair")
    before, after_ = said["Règle", "Sous le plafond"]
    assert "300" in before
    assert "250" in after_
    assert "250" in said["Message", "Accord"][1]


def test_on_screen_the_effect_is_shown_before_it_is_done():
    adoption = adopted()
    officer = browser()
    draft(adoption, {"heures": "12"})
    sent(adoption, "desk.demande", {"heures": "280"})
    form = officer.get(DESK + "conditions/valeurs/").context["form"]
    words = {"plafond": "250", "reason": "Délibération du 3 mars", "based_on": form.initial["based_on"]}
    shown = officer.post(DESK + "conditions/valeurs/", words)
    said = text(shown).replace("\u00a0", " ")
    assert "Rien n’est encore fait" in said
    assert "1 brouillon passerait" in said
    assert "1 dossier garderait les siennes" in said
    assert Terms.objects.count() == 1
    again = dict(shown.context["sent"])
    officer.post(DESK + "conditions/valeurs/", {**again, "confirm": "1", "carry": "1"})
    assert Terms.objects.count() == 2
    page = text(officer.get(DESK + "conditions/"))
    assert "Décidé par : Délibération du 3 mars" in page.replace("\u00a0", " ")
    assert Participation.objects.filter(terms__number=2).count() == 1


def test_on_screen_a_newer_version_is_offered_and_reached():
    adoption = adopted()
    officer = browser()
    assert "Une version plus récente" not in text(officer.get(DESK + "conditions/"))
    installed("minimal", *NEWER)
    assert "Voir ce que changerait la version 1.1.0" in text(officer.get(DESK + "conditions/"))
    url = DESK + "conditions/version/1.1.0/"
    assert officer.get(DESK + "conditions/version/1.0.0/").status_code == 404
    form = officer.get(url).context["form"]
    assert officer.post(url, {"plafond": "300", "based_on": form.initial["based_on"]}).status_code == 422
    words = {"plafond": "300", "reason": "Mieux dit", "based_on": form.initial["based_on"], "confirm": "1"}
    officer.post(url, words)
    assert adoption.terms.version.number == "1.1.0"


def test_what_was_left_may_pass_later():
    adoption = adopted()
    officer = browser()
    begun = draft(adoption, {"heures": "12"})
    revise(adoption, plafond="250")
    assert "Y faire passer 1 dossier" in text(officer.get(DESK + "conditions/"))
    officer.post(DESK + "conditions/")
    assert number(begun) == 2
    assert "Y faire passer" not in text(officer.get(DESK + "conditions/"))


def test_the_history_costs_the_same_with_one_and_with_three():
    adoption = adopted()
    officer = browser()
    revise(adoption, plafond="250")
    one = cost(officer, DESK + "conditions/")
    revise(adoption, plafond="240")
    revise(adoption, plafond="230")
    assert cost(officer, DESK + "conditions/") == one


def test_the_newest_version_is_the_highest_number_not_the_last_installed():
    installed("minimal", ("version: 1.0.0", "version: 1.10.0"))
    installed("minimal", ("version: 1.0.0", "version: 1.9.0"))
    assert latest("minimal").number == "1.10.0"
