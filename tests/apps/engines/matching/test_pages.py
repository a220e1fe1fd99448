"""The pages: what each person opens, what it shows, and above all what it does not show before both have consented."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from essaim.adoptions.models import TeamMember, Told
from essaim.engines.matching.domain import following, running
from essaim.engines.matching.models import Agreement, Incident, Profile, Proposal, Run
from essaim.foundation.accounts.domain.roles import confirm_address
from essaim.foundation.accounts.models import Account
from tests.apps.engines.matching.world import (
    AGENT,
    CONDOM,
    accepted,
    agreed,
    another_service,
    garden_service,
    gardener,
    owner,
    proposed,
)
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

SECRETS = ("Karim", "Zéphyrin", "karim@secret.test", "06 11 22 33 44")
PASSWORD = "une-longue-phrase-1"


def opened(*profiles):
    """A browser that showed the secret of these people."""
    client = Client()
    session = client.session
    session["dossiers"] = [str(one.participation.key) for one in profiles]
    session.save()
    return client


def url(name, profile, *more):
    return reverse(f"matching:{name}", args=[profile.adoption.slug, profile.participation.key, *more])


def desk_url(name, adoption, *more):
    return reverse(f"matching_desk:{name}", args=[adoption.slug, *more])


@pytest.fixture
def team(settings):
    """Sign in a member of the team of a service, under a role."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()

    def sign_in(adoption, role="agent"):
        account = Account.objects.create_user(f"{role}@gers.test", PASSWORD, name="Agathe")
        confirm_address(account=account)
        TeamMember.objects.create(adoption=adoption, email=account.email, role=role)
        client = Client()
        client.post("/compte/connexion/", {"login": account.email, "password": PASSWORD})
        return client

    return sign_in


def text(response):
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").replace("\u202f", " ")


def holder_pages(profile, proposal=None, agreement=None):
    found = [url("mine", profile)]
    found += [url("proposal", profile, proposal.pk)] if proposal else []
    if agreement:
        found += [url(name, profile, agreement.pk) for name in ("sheet", "problem", "end")]
    return found


def test_nothing_names_the_other_before_both_have_consented():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption, "Karim Zéphyrin")
    proposal = proposed(adoption, me, other)
    client = opened(me)
    for _ in range(2):
        for page in holder_pages(me, proposal):
            shown = text(client.get(page))
            assert "votre commune" in shown
            assert not [secret for secret in SECRETS if secret in shown]
        bodies = "".join(one.subject + one.body for one in Told.objects.filter(participation=me.participation))
        assert not [secret for secret in SECRETS if secret in bodies]
        proposal = accepted(proposal, me) if not proposal.seeker_at else proposal
    accepted(proposal, other)
    shown = text(client.get(url("mine", me)))
    assert all(secret in shown for secret in SECRETS)
    assert "06 11 22 33 44" in Told.objects.filter(participation=me.participation).latest("pk").body


def test_after_a_no_the_contact_is_gone_again():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption, "Karim Zéphyrin")
    proposal = accepted(proposed(adoption, me, other), me, other)
    client = opened(me)
    client.post(url("proposal", me, proposal.pk), {"answer": "no", "reason": "autre"})
    proposal.refresh_from_db()
    assert proposal.state == "declined"
    shown = text(client.get(url("mine", me)))
    assert not [secret for secret in SECRETS if secret in shown]


def test_the_place_of_the_garden_is_read_after_both_consent():
    adoption = garden_service()
    me, other = owner(adoption, chemin="Portail bleu, rue des Lilas"), gardener(adoption)
    proposal = proposed(adoption, me, other)
    client = opened(other)
    shown = text(client.get(url("proposal", other, proposal.pk)))
    assert "Surface du jardin" in shown
    assert "250 mètres carrés" in shown
    assert "Portail bleu" not in shown
    accepted(proposal, me, other)
    assert "Portail bleu" in text(client.get(url("mine", other)))


def test_twin_without_the_access_function_the_name_is_shown(monkeypatch):
    from essaim.engines.matching import access
    from essaim.engines.matching.domain.queries import mine

    monkeypatch.setattr(
        mine, "contact_of", lambda proposal, me: access._contact(access.other_of(proposal, me).participation)
    )
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption, "Karim Zéphyrin")
    proposed(adoption, me, other)
    assert "karim@secret.test" in text(opened(me).get(url("mine", me)))


