"""Letters on paper: all that wait in one tagged file, marked once printed; one's own as a file; nothing without a compiler."""

import re
import sys

import pytest
from django.test import Client

from essaim.adoptions.acting import acting
from essaim.adoptions.domain import printing
from essaim.adoptions.domain.queries import letters
from essaim.adoptions.models import Told
from essaim.adoptions.runtime import Actor
from essaim.foundation.journal.models import Entry
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.adoptions.people import account, cost, manager, member, signed_in, text
from tests.apps.foundation.papers.conftest import Read
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

ADDRESS = "12 rue des Écoles\n32000 AUCH"


def told(adoption, name="Camille Exemple", heures="12", **party):
    """Send a participation and grant it: the kit tells it by letter."""
    one = sent(adoption, "desk.demande", {"heures": heures}, name=name, **{"address": ADDRESS, **party})
    with acting(adoption, "desk.grant", actor=Actor("agent"), participations=[one]) as act:
        act.tell("accord", one, {"number": "D-7"})
    return one.told.get()


def pdf(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    return Read(answer.content)


def pages_of(adoption):
    return f"/gestion/{adoption.slug}/courrier/", f"/gestion/{adoption.slug}/courrier.pdf"


def marked(client, adoption, **more):
    page = client.get(pages_of(adoption)[0]).content.decode()
    shown = re.findall(r'name="letter" value="(\d+)"', page)
    return client.post(f"{pages_of(adoption)[0]}imprime/", {"letter": shown, **more}, follow=True)


def test_the_queue_is_one_tagged_file_with_the_values_of_the_adopter():
    adoption = adopted(plafond="450")
    told(adoption)
    told(adoption, name="Dominique Modèle", heures="100")
    read = pdf(member(adoption), pages_of(adoption)[1])
    assert len(read.pages) == 2
    assert bool(read.root["/MarkInfo"]["/Marked"])
    assert read.root["/Lang"] == "fr-FR"
    assert read.tags.count("/H1") == 2
    assert b"pdfuaid" in read.root["/Metadata"].get_data()
    first, second = (" ".join(page.split()) for page in read.pages)
    assert "Il vous reste 438 heures, sur 450 heures." in first.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Il vous reste 350 heures, sur 450 heures." in second.replace("\u00a0", " ").replace("\u202f", " ")
    assert "300" not in read.text
    for words in (
        "Camille Exemple",
        "32000 AUCH",
        "Département du Gers",
        "dossier n° 1",
        "Votre demande",
        "mon-dossier",
    ):
        assert words in first.replace("\u00a0", " "), words
    assert "05 62 00 00 00" in first.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_address_is_behind_the_window_and_the_service_signs_under_its_words():
    adoption = adopted()
    told(adoption)
    read = pdf(member(adoption), pages_of(adoption)[1])
    left, top, right, bottom = read.place_of("12 rue des Écoles")
    assert left >= 100
    assert right <= 190
    assert 55 <= top < bottom <= 79
    assert read.pages[0].count("Département du Gers") == 2
    assert read.text.rindex("Département du Gers") > read.text.index("Il vous reste")


def test_what_was_printed_leaves_the_queue_and_comes_back_when_a_printer_jams():
    adoption = adopted()
    one = told(adoption)
    agent = member(adoption)
    assert "Cette lettre est imprimée" in text(agent.get(pages_of(adoption)[0]))
    assert "1 lettre imprimée" in text(marked(agent, adoption)).replace("\u00a0", " ")
    one.refresh_from_db()
    assert one.printed_at is not None
    assert agent.get(pages_of(adoption)[1])["Location"] == pages_of(adoption)[0]
    again = marked(agent, adoption, again=str(one.pk))
    assert "de nouveau à imprimer" in text(again)
    assert Told.objects.get().printed_at is None
    acts = Entry.objects.filter(act__startswith="letter.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["letter.print", "letter.again"]


def test_a_letter_that_came_since_is_neither_in_the_file_nor_marked():
    adoption = adopted()
    agent = member(adoption)
    told(adoption)
    page = agent.get(pages_of(adoption)[0]).content.decode()
    link = re.search(r"courrier\.pdf\?jusqua=\d+", page)[0]
    late = told(adoption, name="Dominique Modèle")
    read = pdf(agent, f"/gestion/{adoption.slug}/{link}")
    assert len(read.pages) == 1
    assert "Dominique" not in read.text
    shown = re.findall(r'name="letter" value="(\d+)"', page)
    agent.post(f"{pages_of(adoption)[0]}imprime/", {"letter": shown})
    assert list(letters.waiting(adoption)) == [late]


def test_two_agents_who_mark_the_same_letters_count_them_once():
    adoption = adopted()
    one = told(adoption)
    assert printing.mark_printed(adoption=adoption, letters=[one.pk], actor=None) == 1
    first = Told.objects.get().printed_at
    assert printing.mark_printed(adoption=adoption, letters=[one.pk], actor=None) == 0
    assert Told.objects.get().printed_at == first


def test_a_file_is_bounded_and_the_page_says_how_many_wait(monkeypatch):
    adoption = adopted()
    for _ in range(3):
        told(adoption)
    monkeypatch.setattr(letters, "BATCH", 2)
    agent = member(adoption)
    said = text(agent.get(pages_of(adoption)[0])).replace("\u00a0", " ")
    assert "3 lettres attendent. Un fichier en tient 2" in said
    assert len(pdf(agent, pages_of(adoption)[1]).pages) == 2
    marked(agent, adoption)
    assert letters.waiting(adoption).count() == 1


def test_one_letter_on_the_desk_and_the_holder_s_own():
    adoption = adopted()
    one = told(adoption)
    key = one.participation.key
    agent = member(adoption)
    dossier = agent.get(f"/gestion/{adoption.slug}/dossiers/{key}/").content.decode()
    assert f"/gestion/{adoption.slug}/courrier/{one.pk}.pdf" in dossier
    assert "à imprimer" in dossier
    assert "Il vous reste" in pdf(agent, f"/gestion/{adoption.slug}/courrier/{one.pk}.pdf").text
    holder = signed_in(account("camille"))
    one.participation.party.email = "camille@exemple.test"
    one.participation.party.save()
    link = f"/mon-dossier/{key}/messages/{one.pk}.pdf"
    assert link in holder.get(f"/mon-dossier/{key}/messages/{one.pk}/").content.decode()
    assert "Il vous reste" in pdf(holder, link).text
    assert Client().get(link).status_code == 404


def test_a_letter_of_another_dossier_or_of_another_service_is_not_found():
    adoption, other = adopted(), adopted(territory="departement-34", structure="Département de l’Hérault")
    one, elsewhere = told(adoption), told(other, name="Ailleurs")
    agent = member(adoption)
    assert agent.get(f"/gestion/{adoption.slug}/courrier/{elsewhere.pk}.pdf").status_code == 404
    printing.mark_printed(adoption=adoption, letters=[elsewhere.pk], actor=None)
    assert Told.objects.get(pk=elsewhere.pk).printed_at is None
    printing.mark_printed(adoption=other, letters=[elsewhere.pk], actor=None)
    assert not printing.put_back(adoption=adoption, letter=elsewhere.pk, actor=None)
    assert manager().get(pages_of(adoption)[1]).status_code == 403
    assert Told.objects.get(pk=one.pk).printed_at is None


def test_without_a_compiler_the_page_says_so_and_the_browser_prints(monkeypatch):
    adoption = adopted(plafond="450")
    one = told(adoption)
    agent = member(adoption)
    monkeypatch.setitem(sys.modules, "typst", None)
    page = agent.get(pages_of(adoption)[0]).content.decode()
    assert "PDF non disponible" in page
    assert "courrier.pdf" not in page
    refused = agent.get(pages_of(adoption)[1])
    assert (refused.status_code, refused.content.decode()) == (503, "PDF non disponible")
    sheets = text(agent.get(f"{pages_of(adoption)[0]}feuilles/")).replace("\u00a0", " ")
    assert "438 heures, sur 450 heures" in sheets
    assert "12 rue des Écoles" in sheets
    dossier = agent.get(f"/gestion/{adoption.slug}/dossiers/{one.participation.key}/").content.decode()
    assert "PDF non disponible" in dossier


def test_the_desk_says_that_letters_wait_and_a_person_without_address_is_marked():
    adoption = adopted()
    agent = member(adoption)
    assert "à imprimer" not in text(agent.get(f"/gestion/{adoption.slug}/")).replace("Feuille du jour, à imprimer", "")
    assert "Rien à imprimer" in text(agent.get(pages_of(adoption)[0]))
    told(adoption, address="")
    assert "1 lettre à imprimer" in text(agent.get(f"/gestion/{adoption.slug}/")).replace("\u00a0", " ")
    assert "sans adresse postale" in text(agent.get(pages_of(adoption)[0]))


def test_the_page_costs_the_same_for_one_letter_and_for_three():
    adoption = adopted()
    agent = member(adoption)
    told(adoption)
    one = cost(agent, pages_of(adoption)[0]), cost(agent, pages_of(adoption)[1])
    told(adoption)
    told(adoption)
    assert (cost(agent, pages_of(adoption)[0]), cost(agent, pages_of(adoption)[1])) == one


def test_an_erased_person_has_no_letter_any_more():
    from essaim.adoptions.domain.erasing import erase_participation

    adoption = adopted()
    one = told(adoption)
    erase_participation(one.participation)
    assert letters.waiting(adoption).count() == 0
    assert member(adoption).get(f"/gestion/{adoption.slug}/courrier/{one.pk}.pdf").status_code == 404


def test_a_trial_letter_says_that_it_binds_nobody():
    adoption = adopted(phase="testing")
    told(adoption)
    said = pdf(member(adoption), pages_of(adoption)[1]).text
    assert "[Essai]" in said
    assert "cette lettre n’engage personne" in said


def test_a_closed_service_prints_its_last_letters():
    from essaim.adoptions.domain import adopting

    adoption = adopted()
    told(adoption)
    adopting.close_adoption(adoption=adoption, actor=None)
    adoption.refresh_from_db()
    assert letters.waiting(adoption).count() == 1


def test_no_line_of_an_address_is_lost():
    adoption = adopted()
    one = told(adoption, address="\n".join(f"ligne {number}" for number in range(1, 9)))
    lines = letters.recipient(one.participation)
    assert len(lines) == letters.WINDOW
    assert lines[-1] == "ligne 5, ligne 6, ligne 7, ligne 8"


def test_lines_are_paragraphs_and_dashes_a_list_whatever_a_person_typed():
    blocks = letters.body("Bonjour,\n\n- un\n- deux\n## pas un titre\n| ni | une table\n-\n")
    assert [type(block).__name__ for block in blocks] == ["Paragraph", "Bullets", "Paragraph", "Paragraph", "Paragraph"]
    assert blocks[1].items == ("un", "deux")
    assert blocks[2].text == "## pas un titre"
