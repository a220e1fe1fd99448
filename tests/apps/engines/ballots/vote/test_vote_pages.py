"""The pages of a vote, without script: the way in, the ballot, the receipt, the desk from the keys to the results."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from essaim.adoptions.models import TeamMember
from essaim.engines.ballots.domain.vote import casting, closing, counting, roll
from essaim.engines.ballots.domain.vote.sealing import said_receipt
from essaim.engines.ballots.models.vote import Batch, Channel, Count, Envelope, Mark, Slip, Stage, Voter
from essaim.foundation.accounts.domain.roles import confirm_address
from essaim.foundation.accounts.models import Account
from essaim.foundation.papers.public import pdf_available
from tests.apps.engines.ballots.vote.test_vote import at_phase_of_results, closed
from tests.apps.engines.ballots.vote.world import NADIA, again, envelope, opened, person, ready, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
DECLARED = ("precedence: paper-cancels-web", "roll: declared, precedence: first-counts")


def public(urn, end):
    return f"/services/{urn.consultation.adoption.slug}/ballots/{end}"


def desk(urn, end):
    return f"/gestion/{urn.consultation.adoption.slug}/ballots/{end}"


def words(response):
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode())
    return " ".join(
        text.replace("&nbsp;", " ").replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'").split()
    )


def member(urn, name="nadia"):
    who = Account.objects.create_user(f"{name}@exemple.fr", "une-longue-phrase-1", name=name.title())
    confirm_address(account=who)
    TeamMember.objects.create(adoption=urn.consultation.adoption, email=who.email, role="agent")
    browser = Client()
    browser.force_login(who)
    return browser


def code_for(urn, number):
    return roll.print_codes(urn=urn, voters=[person(urn, number)], actor=NADIA)[0][1]


def inside(urn, number):
    """Return a browser that showed the code of somebody."""
    browser = Client()
    done = browser.post(public(urn, "vote/"), {"par": "code", "code-code": code_for(urn, number)})
    assert done.status_code == 302, words(done)
    return browser


def sealed_in(page):
    return re.search(r'name="sealed" value="([0-9a-f]+)"', page.content.decode())[1]


# ── the citizen ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_votes_without_script_and_the_page_says_who_sealed():
    urn, _ = opened()
    browser = inside(urn, 1)
    page = browser.get(public(urn, "vote/bulletin/"))
    assert "Choisissez de 1 à 3 projets" in words(page)
    assert page.content.decode().count('name="projects"') == 5
    check = browser.post(public(urn, "vote/bulletin/"), {"projects": ["2", "4"], "step": "check"})
    assert "C’est le serveur qui a scellé ce bulletin" in words(check)
    assert "Projet 2" in words(check)
    assert not Envelope.objects.exists()
    sealed = sealed_in(check)
    done = browser.post(public(urn, "vote/envoyer/"), {"sealed": sealed})
    envelope = Envelope.objects.get()
    assert said_receipt(envelope.receipt) in words(done)
    assert said_receipt(envelope.receipt) in words(check)  # told before it is sent: a lost reply loses nothing
    assert Mark.objects.get().channel == Channel.WEB
    again_ = browser.post(public(urn, "vote/envoyer/"), {"sealed": sealed})
    assert said_receipt(envelope.receipt) in words(again_)
    assert Envelope.objects.count() == 1


def test_a_receipt_is_found_and_another_is_not():
    urn, _ = opened()
    receipt = vote(urn, 1, 1)
    page = Client().post(public(urn, "vote/recu/"), {"receipt": said_receipt(receipt).upper()})
    assert "est dans l’urne" in words(page)
    assert "Aucun bulletin" in words(Client().post(public(urn, "vote/recu/"), {"receipt": "0" * 32}))
    assert Client().post(public(urn, "vote/recu/"), {"receipt": "zz"}).status_code == 422


def test_too_many_or_no_project_is_said_on_the_same_page_with_what_was_chosen():
    urn, _ = opened()
    browser = inside(urn, 1)
    page = browser.post(public(urn, "vote/bulletin/"), {"projects": ["1", "2", "3", "4"], "step": "check"})
    assert (page.status_code, len(re.findall(r"id=\"p\d+\" checked", page.content.decode()))) == (422, 4)
    assert "trop de projets" in words(page)
    assert "pas choisi assez de projets" in words(browser.post(public(urn, "vote/bulletin/"), {"step": "check"}))
    assert "pas sur votre bulletin" in words(
        browser.post(public(urn, "vote/bulletin/"), {"projects": ["99"], "step": "check"})
    )


def test_a_search_keeps_what_is_chosen():
    urn, _ = opened()
    page = inside(urn, 1).post(public(urn, "vote/bulletin/"), {"projects": ["1"], "q": "projet 5", "step": "search"})
    assert re.findall(r'value="(\d+)" id="p', page.content.decode()) in (["1", "5"], ["5", "1"])


def test_each_voter_reads_projects_in_an_order_of_her_own():
    urn, _ = opened(projects=tuple(range(2000, 14000, 1000)))
    pages = [inside(urn, number).get(public(urn, "vote/bulletin/")).content.decode() for number in (1, 2)]
    assert re.findall(r'id="p(\d+)"', pages[0]) != re.findall(r'id="p(\d+)"', pages[1])


def test_who_has_voted_is_told_so_and_her_code_opens_no_ballot():
    urn, _ = opened()
    vote(urn, 1, 1)
    browser = inside(urn, 1)
    assert "déjà enregistré" in words(browser.get(public(urn, "vote/bulletin/")))
    sealed = envelope(urn, person(urn, 1), 2).hex()
    assert browser.post(public(urn, "vote/envoyer/"), {"sealed": sealed}).status_code == 409


def test_without_a_code_nothing_is_cast():
    urn, _ = opened()
    sealed = envelope(urn, person(urn, 1), 2).hex()
    done = Client().post(public(urn, "vote/envoyer/"), {"sealed": sealed})
    assert (done.status_code, Envelope.objects.count()) == (422, 0)
    assert Client().get(public(urn, "vote/bulletin/")).status_code == 302
    assert Client().post(public(urn, "vote/envoyer/"), {"sealed": "zz"}).status_code == 422


def test_wrong_codes_are_refused_and_end_by_being_counted():
    urn, _ = opened()
    browser = Client()
    answers = {
        browser.post(public(urn, "vote/"), {"par": "code", "code-code": "AAAA-BBBB-CCCC"}).status_code
        for _ in range(22)
    }
    assert answers == {422, 429}


def test_where_there_is_no_list_one_declares_oneself_once():
    urn, _ = opened(DECLARED)
    said = {"name": "Zoé Dupont", "born": "1990-01-02", "commune": "commune-32013", "email": "zoe@exemple.test"}
    page = Client().post(public(urn, "vote/inscription/"), said)
    assert "un message vient de partir" in words(page)
    Client().post(public(urn, "vote/inscription/"), said)
    assert Voter.objects.filter(email="zoe@exemple.test").count() == 1
    young = Client().post(public(urn, "vote/inscription/"), {**said, "born": "2024-01-01", "email": "b@exemple.test"})
    assert "Il faut avoir 11 ans" in words(young)
    assert young.status_code == 422


def test_with_a_list_nobody_declares_oneself():
    urn, _ = opened()
    assert Client().get(public(urn, "vote/inscription/")).status_code == 404


@pytest.mark.parametrize("end", ["vote/", "vote/secret/", "vote/recu/", "resultats/1/", "resultats/1/regles.json"])
def test_pages_of_an_open_vote_are_there_for_everybody(end):
    urn, _ = opened()
    assert Client().get(public(urn, end)).status_code == 200


def test_the_secrecy_page_says_the_link_where_there_is_one():
    linked, _ = opened()
    assert "Oui, pendant le vote." in words(Client().get(public(linked, "vote/secret/")))


def test_no_address_of_a_vote_holds_a_code_or_a_receipt():
    urn, _ = opened()
    browser = inside(urn, 1)
    assert "code" not in browser.get(public(urn, "vote/bulletin/")).request["QUERY_STRING"]
    assert browser.get(public(urn, "vote/envoyer/")).status_code == 405


# ── the desk ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_desk_is_for_the_team():
    urn, _ = ready()
    for end in ("electeurs/", "scrutin/", "papier/"):
        assert Client().get(desk(urn, end)).status_code == 302
    stranger = Account.objects.create_user("x@exemple.fr", "une-longue-phrase-1")
    browser = Client()
    browser.force_login(stranger)
    assert {browser.get(desk(urn, end)).status_code for end in ("electeurs/", "scrutin/", "papier/")} == {403}


def test_the_keys_are_printed_once_tried_and_the_vote_opens():
    urn, _ = ready()
    browser = member(urn)
    page = browser.get(desk(urn, "scrutin/"))
    assert "Tout est prêt" in words(page)
    made = browser.post(desk(urn, "scrutin/cles/"), {"t-first": "A", "t-second": "B", "t-third": "C"})
    assert made["Content-Type"].startswith("application/pdf" if pdf_available() else "text/html")
    assert "ne sont pas essayées" in words(browser.get(desk(urn, "scrutin/")))
    wrong = browser.post(desk(urn, "scrutin/cles/essayer/"), {"e-one": "AAAAA", "e-two": "BBBBB"})
    assert wrong.status_code == 422
    assert "Clé n° 1" in words(wrong)
    assert "AAAAA" not in wrong.content.decode()


def test_opening_asks_to_be_confirmed():
    urn, _ = ready()
    browser = member(urn)
    assert browser.post(desk(urn, "scrutin/ouvrir/")).status_code == 422
    assert again(urn).stage == Stage.PREPARING
    assert browser.post(desk(urn, "scrutin/ouvrir/"), {"s-sure": "on"}).status_code == 302
    assert again(urn).stage == Stage.OPEN


def test_paper_is_received_at_the_desk():
    urn, _ = opened()
    browser = member(urn)
    page = browser.get(desk(urn, "electeurs/"), {"q": "personne 3"})
    assert "Personne 3" in words(page)
    key = person(urn, 3).key
    assert "Émarger ce vote sur papier" in words(browser.get(desk(urn, f"electeurs/{key}/")))
    done = browser.post(desk(urn, f"electeurs/{key}/emarger/"), follow=True)
    assert "Émargé" in words(done)
    assert "déjà émargé" in words(browser.post(desk(urn, f"electeurs/{key}/emarger/"), follow=True))
    assert Mark.objects.get().channel == Channel.PAPER


def test_a_list_is_imported_with_its_faults_named_line_by_line():
    urn, _ = ready(voters=1)
    browser = member(urn)
    bad = SimpleUploadedFile("liste.csv", b"numero;nom;secteur\n7;Ana;nulle-part\n;Bob;tout")
    page = browser.post(desk(urn, "electeurs/"), {"source": "b", "file": bad})
    assert page.status_code == 422
    assert "Ligne 2 : « nulle-part » n’est ni un secteur" in words(page)
    assert "Ligne 3 : « numero » est vide" in words(page)
    good = SimpleUploadedFile("liste.csv", b"numero;nom;secteur\n7;Ana;tout")
    assert browser.post(desk(urn, "electeurs/"), {"source": "b", "file": good}).status_code == 302
    assert Voter.objects.filter(urn=urn).count() == 2


@pytest.mark.skipif(not pdf_available(), reason="no compiler of PDF on this machine")
def test_letters_are_printed_each_with_its_code():
    urn, _ = opened(voters=3)
    browser = member(urn)
    done = browser.post(desk(urn, "electeurs/lettres/"))
    assert done["Content-Type"] == "application/pdf"
    assert not roll.waiting_for_letters(urn).exists()
    assert browser.post(desk(urn, "electeurs/lettres/")).status_code == 302
    code = browser.post(desk(urn, f"electeurs/{person(urn, 1).key}/code/"))
    assert "Nouveau code" in words(code)


@pytest.mark.skipif(not pdf_available(), reason="no compiler of PDF on this machine")
def test_the_ballot_of_a_zone_is_printed_from_the_frozen_rules():
    import io

    from pypdf import PdfReader

    urn, _ = opened()
    done = member(urn).get(desk(urn, "papier/bulletin-tout.pdf"))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(done.content)).pages)
    assert "Projet 5" in text
    assert "Choisissez de 1 à 3 projets" in text.replace("\u00a0", " ").replace("\u202f", " ")
    assert member(urn, "omar").get(desk(urn, "papier/bulletin-ailleurs.pdf")).status_code == 404


def typed(count, *readings):
    data = {"form-TOTAL_FORMS": str(count), "form-INITIAL_FORMS": str(count)}
    for place, (numbers, void) in enumerate(readings):
        data |= {f"form-{place}-numbers": numbers, f"form-{place}-void": void}
    return data


def test_two_people_type_paper_and_settle_what_differs():
    urn, keys = opened()
    nadia, omar = member(urn), member(urn, "omar")
    for number in (1, 2):
        nadia.post(desk(urn, f"electeurs/{person(urn, number).key}/emarger/"))
    vote(urn, 3, 4)
    nadia.post(desk(urn, "scrutin/clore/"), {"s-sure": "on"})
    assert "2 émargements sur papier pour 0 bulletins" in words(nadia.get(desk(urn, "scrutin/")))
    zone = person(urn, 1).zone_id
    made = nadia.post(desk(urn, "papier/"), {"zone": zone, "expected": 2})
    assert made.status_code == 302, words(made)
    one = desk(urn, "papier/lots/1/")
    assert "Bulletin 2" in words(nadia.get(one))
    assert nadia.post(one, typed(2, ("1 2", ""), ("", ""))).status_code == 422
    assert nadia.post(one, typed(2, ("1 2", ""), ("5", ""))).status_code == 302
    assert "une autre personne" in words(nadia.get(one))
    omar.post(one, typed(2, ("1 2", ""), ("", "sign")))
    page = omar.get(one)
    assert "Première saisie : 5 . Seconde saisie : nul : porte un signe" in words(page)
    assert omar.post(one, typed(1, ("", "sign"))).status_code == 302
    assert Batch.objects.get().settled_at
    assert list(Slip.objects.values_list("settled__void", flat=True)) == ["", "sign"]
    done = nadia.post(desk(urn, "scrutin/depouiller/"), {"d-one": keys[0], "d-two": keys[1]})
    assert done.status_code == 302, words(done)
    assert Count.objects.get().figures["void_paper"] == {"sign": 1}


def test_results_say_why_and_the_archive_is_there():
    urn, keys = opened(voters=30)
    for number in range(1, 26):
        vote(urn, number, 1 if number < 20 else 2, 4 if number % 2 else 5)
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=keys, actor=NADIA)
    nadia = member(urn)
    assert "Publier les résultats" in words(nadia.get(desk(urn, "scrutin/")))
    assert "Pas encore de résultats" in words(Client().get(public(urn, "resultats/1/")))
    assert Client().get(public(urn, "resultats/1/archive.zip")).status_code == 404
    at_phase_of_results(urn)
    assert nadia.post(desk(urn, "scrutin/publier/"), {"s-sure": "on"}).status_code == 302
    page = words(Client().get(public(urn, "resultats/1/")))
    assert "83,3 % des 30 personnes inscrites" in page
    assert "Retenu : 19 voix" in page
    assert "Non retenu : personne ne l’a choisi." in page
    assert Client().get(public(urn, "resultats/1/archive.zip"))["Content-Type"] == "application/zip"
    assert "Voir les résultats" in words(Client().get(public(urn, "vote/")))
    assert closing.figures(urn)["web"] == 25


def test_pages_of_the_desk_cost_the_same_for_one_voter_and_for_many(django_assert_max_num_queries):
    urn, _ = opened(voters=30)
    browser = member(urn)
    browser.get(desk(urn, "electeurs/"), {"q": "personne"})
    with django_assert_max_num_queries(30):
        browser.get(desk(urn, "electeurs/"), {"q": "personne"})


def test_a_ballot_is_drawn_in_few_queries(django_assert_max_num_queries):
    urn, _ = opened(projects=tuple(range(2000, 32000, 500)))
    browser = inside(urn, 1)
    with django_assert_max_num_queries(14):
        browser.get(public(urn, "vote/bulletin/"))
    assert casting.holds(urn, "0" * 64) is False