def test_only_who_holds_a_dossier_opens_its_pages(team):
    adoption = garden_service()
    me, other, stranger = owner(adoption), gardener(adoption), owner(adoption, "Rose R")
    agreement = agreed(adoption, me, other)
    pages = holder_pages(me, agreement.proposal, agreement)
    for client in (Client(), opened(stranger), opened(other), team(adoption)):
        assert {client.get(page).status_code for page in pages} == {404}
    assert {opened(me).get(page).status_code for page in pages} == {200}
    for name in ("sheet", "problem", "end"):  # with one's own key, another's agreement
        assert opened(stranger).get(url(name, stranger, agreement.pk)).status_code == 404


def test_her_key_opens_nothing_under_the_address_of_another_service():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption)
    agreement = agreed(adoption, me, other)
    for page in holder_pages(me, agreement.proposal, agreement):
        elsewhere = page.replace(f"/{adoption.slug}/", "/un-autre-service/")
        assert elsewhere != page
        assert opened(me).get(elsewhere).status_code == 404


def test_a_holder_answers_once_by_her_page():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, me, other)
    client = opened(me)
    page = url("proposal", me, proposal.pk)
    answer = {"answer": "yes", "request_key": "form-1"}
    assert "vous acceptez" in text(client.post(page, answer, follow=True))
    assert "déjà été faite" in text(client.post(page, answer, follow=True))
    proposal.refresh_from_db()
    assert (proposal.seeker_by, proposal.state) == ("online", "open")


def test_a_no_without_a_reason_is_asked_again_and_nothing_is_lost():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, me, other)
    response = opened(me).post(url("proposal", me, proposal.pk), {"answer": "no", "written": "Trop de route"})
    assert response.status_code == 422
    assert "Trop de route" in text(response)
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_holder_reports_a_problem_and_ends_an_agreement():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption)
    agreement = agreed(adoption, me, other)
    client = opened(me)
    assert client.post(url("problem", me, agreement.pk), {}).status_code == 422
    client.post(url("problem", me, agreement.pk), {"probleme": "Le portail"})
    assert (Incident.objects.get().side, Incident.objects.get().answers) == ("seeker", {"probleme": "Le portail"})
    assert "Le portail" not in text(opened(other).get(url("mine", other)))
    assert client.post(url("end", me, agreement.pk), {"reason": "inventee"}).status_code == 422
    client.post(url("end", me, agreement.pk), {"reason": "desaccord"})
    assert Agreement.objects.get().state == "ended"
    assert "Accord terminé" in text(client.get(url("mine", me)))


def test_the_paper_of_an_agreement_names_both_and_the_words_of_the_kit():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption, "Karim Zéphyrin")
    agreement = agreed(adoption, me, other)
    shown = text(opened(me).get(url("sheet", me, agreement.pk)))
    for words in ("Odette Planté", "Karim Zéphyrin", "Le jardin est prêté sans argent. L’essai dure 31 jours."):
        assert words in shown


def test_the_paper_of_an_agreement_is_a_file_to_print_or_to_complete():
    from zipfile import ZipFile

    from essaim.foundation.papers.public import pdf_available

    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption, "Karim Zéphyrin")
    agreement = agreed(adoption, me, other)
    client = opened(me)
    office = client.get(url("paper", me, agreement.pk, "odt"))
    written = ZipFile(BytesIO(office.content)).read("content.xml").decode()
    assert all(words in written for words in ("Odette Planté", "Karim Zéphyrin", "prêté sans argent", "31"))
    printed = client.get(url("paper", me, agreement.pk, "pdf"))
    assert (printed.status_code, printed.content[:5]) == ((200, b"%PDF-") if pdf_available() else (503, b"Le PD"))
    assert client.get(url("paper", me, agreement.pk, "exe")).status_code == 404
    assert opened(other).get(url("paper", me, agreement.pk, "odt")).status_code == 404


def test_the_desk_searches_looks_and_sends(team):
    adoption = garden_service()
    near, far = owner(adoption), owner(adoption, "Rose Loin", CONDOM)
    gardener(adoption)
    client = team(adoption)
    shown = text(client.get(desk_url("people", adoption)))
    assert "Odette Planté" in shown
    assert "attend" in shown
    response = client.post(desk_url("search", adoption), {"seed": "7 12 31"}, follow=True)
    preview = text(response)
    assert "Rien n’est encore parti" in preview
    assert "Pas de jardinier à moins de 15 kilomètres." in preview
    assert "avec une proposition dans l’ordre d’arrivée" in preview
    run = Run.objects.get()
    assert not Proposal.objects.filter(state="open").exists()
    client.post(desk_url("run_act", adoption, run.pk, "envoyer"), {"request_key": "k"})
    assert Proposal.objects.get().state == "open"
    assert (near.participation.told.count(), far.participation.told.count()) == (1, 0)


