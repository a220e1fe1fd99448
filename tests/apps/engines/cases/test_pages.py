"""The pages of cases: read, search, act, act together, export, delays, sectors; who sees what."""

import re
from datetime import datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from essaim.adoptions.models import TeamMember, Told
from essaim.engines.cases.domain.deadlines import run_out
from essaim.engines.cases.models import Case, CaseEvent, Sector, SectorCommune, SectorMember
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.journal.models import Entry
from essaim.foundation.territories.models import Territory
from tests.apps.engines.cases.builders import COMMISSION, HOLDER, act, again, filed, in_commission, service
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


@pytest.fixture
def adoption():
    return service()


def signed_in(*roles, adoption=None, email="nadia@exemple.test", name="Nadia Exemple"):
    account, _ = Account.objects.get_or_create(email=email, defaults={"name": name})
    for role in roles:
        TeamMember.objects.get_or_create(adoption=adoption, role=role, email=email)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def agent(adoption):
    return signed_in("agent", adoption=adoption)


@pytest.fixture
def commission(adoption):
    return signed_in("commission", adoption=adoption, email="louise@exemple.test", name="Louise Exemple")


def at(adoption, rest=""):
    return f"/gestion/{adoption.slug}/cases/{rest}"


def text(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u202f", " ").split())


def form_of(response):
    """The hidden fields of the form of an act."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode()))
    return {name: found[name] for name in ("version", "request_key")}


def test_the_desk_shows_what_waits_for_a_role(adoption, agent, commission):
    one, other = filed(adoption), filed(adoption, name="Sacha Exemple", email="s@exemple.test")
    in_commission(other)
    page = text(agent.get(at(adoption)))
    assert "n° 1 Camille Exemple Reçu" in page
    assert "Sacha" not in page
    page = text(commission.get(at(adoption)))
    assert "Sacha Exemple En commission" in page
    assert "Camille" not in page
    assert "n° 1 Camille" in text(agent.get(at(adoption, "?vue=tous")))
    assert one.pk != other.pk


def test_an_empty_desk_says_so(adoption, agent):
    assert "Rien n’attend vos rôles pour le moment" in text(agent.get(at(adoption)))
    assert "Aucun dossier ne répond à « zzz »" in text(agent.get(at(adoption, "?q=zzz")))


@pytest.mark.parametrize(
    ("words", "found"), [("1", True), ("n° 1", True), ("camille", True), ("2", False), ("sacha", False)]
)
def test_one_finds_a_case_by_its_number_or_a_name(adoption, agent, words, found):
    filed(adoption)
    assert ("Camille Exemple" in text(agent.get(at(adoption), {"q": words}))) is found


def test_late_ones_come_first(adoption, agent):
    filed(adoption)
    late = filed(adoption, name="Sacha", email="s@exemple.test")
    since = timezone.make_aware(datetime.fromisoformat("2020-04-10T00:00"))
    late.clocks.filter(deadline="instruire").update(due_at=since)
    Case.objects.filter(pk=late.pk).update(due_at=since)
    assert run_out() == 1
    page = text(agent.get(at(adoption)))
    assert page.index("Sacha") < page.index("Camille")
    assert "en retard depuis le 10/04/2020" in page
    board = text(agent.get(f"/gestion/{adoption.slug}/"))
    assert board.index("n° 2 · Sacha") < board.index("n° 1 · Camille")
    assert "Reçu en retard" in board
    assert "pour le 9 avril 2020" in board
    assert "Camille" not in text(agent.get(at(adoption, "?vue=retard")))


def test_a_case_is_read_whole(adoption, agent):
    case = filed(adoption)
    act(case, "take")
    act(case, "ask", reason="Le devis signé.")
    page = text(agent.get(at(adoption, "1/")))
    for words in ("Revenu du mois dernier 620 €", "Commune où vous habitez Auch", "Aide accordée 900 €", "Revenu modeste", "Demande éligible", "Demander un complément → À compléter", "Le devis signé.", "Ce qui a été dit à la personne", "en pause, le temps que la personne réponde", "Compléter"):  # fmt: skip
        assert words in page, words


def test_each_role_sees_the_answers_that_it_may_see(adoption, agent, commission):
    case = in_commission(filed(adoption))
    assert case.state == "commission"
    assert "Devis vérifié auprès de l’auto-école oui" in text(commission.get(at(adoption, "1/")))
    hidden = service(
        ("version: 1.0.0", "version: 1.0.1"),
        ("filled_by: agent, seen_by: [commission]", "filled_by: agent, seen_by: []"),
        structure="Autre",
    )
    in_commission(filed(hidden))
    client = signed_in("commission", adoption=hidden, email="louise@exemple.test")
    assert "Devis vérifié auprès de l’auto-école oui" not in text(client.get(at(hidden, "1/")))


def test_the_page_of_a_demand_leads_to_its_case(adoption, agent):
    case = filed(adoption)
    page = agent.get(f"/gestion/{adoption.slug}/dossiers/{case.participation.key}/")
    assert "Instruire ce dossier" in text(page)
    assert at(adoption, "1/") in page.content.decode()


def test_a_case_that_does_not_exist_is_not_found(adoption, agent):
    assert agent.get(at(adoption, "99/")).status_code == 404


def test_an_act_shows_its_rule_and_its_letter_then_is_done(adoption, commission):
    in_commission(filed(adoption))
    url = at(adoption, "1/grant/")
    page = commission.get(url)
    assert "elle répond « oui »" in text(page)
    assert "Êtes-vous apprenti ? : autre que oui" in text(page)  # its rule is asked under a « not »
    assert "Le courrier qui partira, par courriel" in text(page)
    assert "nous vous avons accordé 900 €" in text(page)
    done = commission.post(url, form_of(page), follow=True)
    assert "Fait : Accorder." in text(done)
    assert "Dossier terminé" in text(done)
    assert "accordé, le" in text(done)


def test_a_refusal_wants_its_reason_and_the_letter_says_it(adoption, commission):
    in_commission(filed(adoption))
    url = at(adoption, "1/refuse/")
    page = commission.get(url)
    empty = commission.post(url, form_of(page))
    assert empty.status_code == 422
    assert "Ce champ est obligatoire" in text(empty)
    sent = form_of(page) | {"reason": "Le devis est ancien.", "preview": "1"}
    assert "Motif : Le devis est ancien." in text(commission.post(url, sent))
    assert again(Case.objects.get()).state == "commission"
    sent.pop("preview")
    commission.post(url, sent)
    assert again(Case.objects.get()).decision.reason == "Le devis est ancien."


def test_an_act_asks_what_it_learns(adoption, agent):
    act(filed(adoption), "take")
    url = at(adoption, "1/propose/")
    page = agent.get(url)
    assert "Devis vérifié auprès de l’auto-école" in text(page)
    assert agent.post(url, form_of(page)).status_code == 422
    agent.post(url, form_of(page) | {"devis-verifie": "oui"})
    case = again(Case.objects.get())
    assert (case.state, case.participation.answers["devis-verifie"]) == ("commission", "oui")


def test_a_rule_that_says_no_is_shown_and_refuses(adoption, commission):
    in_commission(filed(adoption, revenu="3000"))
    page = commission.get(at(adoption, "1/grant/"))
    assert "Pas possible pour le moment" in text(page)
    answer = commission.post(at(adoption, "1/grant/"), form_of(page))
    assert (answer.status_code, again(Case.objects.get()).state) == (422, "commission")
    assert "« Accorder » n’est pas possible" in text(answer)


def test_the_second_agent_is_told_what_the_first_did(adoption, commission):
    in_commission(filed(adoption))
    page = commission.get(at(adoption, "1/refuse/"))
    first = commission.get(at(adoption, "1/grant/"))
    other = signed_in("commission", adoption=adoption, email="paul@exemple.test", name="Paul Exemple")
    commission.post(at(adoption, "1/grant/"), form_of(first))
    late = other.post(at(adoption, "1/refuse/"), form_of(page) | {"reason": "Non."}, follow=True)
    assert "n’est plus possible" in text(late)
    assert "Par Louise Exemple" in text(late)


def test_a_stale_screen_is_told_who_did_what(adoption, agent):
    filed(adoption)
    page = agent.get(at(adoption, "1/take/"))
    other = signed_in("agent", adoption=adoption, email="paul@exemple.test", name="Paul Exemple")
    other.post(at(adoption, "1/affecter/"), {"version": "1", "take": "1"})
    late = agent.post(at(adoption, "1/take/"), form_of(page), follow=True)
    assert "Entre-temps, Paul Exemple a agi (Attribution" in text(late)
    assert again(Case.objects.get()).state == "recu"


def test_the_same_form_sent_twice_is_said(adoption, agent):
    filed(adoption)
    page = agent.get(at(adoption, "1/take/"))
    agent.post(at(adoption, "1/take/"), form_of(page))
    twice = agent.post(at(adoption, "1/take/"), form_of(page), follow=True)
    assert "n’a compté qu’une fois" in text(twice)


def test_one_takes_a_case_and_gives_it_back(adoption, agent):
    filed(adoption)
    page = agent.post(at(adoption, "1/affecter/"), {"version": "1", "take": "1"}, follow=True)
    assert "Confié à : Nadia Exemple" in text(page)
    page = agent.post(at(adoption, "1/affecter/"), {"version": "2", "give": "1"}, follow=True)
    assert "Confié à : personne" in text(page)


def test_several_cases_are_foreseen_then_done(adoption, agent):
    cases = [filed(adoption, name=f"Personne {n}", email=f"p{n}@exemple.test") for n in range(3)]
    act(cases[2], "withdraw", HOLDER)
    ticked = {"case": [f"{one.pk}:1" for one in cases], "verb": "take"}
    page = agent.post(at(adoption, "ensemble/"), ticked)
    assert "Prendre en charge : 2 dossiers sur 3" in text(page)
    assert "a changé depuis que la liste a été affichée" in text(page)
    assert again(cases[0]).state == "recu"
    done = agent.post(at(adoption, "ensemble/"), ticked | {"confirm": "1", "request_key": "k1"})
    assert "Prendre en charge : 2 dossiers faits sur 3" in text(done)
    assert "Entre-temps" in text(done)
    assert [again(one).state for one in cases] == ["instruction", "instruction", "retire"]
    twice = agent.post(at(adoption, "ensemble/"), ticked | {"confirm": "1", "request_key": "k1"})
    assert "2 dossiers faits sur 3" in text(twice)
    assert CaseEvent.objects.filter(verb="take").count() == 2


def test_together_nothing_is_done_without_a_case_or_a_verb(adoption, agent):
    case = filed(adoption)
    for sent in ({}, {"case": f"{case.pk}:1", "verb": "grant"}, {"case": "x:y", "verb": "take"}, {"verb": "take"}):
        page = agent.post(at(adoption, "ensemble/"), sent, follow=True)
        assert "Cochez au moins un dossier" in text(page)


def test_the_list_leaves_as_a_sheet_that_no_formula_enters(adoption, agent):
    filed(adoption, name="=1+1")
    answer = agent.get(at(adoption, "dossiers.csv"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("numéro;nom;état")
    assert lines[1].startswith("1;'=1+1;Reçu;")
    assert Entry.objects.filter(act="cases.export").count() == 1


def test_a_case_is_printed(adoption, agent):
    filed(adoption)
    assert "détruisez-le après usage" in text(agent.get(at(adoption, "1/fiche/")))


def test_delays_are_told_with_their_intervals(adoption, agent):
    assert "Aucune décision encore" in text(agent.get(at(adoption, "delais/")))
    act(in_commission(filed(adoption)), "grant", COMMISSION)
    page = text(agent.get(at(adoption, "delais/")))
    assert "Délai médian 0 jours" in page
    assert "il faut au moins six décisions" in page
    assert "100 % (1 sur 1)" in page


def test_sectors_are_made_and_taken_away(adoption, agent):
    url = at(adoption, "secteurs/")
    assert "Aucun secteur" in text(agent.get(url))
    member = TeamMember.objects.get(adoption=adoption)
    page = agent.post(url, {"label": "Auch", "communes": "Auch\n32256", "members": [member.pk]}, follow=True)
    assert "2 communes : " in text(page)
    case = filed(adoption)
    assert case.sector.label == "Auch"
    assert "secteur Auch" in text(agent.get(at(adoption, "1/")))
    assert "n° 1" in text(agent.get(at(adoption, f"?secteur={case.sector.pk}")))
    again_ = agent.post(url, {"label": "auch", "communes": "Auch"})
    assert "porte déjà ce nom" in text(again_)
    assert "Déjà dans un autre secteur : Auch (Auch)" in text(again_)
    wrong = agent.post(url, {"label": "B", "communes": "Nulle-Part\nMontpellier"})
    assert "ne répond à : Nulle-Part, Montpellier" in text(wrong)
    agent.post(f"{url}{case.sector.pk}/supprimer/")
    assert not Sector.objects.exists()
    assert again(case).sector is None


def test_an_epci_takes_all_its_communes(adoption, agent):
    auch = Territory.objects.get(code="commune-32013")
    epci = Territory.objects.get(parts__part=auch, level="epci")
    agent.post(at(adoption, "secteurs/"), {"label": "Grand Auch", "communes": epci.insee})
    inside = Territory.objects.filter(wholes__whole=epci, level="commune").count()
    assert Sector.objects.get().communes.count() == inside > 10


ROUTES = ["", "?vue=tous", "dossiers.csv", "1/", "1/fiche/", "1/take/"]
FIGURES = ["delais/", "secteurs/"]


@pytest.fixture
def people(adoption):
    filed(adoption)
    stranger = signed_in(email="passant@exemple.test")
    partner = signed_in("demandeur", adoption=adoption, email="demandeur@exemple.test")
    elsewhere = signed_in("agent", adoption=service(structure="Autre"), email="ailleurs@exemple.test")
    return {"visitor": Client(), "stranger": stranger, "partner": partner, "elsewhere": elsewhere}


@pytest.mark.parametrize("rest", [*ROUTES, *FIGURES])
def test_only_those_who_examine_open_the_desk(adoption, agent, people, rest):
    assert agent.get(at(adoption, rest)).status_code == 200
    assert people["visitor"].get(at(adoption, rest)).status_code == 302
    for who in ("stranger", "elsewhere"):
        assert people[who].get(at(adoption, rest)).status_code == 403, who
    assert people["partner"].get(at(adoption, rest)).status_code == (200 if rest in FIGURES else 403)


def test_who_only_takes_part_sees_no_colleague_and_arranges_nothing(adoption, agent, people):
    member = TeamMember.objects.get(adoption=adoption, role="agent")
    agent.post(at(adoption, "secteurs/"), {"label": "Auch", "communes": "Auch", "members": [member.pk]})
    page = text(people["partner"].get(at(adoption, "secteurs/")))
    assert "Auch" in page
    assert "nadia@" not in page
    assert "Créer un secteur" not in page
    assert people["partner"].post(at(adoption, f"secteurs/{Sector.objects.get().pk}/supprimer/")).status_code == 403
    assert "nadia@" in text(agent.get(at(adoption, "secteurs/")))


def test_what_is_posted_at_a_closed_door_changes_nothing(adoption, people):
    case = Case.objects.get()
    for client in people.values():
        for rest in ("1/take/", "1/affecter/", "ensemble/", "secteurs/"):
            sent = {
                "version": "1",
                "request_key": "k",
                "take": "1",
                "case": f"{case.pk}:1",
                "verb": "take",
                "confirm": "1",
            }
            assert client.post(at(adoption, rest), sent).status_code in {302, 403}
    assert again(case).version == 1


def test_a_manager_sees_figures_and_no_person(adoption, people, settings):
    from allauth.mfa.models import Authenticator

    account = Account.objects.create(email="chef@exemple.test")
    Membership.objects.create(
        account=account, role=Role.MANAGER, territory=Territory.objects.get(code="departement-32")
    )
    Authenticator.objects.create(user=account, type="totp", data={})
    client = Client()
    client.force_login(account)
    assert [client.get(at(adoption, rest)).status_code for rest in FIGURES] == [200, 200]
    assert [client.get(at(adoption, rest)).status_code for rest in ROUTES] == [403] * len(ROUTES)


def own(case, verb):
    return f"/services/{case.adoption.slug}/cases/{case.participation.key}/{verb}/"


@pytest.fixture
def holder(adoption):
    case = filed(adoption)
    client = Client()
    session = client.session
    session["dossiers"] = [str(case.participation.key)]
    session.save()
    return client, case


def test_the_holder_withdraws(holder):
    client, case = holder
    page = client.get(own(case, "withdraw"))
    assert "Retirer ma demande" in text(page)
    done = client.post(own(case, "withdraw"), form_of(page))
    assert "C’est fait" in text(done)
    assert again(case).state == "retire"
    twice = client.post(own(case, "withdraw"), form_of(page))
    assert (twice.status_code, "Ce n’est plus possible" in text(twice)) == (409, True)


def test_the_holder_completes_with_a_message(holder):
    client, case = holder
    act(case, "take")
    act(case, "ask", reason="Le devis.")
    page = client.get(own(case, "complete"))
    client.post(own(case, "complete"), form_of(page) | {"reason": "Je l’apporte lundi."})
    case = again(case)
    assert (case.state, case.events.last().reason) == ("instruction", "Je l’apporte lundi.")


def test_nobody_acts_on_the_case_of_another(holder):
    client, case = holder
    other = filed(case.adoption, name="Sacha", email="s@exemple.test")
    assert client.get(own(other, "withdraw")).status_code == 404
    assert Client().get(own(case, "withdraw")).status_code == 404
    assert client.get(own(case, "grant")).status_code == 409
    assert again(other).version == 1


def counted(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("rest", ["", "dossiers.csv", "1/", "1/take/", "delais/", "secteurs/"])
def test_queries_do_not_grow_with_rows(adoption, agent, rest):
    act(in_commission(filed(adoption, email="z@exemple.test")), "grant", COMMISSION)
    filed(adoption)
    Case.objects.filter(participation__number=2).update()
    url = at(adoption, rest.replace("1/", "2/"))
    one = counted(agent, url)
    for n in range(2):
        filed(adoption, name=f"P{n}", email=f"p{n}@exemple.test")
    assert counted(agent, url) == one <= 45


RESTRICTED = ("routing: {field: commune}", "routing: {field: commune, restricts: oui}")


@pytest.fixture
def split():
    """A service whose sectors restrict: Auch has a case and one agent, Mirande another agent and no case."""
    adoption = service(RESTRICTED)
    mine, hers, nobody = (
        signed_in("agent", adoption=adoption, email=f"{n}@exemple.test", name=n) for n in ("mia", "hana", "noe")
    )
    for label, code, email in (("Auch", "commune-32013", "mia"), ("Mirande", "commune-32256", "hana")):
        sector = Sector.objects.create(adoption=adoption, label=label)
        SectorCommune.objects.create(adoption=adoption, sector=sector, commune=Territory.objects.get(code=code))
        member = TeamMember.objects.get(adoption=adoption, email=f"{email}@exemple.test")
        SectorMember.objects.create(sector=sector, member=member)
    return adoption, filed(adoption), mine, hers, nobody


@pytest.mark.parametrize("rest", ["1/", "1/fiche/", "1/take/"])
def test_another_sector_and_no_sector_open_nothing_of_a_case_where_sectors_restrict(split, rest):
    adoption, _, mine, hers, nobody = split
    assert [one.get(at(adoption, rest)).status_code for one in (mine, hers, nobody)] == [200, 404, 404]


def test_nor_its_demand_nor_its_lines_nor_an_act_on_it(split):
    adoption, case, mine, hers, nobody = split
    demand = f"/gestion/{adoption.slug}/dossiers/{case.participation.key}/"
    assert [one.get(demand).status_code for one in (mine, hers, nobody)] == [200, 404, 404]
    for where in (at(adoption, "?vue=tous"), at(adoption, "dossiers.csv?vue=tous"), f"/gestion/{adoption.slug}/",
                  f"/gestion/{adoption.slug}/dossiers/", f"/gestion/{adoption.slug}/dossiers.csv"):  # fmt: skip
        pages = [one.get(where) for one in (mine, hers, nobody)]
        assert ["Camille Exemple" in page.content.decode() for page in pages] == [True, False, False], where
    sent = {"case": f"{case.pk}:{case.version}", "verb": "take", "confirm": "1", "request_key": "k"}
    for one in (hers, nobody):
        one.post(at(adoption, "ensemble/"), sent)
        assert one.post(at(adoption, "1/affecter/"), {"take": "1", "version": "1"}).status_code == 404
        assert one.post(f"{demand}code/").status_code == 404
        assert again(case).state == "recu"
    mine.post(at(adoption, "ensemble/"), sent)
    assert again(case).state == "instruction"


def test_a_case_that_no_sector_has_is_open_to_the_whole_team(split):
    adoption, _, mine, hers, nobody = split
    filed(adoption, name="Dominique Exemple", commune="32107", email="d@exemple.test")
    assert [one.get(at(adoption, "2/")).status_code for one in (mine, hers, nobody)] == [200, 200, 200]


def test_without_the_kit_saying_so_a_sector_only_sorts(adoption, agent):
    sector = Sector.objects.create(adoption=adoption, label="Auch")
    SectorCommune.objects.create(adoption=adoption, sector=sector, commune=Territory.objects.get(code="commune-32013"))
    filed(adoption)
    assert agent.get(at(adoption, "1/")).status_code == 200


def test_a_sector_that_would_be_open_to_nobody_is_refused():
    adoption = service(RESTRICTED)
    page = signed_in("agent", adoption=adoption).post(at(adoption, "secteurs/"), {"label": "Auch", "communes": "32013"})
    assert page.status_code == 422
    assert "elle seule ouvrira" in text(page)


def test_the_page_says_what_was_compared_and_what_was_found(adoption, agent):
    filed(adoption)
    filed(adoption, name="EXEMPLE Camille")
    filed(adoption, name="Dominique Exemple")  # the same address, at home
    said = text(agent.get(at(adoption, "2/")))
    assert "Dossier n° 1 : Reçu" in said.replace("\xa0", " ")
    assert "même adresse électronique et même nom" in said
    assert "n° 3" not in said
    assert "Aucun dans ce service" in text(agent.get(at(adoption, "3/")))


def test_nor_its_letters_nor_the_right_to_call_them_printed(split):
    adoption, case, mine, hers, nobody = split
    letter = Told.objects.create(
        participation=case.participation,
        message="accord",
        channel="letter",
        subject="Accord",
        body="Oui.",
        at=timezone.now(),
    )
    pile = f"/gestion/{adoption.slug}/courrier/"
    assert [f'value="{letter.pk}"' in one.get(pile).content.decode() for one in (mine, hers, nobody)] == [
        True,
        False,
        False,
    ]
    assert [one.get(f"{pile}{letter.pk}.pdf").status_code for one in (mine, hers, nobody)] == [200, 404, 404]

    def printed(who, **sent):
        who.post(f"{pile}imprime/", sent)
        return Told.objects.get(pk=letter.pk).printed_at is not None

    assert [printed(one, letter=letter.pk) for one in (hers, nobody, mine)] == [False, False, True]
    assert [printed(one, again=letter.pk) for one in (hers, nobody, mine)] == [True, True, False]
