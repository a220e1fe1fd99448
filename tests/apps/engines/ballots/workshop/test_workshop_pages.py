"""The pages of the workshop, without script: what the team reads, what who arranges does, what nobody else opens."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from essaim.engines.ballots.domain.workshop import comparing, ending
from essaim.engines.ballots.models.edition import Consultation
from essaim.engines.ballots.models.workshop import BallotSet, Comparison
from essaim.foundation.journal import public as journal
from tests.apps.adoptions import people
from tests.apps.engines.ballots import builders
from tests.apps.engines.ballots.workshop import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def desk(edition, rest=""):
    return f"/gestion/{edition.adoption.slug}/ballots/atelier/{rest}"


def asked(**changes):
    said = {
        "ways": ["votes-skip", "votes-stop"],
        "field": "canton",
        "bounds": "10 000 ; 45 000",
        "shares": "20 ; 40 ; 40",
    }
    return {f"regles-{name}": value for name, value in {**said, **changes}.items()}


def drawn(**changes):
    said = {"voters": 100, "choices": 3, "projects": 12, "cantons": 3, "budget": "100 000", "least": "2000", "most": "40000",
            "local": 50, "unequal": 8, "seed": "essai"}  # fmt: skip
    return {f"simulation-{name}": value for name, value in {**said, **changes}.items()}


def seen(*ways, made=world.of_file, **options):
    edition = builders.service()
    return edition, world.compared(made(edition), *ways, **options)


# Who reads, who acts


def test_a_member_reads_all_and_brings_nothing_and_a_stranger_opens_nothing():
    edition, found = seen()
    member, stranger = people.member(edition.adoption), people.browser("passante@exemple.fr", role=None)
    urls = [desk(edition), desk(edition, f"bulletins/{found.ballot_set_id}/"), desk(edition, f"comparaisons/{found.pk}/"),
            desk(edition, f"comparaisons/{found.pk}/tableau.csv")]  # fmt: skip
    for url in urls:
        assert member.get(url).status_code == 200
        assert stranger.get(url).status_code == 403
        assert Client().get(url).status_code == 302
        assert "<form" not in re.sub(
            r'<form[^>]*(role="search"|method="get").*?</form>', "", main(member.get(url)), flags=re.DOTALL
        )
    for client in (member, stranger):
        for end in (
            "simulation/",
            "terminer/",
            "regle-du-kit/",
            f"comparaisons/{found.pk}/choisir/",
            f"bulletins/{found.ballot_set_id}/supprimer/",
        ):
            assert client.post(desk(edition, end), {**drawn(), "regle": "votes-stop"}).status_code == 403
    assert BallotSet.objects.count() == 1
    assert not Consultation.objects.get().drafted_rule


def main(response):
    return (
        re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
        if response["Content-Type"].startswith("text/html")
        else ""
    )


def test_ballots_and_comparisons_of_another_service_are_not_found():
    _, found = seen()
    other = builders.service(structure="Autre service")
    client = people.browser()
    for end in (
        f"bulletins/{found.ballot_set_id}/",
        f"comparaisons/{found.pk}/",
        f"comparaisons/{found.pk}/tableau.csv",
    ):
        assert client.get(desk(other, end)).status_code == 404
    assert client.post(desk(other, f"comparaisons/{found.pk}/choisir/"), {"regle": "votes-stop"}).status_code == 404


# Empty states


def test_without_an_edition_or_ballots_the_workshop_says_what_to_do():
    adoption = builders.adopted(builders.KIT)
    page = people.text(people.browser().get(f"/gestion/{adoption.slug}/ballots/atelier/"))
    assert "Aucune édition en cours" in page
    edition = builders.service(structure="Avec édition")
    page = people.text(people.browser().get(desk(edition)))
    assert "Aucun bulletin dans l’atelier" in page
    assert "Aucune édition n’est publiée sur cette plateforme" in page
    assert "Le plus de voix, en passant ce qui ne tient pas celle du kit" in page


# Ballots brought


def test_a_file_is_read_compared_and_its_figures_have_their_source():
    edition = builders.service()
    client = people.browser()
    file = SimpleUploadedFile("votes de Mme Exemple.pb", world.pabulib())
    page = client.post(
        desk(edition, "fichier/"), {"fichier-name": "Première édition", "fichier-file": file}, follow=True
    )
    held = BallotSet.objects.get()
    assert held.name == "Première édition"
    assert "canton (3 valeurs)" in people.text(page)
    assert "Mme Exemple" not in str(BallotSet.objects.values().get())
    done = client.post(desk(edition, f"bulletins/{held.pk}/comparer/"), asked(), follow=True)
    page = people.text(done)
    assert "avec 100 000 € et 200 votants" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "D’où vient chaque chiffre" in page
    assert held.digest[:16] in page
    assert "Simulation" not in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (world.pabulib().replace(b"budget;100000", b"budget;cher"), "ligne 7, champ « budget »"),
        (b"", "Ce fichier est vide"),
        (b"%PDF-1.7", "Fichier illisible"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_nothing_is_kept(data, words):
    edition = builders.service()
    file = SimpleUploadedFile("votes.pb", data)
    page = people.browser().post(desk(edition, "fichier/"), {"fichier-name": "Essai", "fichier-file": file})
    assert page.status_code == 422
    assert words in people.text(page).replace("\xa0", " ")
    assert not BallotSet.objects.exists()


def test_a_simulation_is_marked_everywhere():
    edition = builders.service()
    client = people.browser()
    client.post(desk(edition, "simulation/"), drawn())
    held = BallotSet.objects.get()
    client.post(desk(edition, f"bulletins/{held.pk}/comparer/"), asked())
    found = Comparison.objects.get()
    assert "simulé" in people.text(client.get(desk(edition)))
    for end in (f"bulletins/{held.pk}/", f"comparaisons/{found.pk}/"):
        page = people.text(client.get(desk(edition, end)))
        assert "Personne n’a émis ces bulletins" in page
        assert "Graine du tirage essai" in page
        assert "Ce que ce modèle ne dit pas" in page
    page = client.get(desk(edition, f"comparaisons/{found.pk}/")).content.decode()
    assert all("(simulation)" in caption for caption in re.findall(r"<caption>(.*?)</caption>", page))
    sheet = client.get(desk(edition, f"comparaisons/{found.pk}/tableau.csv"))
    assert "simulation-" in sheet["Content-Disposition"]
    assert all("SIMULATION" in line for line in sheet.content.decode("utf-8-sig").splitlines()[1:])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cantons": 13}, "pas plus que de projets"), ({"voters": 60_001}, "inférieure ou égale à 60000"), ({"seed": ""}, "obligatoire"),
        ({"least": "50 000"}, "maximum"),
    ],
)  # fmt: skip
def test_a_simulation_without_meaning_is_refused(changes, words):
    page = people.browser().post(desk(builders.service(), "simulation/"), drawn(**changes))
    assert page.status_code == 422
    assert words in people.text(page).replace("\u202f", "").replace("\xa0", " ")
    assert not BallotSet.objects.exists()


def test_an_edition_that_is_not_there_is_refused():
    page = people.browser().post(desk(builders.service(), "edition-passee/"), {"passe-edition": "1"})
    assert page.status_code == 422
    assert "Aucune édition n’est publiée" in people.text(page)
    assert not BallotSet.objects.exists()


# A comparison asked


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ways": []}, "Cochez au moins une règle"), ({"ways": ["autre"]}, "Sélectionnez un choix valide"),
        ({"bounds": "30 000 ; 10 000"}, "du plus petit au plus grand"), ({"bounds": "dix mille"}, "n’est pas un nombre"),
        ({"bounds": ";".join(str(n) for n in range(1, 9))}, "Au plus 8 tranches"), ({"shares": "50 ; 50"}, "Donnez 3 nombres entiers"),
        ({"shares": "50 ; 50 ; 50"}, "font 150 %"), ({"bounds": "", "shares": "", "ways": ["bands"]}, "a besoin d’une borne"),
        ({"field": "age"}, "Sélectionnez un choix valide"),
    ],
)  # fmt: skip
def test_a_comparison_that_cannot_be_made_says_why(changes, words):
    edition = builders.service()
    held = world.of_file(edition)
    page = people.browser().post(desk(edition, f"bulletins/{held.pk}/comparer/"), asked(**changes))
    assert page.status_code == 422
    assert words in people.text(page).replace("\u202f", " ").replace("\xa0", " ")
    assert not Comparison.objects.exists()


def test_no_field_of_voters_is_offered_so_that_nothing_is_told_by_canton_and_age():
    edition = builders.service()
    held = world.of_file(edition)
    page = people.browser().get(desk(edition, f"bulletins/{held.pk}/")).content.decode()
    assert re.findall(r'<option value="([^"]*)"', page) == ["canton", ""]


def test_a_share_of_few_voters_is_not_told():
    edition = builders.service()
    few = world.of_file(edition, data=world.pabulib([("1,2", 60), ("3", 19), ("5", 20)]))
    found = world.compared(few, "votes-skip")
    page = people.text(people.browser().get(desk(edition, f"comparaisons/{found.pk}/?mesure=servis"))).replace(
        "\xa0", " "
    )
    assert "Auch 100,0 %" in page
    assert "Condom non disponible" in page
    assert re.search(r"Fleurance 100,0 %", page)
    sheet = people.browser().get(desk(edition, f"comparaisons/{found.pk}/tableau.csv")).content.decode("utf-8-sig")
    (line,) = [one for one in sheet.splitlines() if ";Condom;" in one]
    assert line.split(";")[6:9] == ["non disponible"] * 3


def test_progress_is_on_screen_and_the_result_is_kept(monkeypatch):
    monkeypatch.setattr(comparing.jobs, "run_later", lambda *_: None)
    edition, found = seen("votes-skip", "shares-votes", "welfare")
    client, url = people.browser(), desk(edition, f"comparaisons/{found.pk}/")
    page = people.text(client.get(url))
    assert "0 règle comptée sur 3" in page
    assert "Côte à côte" not in page
    comparing.count_next(found.pk)
    page = people.text(client.get(url))
    assert "1 règle comptée sur 3" in page
    assert "parts égales puis voix, optimum" in page
    assert "Côte à côte" in page
    assert "en cours" in people.text(client.get(desk(edition)))
    comparing.count_next(found.pk)
    comparing.count_next(found.pk)
    assert "Le calcul continue" not in people.text(client.get(url))


def test_two_rules_are_told_apart_and_the_address_is_shared():
    edition, found = seen("votes-skip", "votes-stop", "shares-votes", "canton")
    url = desk(edition, f"comparaisons/{found.pk}/?de=votes-skip&a=canton")
    page = people.text(people.member(edition.adoption).get(url))
    assert (
        "De « Le plus de voix, en passant ce qui ne tient pas » à « Un lauréat par canton, puis le plus de voix »"
        in page.replace("\xa0", " ")
    )
    kept, gained = (set(line["winners"]) for line in (found.lines[0], found.lines[1]))
    assert kept
    assert gained
    sheet = people.browser().get(desk(edition, f"comparaisons/{found.pk}/tableau.csv"))
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";"))
    whole = [row for row in rows if row[1] == "ensemble"]
    assert [row[0] for row in whole] == [comparing_label(way) for way in found.ways]
    assert {row[-1] for row in rows[1:]} == {found.ballot_set.digest}


def comparing_label(key):
    from essaim.engines.ballots.domain.workshop.candidates import BY_KEY

    return BY_KEY[key].label


@pytest.mark.parametrize("measure", ["", "argent", "servis", "moyenne", "tout", "autre"])
def test_every_measure_has_its_table_by_canton_and_by_band(measure):
    edition, found = seen("votes-skip", "bands")
    page = people.browser().get(desk(edition, f"comparaisons/{found.pk}/?mesure={measure}")).content.decode()
    tables = len(re.findall(r"<caption>", page)) - 1
    assert tables == (8 if measure == "tout" else 2)


def test_a_rule_that_was_not_counted_says_why():
    edition, found = seen("votes-skip", "canton", field="")
    page = people.text(people.browser().get(desk(edition, f"comparaisons/{found.pk}/")))
    assert "Non comptée" in page
    assert "dites quel champ des projets donne leur canton" in page


# The rule chosen


def test_a_rule_is_chosen_shown_to_everybody_and_taken_back():
    edition, found = seen("votes-skip", "shares-votes")
    client = people.browser()
    page = people.text(
        client.post(desk(edition, f"comparaisons/{found.pk}/choisir/"), {"regle": "shares-votes"}, follow=True)
    )
    assert "comptera ainsi : Parts égales, complétées par les voix" in page.replace("\xa0", " ")
    assert "choisie à l’atelier" in page
    public = people.text(Client().get(f"/services/{edition.adoption.slug}/ballots/"))
    assert "ce qui n’est pas pris va aux projets qui ont le plus de voix" in public
    assert "règle du vote choisie à l’atelier" in people.text(client.get(f"/gestion/{edition.adoption.slug}/journal/"))
    page = people.text(client.post(desk(edition, "regle-du-kit/"), follow=True))
    assert "celle du kit" in page


def test_a_frozen_rule_is_not_chosen_and_the_journal_says_who_tried():
    edition, found = seen("votes-skip", "votes-stop")
    builders.sealed(edition)
    client = people.browser()
    url = desk(edition, f"comparaisons/{found.pk}/")
    assert "est gelée" in people.text(client.get(url))
    page = people.text(client.post(url + "choisir/", {"regle": "votes-stop"}, follow=True))
    assert "la règle de cette édition ne change plus" in page
    assert not Consultation.objects.get().drafted_rule
    (entry,) = journal.entries(act="ballots.refused-change")
    assert entry.details["what"] == "rule"
    assert "ne change plus" in people.text(client.post(desk(edition, "regle-du-kit/"), follow=True))


def test_a_rule_outside_the_comparison_is_not_chosen():
    edition, found = seen("votes-skip", "bands")
    client, url = people.browser(), desk(edition, f"comparaisons/{found.pk}/choisir/")
    assert "Choisissez une règle de cette comparaison" in people.text(
        client.post(url, {"regle": "shares"}, follow=True)
    )
    assert "sert à comparer" in people.text(client.post(url, {"regle": "bands"}, follow=True))
    assert not Consultation.objects.get().drafted_rule


# The end


def test_the_end_erases_ballots_and_leaves_what_was_seen():
    edition, found = seen()
    client = people.browser()
    assert "sont effacés" in people.text(client.post(desk(edition, "terminer/"), follow=True))
    page = people.text(client.get(desk(edition, f"bulletins/{found.ballot_set_id}/")))
    assert "bulletins effacés le" in page
    assert "Comparer des règles" not in page
    assert "Côte à côte" in people.text(client.get(desk(edition, f"comparaisons/{found.pk}/")))
    late = client.post(desk(edition, f"bulletins/{found.ballot_set_id}/comparer/"), asked(), follow=True)
    assert "ne s’en fait plus" in people.text(late)
    assert "ne tient aucun bulletin" in people.text(client.post(desk(edition, "terminer/"), follow=True))


def test_ballots_are_deleted_with_their_comparisons():
    edition, found = seen()
    page = people.text(people.browser().post(desk(edition, f"bulletins/{found.ballot_set_id}/supprimer/"), follow=True))
    assert "est supprimé" in page
    assert not Comparison.objects.exists()
    assert ending.end(consultation=edition) == 0


# What pages cost


def test_pages_cost_the_same_with_one_and_with_three_of_each():
    edition = builders.service()
    client = people.browser()
    first = world.compared(world.of_file(edition), "votes-skip")
    urls = [desk(edition), desk(edition, f"bulletins/{first.ballot_set_id}/"), desk(edition, f"comparaisons/{first.pk}/"),
            desk(edition, f"comparaisons/{first.pk}/tableau.csv")]  # fmt: skip
    before = [people.cost(client, url) for url in urls]
    for _ in range(2):
        world.compared(world.simulated(edition))
        world.compared(first.ballot_set, "votes-skip", "votes-stop")
    Comparison.objects.filter(pk=first.pk).update(ways=["votes-skip"] * 3, lines=first.lines * 3)
    assert [people.cost(client, url) for url in urls] == before
    assert max(before) <= 25