def test_a_search_without_a_seed_is_refused_in_words(team):
    adoption = garden_service()
    owner(adoption)
    shown = text(team(adoption).post(desk_url("search", adoption), {"seed": ""}, follow=True))
    assert "Donnez une graine" in shown
    assert not Run.objects.exists()


def test_the_desk_leaves_a_search(team):
    adoption = garden_service()
    owner(adoption)
    gardener(adoption)
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    shown = text(team(adoption).post(desk_url("run_act", adoption, run.pk, "laisser"), follow=True))
    assert "rien n’est parti" in shown
    assert not Run.objects.exists()


def test_the_page_of_a_person_names_communes_and_says_why_nobody_suits(team):
    adoption = garden_service()
    far = owner(adoption, "Rose Loin", CONDOM)
    gardener(adoption)
    shown = text(team(adoption).get(desk_url("person", adoption, far.pk)))
    assert "Condom" in shown
    assert CONDOM not in shown
    assert "Sur 1 jardinier, 0 remplit toutes les conditions" in shown


def test_a_pair_by_hand_says_what_forbids_it(team):
    adoption = garden_service()
    me, near, far = owner(adoption), gardener(adoption), gardener(adoption, "Lou Loin", CONDOM)
    client = team(adoption)
    person = text(client.get(desk_url("person", adoption, me.pk)))
    assert near.participation.party.name in person
    assert "Lou Loin" not in person
    assert "cette paire ne peut pas" in text(client.get(desk_url("pair", adoption, me.pk, far.pk))).lower()
    client.post(desk_url("pair", adoption, far.pk, me.pk))
    assert not Proposal.objects.exists()
    assert client.get(desk_url("pair", adoption, near.pk, far.pk)).status_code == 404
    client.post(desk_url("pair", adoption, near.pk, me.pk), {"request_key": "k"})
    assert Proposal.objects.get().seeker_id == me.pk


def test_an_agent_writes_answers_then_validates_visits_and_ends(team):
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, me, other)
    client = team(adoption)
    answer = desk_url("proposal_act", adoption, proposal.pk, "repondre")
    assert "comment la réponse" in text(client.post(answer, {"side": "seeker", "answer": "yes"}, follow=True))
    for side in ("seeker", "partner"):
        client.post(answer, {"side": side, "answer": "yes", "by": "post"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.seeker_by, proposal.partner_by) == ("consented", "post", "post")
    client.post(desk_url("proposal_act", adoption, proposal.pk, "valider"))
    agreement = Agreement.objects.get()
    client.post(desk_url("agreement_act", adoption, agreement.pk, "signer"), {"on": timezone.localdate().isoformat()})
    visit = desk_url("follow_up", adoption, agreement.pk)
    assert client.post(visit, {"number": "1", "venues": "beaucoup"}).status_code == 422
    client.post(visit, {"number": "1", "venues": "9", "tout-va-bien": "oui"})
    shown = text(client.get(desk_url("agreement", adoption, agreement.pk)))
    assert "9 demi-journées" in shown
    assert "Signé le" in shown
    client.post(desk_url("agreement_act", adoption, agreement.pk, "finir"), {"reason": "comme-prevu"})
    agreement.refresh_from_db()
    assert (agreement.state, agreement.signed_on, agreement.visits) == ("ended", timezone.localdate(), 1)


def test_an_agent_writes_a_no(team):
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, me, other)
    client = team(adoption)
    answer = desk_url("proposal_act", adoption, proposal.pk, "repondre")
    said = {"side": "partner", "answer": "no", "by": "phone", "reason": "trop-loin", "written": "Pas de voiture"}
    client.post(answer, said)
    shown = text(client.get(desk_url("proposal", adoption, proposal.pk)))
    assert "n’a pas accepté : C’est trop loin (« Pas de voiture »)" in shown


def test_problems_wait_for_an_answer(team):
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    incident = following.report(proposal=agreement.proposal, actor=AGENT, answers={"probleme": "Un portail cassé"})
    client = team(adoption)
    assert "Un portail cassé" in text(client.get(desk_url("incidents", adoption)))
    client.post(desk_url("answer", adoption, incident.pk), {"answer": "Réparé le lendemain"})
    shown = text(client.get(desk_url("incidents", adoption)))
    assert "Réparé le lendemain" in shown
    assert "Aucun problème à traiter" in shown


