"""The pages of the ledger: holder, declarer, acceptor, desk; each to who may, refused to the others; queries that do not grow."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from essaim.adoptions.guard import OPENED
from essaim.adoptions.models import TeamMember
from essaim.engines.ledger.domain.cards import card_code
from essaim.engines.ledger.domain.codes import code_of
from essaim.engines.ledger.models import LedgerAccount, Movement, Note, Title
from essaim.foundation.accounts.domain.roles import confirm_address
from essaim.foundation.accounts.models import Account
from tests.apps.engines.ledger.world import account, carrier, employer, hours, issue, open_ledger, person, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


@pytest.fixture
def adoption():
    return open_ledger(plafond="20")


def holding(*participations):
    """Return a browser that showed the secrets of these participations."""
    browser = Client()
    session = browser.session
    session[OPENED] = [str(one.key) for one in participations]
    session.save()
    return browser


def member(adoption, role="agent"):
    who = Account.objects.create_user(f"{role}@exemple.fr", "une-longue-phrase-1", name="Ana")
    confirm_address(account=who)
    if role:
        TeamMember.objects.create(adoption=adoption, email=who.email, role=role)
    browser = Client()
    browser.force_login(who)
    return browser


def public(adoption, end):
    return f"/services/{adoption.slug}/ledger/{end}"


def desk(adoption, end):
    return f"/gestion/{adoption.slug}/ledger/{end}"


def words(response):
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode())
    return " ".join(
        text.replace("&nbsp;", " ").replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'").split()
    )


def key_in(response):
    return re.search(r'name="key" value="(\w+)"', response.content.decode())[1]


def test_the_holder_sees_what_remains_and_every_movement(adoption):
    one = person(adoption)
    hours(one, 450, label="Ferme d’en haut")
    page = holding(one).get(public(adoption, f"comptes/{one.key}/heures/"))
    assert page.status_code == 200
    for said in (
        "Il reste 12,5 heures",
        "7,5 heures sur 20 heures",
        "+ 7,5 heures",
        "Ferme d’en haut",
        "Montrer ma carte",
    ):
        assert said in words(page)


@pytest.mark.parametrize("end", ["", "carte/", "titres/", "declarer/"])
def test_others_find_nothing(adoption, end):
    one, other = person(adoption), person(adoption, "Dominique Exemple")
    account_ = "bons" if end == "titres/" else "heures"
    address = public(adoption, f"comptes/{one.key}/{account_}/{end}")
    assert [Client().get(address).status_code, holding(other).get(address).status_code] == [404, 404]
    assert holding(one).get(address).status_code == (404 if end == "declarer/" else 200)


def test_a_card_shows_its_code_and_a_lost_one_is_changed(adoption):
    one = person(adoption)
    browser, address = holding(one), public(adoption, f"comptes/{one.key}/heures/carte/")
    first = card_code(one, "heures")
    page = browser.get(address)
    assert first in words(page)
    assert "<svg" in page.content.decode()
    assert browser.post(address + "perdue/").status_code == 302
    assert card_code(one, "heures") != first
    assert Client().get(public(adoption, f"code/{first}/")).status_code == 404


def test_whoever_holds_a_card_declares_under_their_name(adoption):
    one = person(adoption)
    code = card_code(one, "heures")
    browser = Client()
    page = browser.get(public(adoption, f"code/{code.lower().replace('-', ' ')}/"), follow=True)
    assert "Déclarer pour Camille Exemple" in words(page)
    form = {"heures": "7,5", "label": "Ferme d’en bas", "day": str(account(one).opened_on), "key": key_in(page)}
    address = public(adoption, f"code/{code}/declarer/")
    for _ in range(2):  # sent twice, done once
        assert browser.post(address, form).status_code == 302
    assert (account(one).balance, Movement.objects.count(), Note.objects.get().label) == (450, 1, "Ferme d’en bas")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"heures": "12,51"}, "minute entière"),
        ({"heures": "0"}, "plus que zéro"),
        ({"heures": "beaucoup"}, "Attendu"),
        (
            {"heures": "20,5"},
            "Le plafond est de 20 heures, il reste 20 heures sur ce compte, pour 20,5 heures à ajouter.",
        ),
        ({"heures": ""}, "Écrivez un nombre, en chiffres."),
        ({"day": "2999-01-01"}, "pas encore venu"),
        ({"label": ""}, "Écrivez qui déclare"),
        ({"day": ""}, "Écrivez le dernier jour concerné."),
    ],
)
def test_what_is_wrong_in_a_declaration_is_said_and_nothing_is_written(adoption, written, said):
    one = person(adoption)
    address = public(adoption, f"code/{card_code(one, 'heures')}/declarer/")
    form = {"heures": "1", "label": "Ferme", "day": str(account(one).opened_on), "key": "k1"}
    page = Client().post(address, form | written)
    assert page.status_code == 422
    assert said in words(page)
    assert not Movement.objects.exists()


def test_a_registered_employer_declares_with_the_code_of_the_person(adoption):
    one, farm = person(adoption), employer(adoption)
    browser, address = holding(farm), public(adoption, f"declarer/{farm.key}/")
    form = {"code": card_code(one, "heures"), "heures": "3", "day": str(account(one).opened_on), "key": "k1"}
    assert browser.post(address, form).status_code == 302
    assert Movement.objects.get().by == farm
    page = browser.post(address, form | {"code": "2222-2222-2222", "key": "k2"})
    assert (page.status_code, "n’est pas celui d’une carte" in words(page)) == (422, True)
    assert holding(one).get(address).status_code == 404


def test_an_acceptor_takes_a_voucher_in_two_steps_without_script(adoption):
    one, cars = person(adoption), carrier(adoption)
    title, *_ = issue(one)
    browser, address = holding(cars), public(adoption, f"prendre/{cars.key}/")
    page = browser.get(public(adoption, f"code/{code_of('title', title.key)}/"), follow=True)
    assert page.redirect_chain[-1][0].startswith(address)
    form = {"code": code_of("title", title.key), "key": key_in(page)}
    look = browser.post(address, form | {"step": "look"})
    assert "5 € (titre n° 1, à utiliser jusqu’au" in words(look)
    assert not Movement.objects.filter(moved="spent").exists()
    done = browser.post(address, form | {"step": "take"}, follow=True)
    assert "Pris : 5 €." in words(done)
    assert account(cars, "bons").balance == 500


def test_what_was_kept_while_the_network_was_cut_is_sent_again_and_answers_the_same(adoption):
    one, cars = person(adoption), carrier(adoption)
    title, other, _ = issue(one)
    browser, address = holding(cars), public(adoption, f"prendre/{cars.key}/")

    def send(code, key):
        sent = browser.post(address, {"code": code, "key": key, "step": "take"}, headers={"accept": "application/json"})
        return json.loads(sent.content)

    code = code_of("title", title.key)
    assert send(code, "a") == send(code, "a") == {"done": True, "text": "Pris : 5\u00a0€."}
    assert send(code, "b") == {"done": False, "text": "Ce titre a déjà été dépensé."}
    assert "douze signes" in send("2222-2222-2222", "c")["text"]
    assert "12 signes" in send("22", "d")["text"]
    assert Movement.objects.filter(moved="spent").count() == 1
    assert Title.objects.get(pk=other.pk) == other


def test_the_acceptor_sees_what_is_owed_month_by_month_and_takes_it_as_a_file(adoption):
    one, cars = person(adoption), carrier(adoption)
    for title in issue(one)[:2]:
        take(title, cars)
    browser, address = holding(cars), public(adoption, f"recettes/{cars.key}/bons/")
    assert "Vous est dû aujourd’hui 10 €" in words(browser.get(address))
    file = browser.get(address + "?format=csv").content.decode("utf-8-sig")
    assert file.splitlines()[0] == "mois;pris (euros);payé (euros)"
    assert file.splitlines()[1].endswith(";10;0")
    assert holding(one).get(address).status_code == 404


def test_a_voucher_says_to_anybody_whether_it_is_good(adoption):
    one, cars = person(adoption), carrier(adoption)
    title, *_ = issue(one)
    address = public(adoption, f"code/{code_of('title', title.key)}/")
    assert "Valable" in words(Client().get(address))
    take(title, cars)
    assert "Déjà utilisé" in words(Client().get(address))
    assert "Cars d’essai" in words(Client().get(public(adoption, "lieux/")))
    assert "n’ouvre rien" in words(Client().get(public(adoption, "code/AAAA-BBBB-CCCC/")))


DESK = [
    "comptes/",
    "comptes/service/",
    "comptes/{one.key}/",
    "mouvements/",
    "mouvements/{row.pk}/annuler/",
    "titres/",
    "titres/emettre/",
    "titres/{title.batch}/",
    "acceptent/",
]


@pytest.mark.parametrize("end", DESK)
def test_the_desk_opens_to_its_team_only(adoption, end):
    one, _ = person(adoption), carrier(adoption)
    title, *_ = issue(one)
    address = desk(adoption, end.format(one=one, row=hours(one, 60), title=title))
    assert member(adoption).get(address).status_code == 200
    assert holding(one).get(address).status_code == 302  # to sign in
    assert member(adoption, "").get(address).status_code == 403


def test_accounts_are_found_by_name_number_and_code_and_the_totals_balance(adoption):
    one, two = person(adoption), person(adoption, "Dominique Exemple")
    title, *_ = issue(two)
    hours(one, 60)
    browser = member(adoption)
    for query, found, lost in (
        ("camille", "Camille", "Dominique"), (str(two.number), "Dominique", "Camille"),
        (card_code(one, "heures"), "Camille", "Dominique"), (code_of("title", title.key), "Dominique", "Camille"),
    ):  # fmt: skip
        page = words(browser.get(desk(adoption, "comptes/"), {"q": query}))
        assert found in page
        assert lost not in page
    page = words(browser.get(desk(adoption, "comptes/")))
    assert "Enveloppe des bons : il reste 2 985 €" in page
    assert "Vos heures 1 heure 0 heure 0 heure -1 heure 0 heure" in page
    assert "chaque ligne fait zéro" in page


def test_the_agent_undoes_with_a_reason_that_the_holder_reads(adoption):
    one = person(adoption)
    row = hours(one, 60)
    browser, address = member(adoption), desk(adoption, f"mouvements/{row.pk}/annuler/")
    assert browser.post(address, {"reason": "", "key": "k"}).status_code == 422
    assert browser.post(address, {"reason": "Saisi deux fois", "key": "k"}).status_code == 302
    assert "déjà annulé" in words(browser.post(address, {"reason": "Encore", "key": "k2"}))
    assert "Saisi deux fois" in words(holding(one).get(public(adoption, f"comptes/{one.key}/heures/")))
    assert "annulé" in words(browser.get(desk(adoption, "mouvements/")))


def test_vouchers_are_issued_in_bulk_after_a_preview_or_not_at_all():
    adoption = open_ledger(enveloppe="200", **{"valeur-bon": "20", "bons": "4"})
    people = [person(adoption, f"Personne{n} Exemple") for n in range(3)]
    browser, address = member(adoption), desk(adoption, "titres/emettre/")
    keys = [str(one.key) for one in people]
    assert "Cochez au moins une personne" in words(browser.post(address, {"step": "preview"}))
    page = words(browser.post(address, {"people": keys, "step": "preview"}))
    assert "12 titres pour 3 personnes : 240 €" in page
    assert "L’enveloppe ne suffit pas" in page
    refused = browser.post(address, {"people": keys, "step": "issue"})
    assert (refused.status_code, Title.objects.count()) == (409, 0)
    done = browser.post(address, {"people": keys[:2], "step": "issue"}, follow=True)
    assert "Planche de 8 titres" in words(done)
    assert words(done).count("20 €") == 8
    assert "a encore des titres" in words(browser.get(address))


def test_an_acceptor_is_paid_and_taken_off_the_list(adoption):
    one, cars = person(adoption), carrier(adoption)
    title, *_ = issue(one)
    take(title, cars)
    browser = member(adoption)
    address = desk(adoption, f"acceptent/{cars.key}/bons/payer/")
    assert "5 €, payés" in words(browser.post(address, {"key": "k"}, follow=True))
    assert "Rien n’est dû" in words(browser.post(address, {"key": "k2"}, follow=True))
    stop = desk(adoption, f"acceptent/{cars.acceptances.get().pk}/arreter/")
    assert "jusqu’au" in words(browser.post(stop, follow=True))
    assert "depuis le" in words(browser.post(stop, follow=True))
    file = browser.get(desk(adoption, "acceptent/?format=csv")).content.decode("utf-8-sig")
    assert file.splitlines()[1].endswith("Cars d’essai;bons;0")


def test_the_export_gives_every_movement_without_names(adoption):
    one = person(adoption)
    hours(one, 90)
    file = member(adoption).get(desk(adoption, "mouvements/?format=csv")).content.decode("utf-8-sig")
    assert ";heures;1,50;heures;hors du service;;titulaire;1;" in file
    assert "Camille" not in file


@pytest.mark.parametrize(
    ("end", "at_most"),
    [("comptes/", 22), ("mouvements/", 20), ("titres/", 16), ("titres/emettre/", 16), ("acceptent/", 16)],
)
def test_the_queries_of_the_desk_do_not_grow(adoption, end, at_most, django_assert_max_num_queries):
    cars = [carrier(adoption, f"Cars {n}") for n in range(3)]
    people = [person(adoption, f"Personne{n} Exemple") for n in range(3)]
    take(issue(people[0])[0], cars[0])
    hours(people[0], 60)
    browser = member(adoption)
    counts = []
    for number in (0, 1, 2):
        if number:
            take(issue(people[number])[0], cars[number])
            hours(people[number], 60, label="Une ferme")
        with django_assert_max_num_queries(at_most) as counted:
            assert browser.get(desk(adoption, end)).status_code == 200
        counts.append(len(counted))
    assert counts[1] == counts[2]


def test_the_queries_of_a_statement_do_not_grow(adoption, django_assert_max_num_queries):
    one = person(adoption)
    browser, counts = holding(one), []
    for number in (1, 3):
        for _ in range(number):
            hours(one, 60, label="Une ferme")
        with django_assert_max_num_queries(20) as counted:
            browser.get(public(adoption, f"comptes/{one.key}/heures/"))
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert LedgerAccount.objects.exists()


OWN = (
    "        holder: person\n        role: personne\n        cap: {parameter: plafond}",
    "        holder: adoption\n        cap: {parameter: plafond}",
)


def test_the_service_keeps_an_account_of_its_own():
    adoption = open_ledger(OWN, ("        tells: {cap-reached: plafond-atteint}\n", ""), plafond="20")
    browser, address = member(adoption), desk(adoption, "comptes/service/")
    assert "le premier mouvement l’ouvre" in words(browser.get(address))
    form = {"heures": "15", "day": str(timezone.localdate()), "key": "k"}
    assert browser.post(address + "heures/declare/", form).headers["location"] == address
    assert "15 heures sur 20 heures" in words(browser.get(address))
    refused = browser.post(address + "heures/declare/", form | {"heures": "6", "key": "k2"})
    assert "il reste 5 heures" in words(refused)
    assert "Le service" in words(browser.get(desk(adoption, "comptes/")))


def test_what_is_owed_waits_on_the_desk_of_who_pays(adoption):
    one, cars = person(adoption), carrier(adoption)
    browser, home = member(adoption), f"/gestion/{adoption.slug}/"
    assert "Payer ceux qui acceptent" not in words(browser.get(home))
    take(issue(one)[0], cars)
    assert "Payer ceux qui acceptent" in words(browser.get(home))
    assert "5 €, 1 structure" in words(browser.get(home))