def test_people_pause_and_change_their_places(team):
    adoption = garden_service()
    other = gardener(adoption)
    client = team(adoption)
    client.post(desk_url("change", adoption, other.pk, "suspendre"))
    assert Profile.objects.get().state == "suspended"
    client.post(desk_url("change", adoption, other.pk, "reprendre"))
    client.post(desk_url("change", adoption, other.pk, "places"), {"capacity": "5"})
    assert (Profile.objects.get().state, Profile.objects.get().capacity) == ("active", 5)
    client.post(desk_url("change", adoption, other.pk, "places"), {"capacity": "-5"})
    assert Profile.objects.get().capacity == 5


def test_a_draw_is_made_from_the_desk(team):
    adoption = another_service(
        ("mode: proposals\n", "mode: draw\n    draw: {strata: outils}\n"),
        ("may: [matching.propose,", "may: [matching.propose, matching.draw,"),
    )
    for number in range(4):
        owner(adoption, f"Ana{number} A")
    place = gardener(adoption)
    client = team(adoption)
    assert "Tirer au sort" in text(client.get(desk_url("people", adoption)))
    shown = text(client.post(desk_url("search", adoption), {"seed": "7 12 31", "target": place.pk}, follow=True))
    assert "2 places pour 4 personnes, 2 sur la liste de réserve" in shown
    assert "liste de réserve" in shown


def test_exports_hold_no_name_and_no_formula(team):
    adoption = garden_service()
    agreed(adoption, owner(adoption, "=Odette P"), gardener(adoption))
    client = team(adoption)
    for what in ("profiles", "agreements"):
        body = client.get(desk_url("export", adoption, what)).content.decode("utf-8-sig")
        assert len(body.splitlines()) >= 2
        assert "Odette" not in body
    assert client.get(reverse("matching_desk:export", args=[adoption.slug, "rien"])).status_code == 404


def test_a_member_without_a_verb_of_matching_sees_nobody(team):
    adoption = garden_service()
    owner(adoption)
    client = team(adoption, "inconnu")
    assert client.get(desk_url("people", adoption)).status_code == 403


def test_a_role_does_only_what_its_verbs_say(team):
    adoption = another_service(("matching.propose, matching.agree, matching.follow-up,", "matching.propose, matching.agree,"), ("  - {id: agent, label: L’agent du service,", "  - {id: visiteur, label: Le visiteur, kind: agent, may: [matching.follow-up]}\n  - {id: agent, label: L’agent du service,"))  # fmt: skip
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    client = team(adoption, "visiteur")
    assert client.get(desk_url("follow_up", adoption, agreement.pk)).status_code == 200
    assert client.post(desk_url("search", adoption), {"seed": "7"}).status_code == 403
    assert client.post(desk_url("agreement_act", adoption, agreement.pk, "finir")).status_code == 403
    assert "Mettre fin" not in text(client.get(desk_url("agreement", adoption, agreement.pk)))


def test_the_visits_to_make_are_a_sheet_to_print(team):
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    Agreement.objects.filter(pk=agreement.pk).update(next_visit=timezone.localdate())
    client = team(adoption)
    assert "Tout va bien" in text(client.get(desk_url("visits", adoption)))
    Agreement.objects.filter(pk=agreement.pk).update(next_visit=None)
    assert "Aucun suivi" in text(client.get(desk_url("visits", adoption)))


def queries(client, page):
    with CaptureQueriesContext(connection) as found:
        assert client.get(page).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["people", "proposals", "agreements"])
def test_lists_take_as_many_queries_whatever_their_length(name, team):
    adoption = garden_service()
    client = team(adoption)

    def more(number):
        agreed(adoption, owner(adoption, f"Ana{number} A"), gardener(adoption, f"Bob{number} B"))
        proposed(adoption, owner(adoption, f"Cyd{number} C"), gardener(adoption, f"Dan{number} D"))

    more(0)
    page = desk_url(name, adoption)
    few = queries(client, page)
    for number in range(1, 5):
        more(number)
    assert queries(client, page) == few <= 30


def test_my_page_takes_few_queries():
    adoption = garden_service()
    me, other = owner(adoption), gardener(adoption)
    proposed(adoption, me, other)
    assert queries(opened(me), url("mine", me)) <= 20
