"""A page is edited section by section: nothing typed is lost, nobody is overwritten, the note is not cited wrongly."""

import pytest
from django.urls import reverse

from essaim.foundation.accounts.models import Role
from essaim.foundation.journal.models import Entry
from essaim.portal.catalogue.domain import amendments, editing
from essaim.portal.catalogue.forms.sections import INITIATIVE
from essaim.portal.catalogue.models import Amendment, Solution, Status, Theme

pytestmark = pytest.mark.django_db

FIGURE = {
    "label": "Voyageurs", "value": 1250.5, "unit": "personnes", "kind": "measured", "source": "Bilan", "passage": 12,
    "when": {"text": "2024", "year": 2024},
}  # fmt: skip


def address(page, key):
    return reverse("catalogue:edit_initiative", args=[page.slug, key])


def rows(*typed, version=0, **more):
    data = {"form-TOTAL_FORMS": len(typed), "form-INITIAL_FORMS": 0, "version": version, "reason": "précision"}
    for number, row in enumerate(typed):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data | more


def figure(**changes):
    values = {
        "label": "Voyageurs", "precision": "exact", "value": "1 250,5", "unit": "personnes", "kind": "measured",
        "when_text": "2024", "year": "2024", "source": "Bilan",
    }  # fmt: skip
    return values | changes


@pytest.mark.parametrize("key", [section.key for section in INITIATIVE])
def test_three_people_at_each_section(client, person, initiative, key):
    page = initiative(figures=[FIGURE])
    assert client.get(address(page, key)).status_code == 302
    person(Role.CONTRIBUTOR)
    assert client.get(address(page, key)).status_code == 403
    person(Role.MODERATOR, "departement-40")
    assert client.post(address(page, key), {}).status_code == 403
    client.logout()
    person(Role.MANAGER)
    assert client.get(address(page, key)).status_code == 200
    assert client.get(address(page, "rien")).status_code == 404


def test_saving_figures_keeps_versions_journal_and_index(client, person, initiative):
    page = initiative(figures=[FIGURE])
    moderator = person(Role.MODERATOR)
    sent = rows(
        figure(),
        figure(label="Trajets", value="300", value_max="400", source="Enquête"),
        {"kind": "measured", "precision": "exact"},
    )
    assert client.post(address(page, "chiffres"), sent).status_code == 302
    found = list(page.figures.values_list("label", "value", "value_max", "passage"))
    assert [(label, float(value), last and float(last), passage) for label, value, last, passage in found] == [
        ("Voyageurs", 1250.5, None, 12),
        ("Trajets", 300, 400, None),
    ]
    assert [version.reason for version in page.versions.all()] == ["précision", "avant la première modification"]
    entry = Entry.objects.get(act="initiative.edit")
    assert (entry.actor, entry.details) == (moderator.key, {"fields": "figures"})


def test_saving_the_same_figures_changes_nothing(client, person, initiative):
    page = initiative(figures=[FIGURE])
    person(Role.MODERATOR)
    client.post(address(page, "chiffres"), rows(figure()))
    assert not page.versions.exists()


def test_a_figure_of_another_source_no_longer_cites_the_note(client, person, initiative):
    page = initiative(figures=[FIGURE])
    person(Role.MODERATOR)
    client.post(address(page, "chiffres"), rows(figure(source="Enquête de 2025")))
    assert page.figures.get().passage is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": ""}, "Source"),
        ({"value": "beaucoup"}, "Valeur"),
        ({"value": "9", "value_max": "3"}, "du plus petit au plus grand"),
        ({"value": "NaN"}, "Valeur"),
        ({"year": "12"}, "Année"),
    ],
)
def test_a_wrong_figure_is_refused_with_what_was_typed(client, person, initiative, changes, words):
    page = initiative()
    person(Role.MODERATOR)
    response = client.post(address(page, "chiffres"), rows(figure(method="Compté à la main", **changes)))
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert "Compté à la main" in html
    assert not page.figures.exists()


def test_adding_a_row_keeps_what_is_typed_even_wrong(client, person, initiative):
    page = initiative()
    person(Role.MODERATOR)
    response = client.post(address(page, "chiffres"), rows(figure(value="beaucoup"), add="1", reason="mon motif"))
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="beaucoup"' in html
    assert 'value="mon motif"' in html
    assert "Ligne 2" in html
    assert not page.figures.exists()


def test_a_removed_row_goes_even_when_it_is_wrong(client, person, initiative):
    page = initiative(figures=[FIGURE])
    person(Role.MODERATOR)
    assert client.post(address(page, "chiffres"), rows(figure(value="", remove="on"))).status_code == 302
    assert not page.figures.exists()


@pytest.mark.parametrize(
    ("key", "row", "name"),
    [
        ("partenaires", {"name": "Caf", "part": "paie"}, "partners"),
        ("liens", {"label": "Le site", "url": "https://exemple.fr/"}, "links"),
        ("obstacles", {"obstacle": "Le code", "state": "asked"}, "obstacles"),
        ("dates", {"stage": "test", "when_text": "printemps 2024"}, "stages"),
    ],
)
def test_each_list_is_kept(client, person, initiative, key, row, name):
    page = initiative()
    person(Role.MODERATOR)
    assert client.post(address(page, key), rows(row)).status_code == 302
    kept = editing.record_of(page)[name]
    assert len(kept) == 1
    assert all(value in str(kept[0]) for value in row.values())


def test_a_link_is_a_page_of_the_web(client, person, initiative):
    page = initiative()
    person(Role.MODERATOR)
    for url in ("javascript:alert(1)", "ftp://exemple.fr/a"):
        assert client.post(address(page, "liens"), rows({"label": "x", "url": url})).status_code == 422


def test_territories_are_found_by_name_and_never_given_away(client, person, initiative):
    page = initiative()
    person(Role.MODERATOR)

    def send(*names):
        return client.post(address(page, "territoires"), rows(*({"code": name} for name in names))).status_code

    assert send("Nulle part") == 422
    assert send("Landes") == 422  # she would lose the page
    assert send() == 422  # a published page keeps a place
    assert send("gers", "Landes (departement-40)") == 302
    assert {territory.code for territory in page.territories.all()} == {"departement-32", "departement-40"}


def terms(**changes):
    values = {"themes": ["mobilite"], "stage": "running", "evidence_level": "story", "everyday_words": "car, navette"}
    return values | {"version": 0, "reason": "tri"} | changes


def test_terms_stage_evidence_and_solution(client, person, initiative):
    page = initiative()
    Solution.objects.create(slug="navette", title="La navette", summary="Une navette.")
    person(Role.MODERATOR)
    assert client.post(address(page, "classement"), terms(stage="stopped")).status_code == 422
    assert client.post(address(page, "classement"), terms(themes=["inconnu"])).status_code == 422
    sent = terms(stage="stopped", lessons="Trop cher.", solution="navette")
    assert client.post(address(page, "classement"), sent).status_code == 302
    page.refresh_from_db()
    assert (page.stage, page.lessons, page.solution.slug) == ("stopped", "Trop cher.", "navette")
    assert page.everyday_words == ["car", "navette"]


def texts(**changes):
    return {"title": "Le bus bus", "summary": "Un bus.", "reason": "texte", "version": 0} | changes


def test_a_stale_screen_loses_nothing_and_tells_who_changed_what(client, person, initiative):
    page = initiative()
    other = person(Role.MANAGER)
    client.post(address(page, "textes"), texts(summary="Un bus vert.", reason="la couleur"))
    client.logout()
    person(Role.MODERATOR)
    response = client.post(address(page, "textes"), texts(problem="Trop loin."))
    html = response.content.decode()
    assert response.status_code == 409
    for words in (other.name, "la couleur", "Trop loin.", "<ins", "Un bus vert.</textarea>"):
        assert words in html, words
    page.refresh_from_db()
    assert (page.summary, page.problem) == ("Un bus vert.", "")
    again = texts(summary="Un bus vert.", problem="Trop loin.", version=editing.version_of(page))
    assert client.post(address(page, "textes"), again).status_code == 302
    page.refresh_from_db()
    assert (page.summary, page.problem) == ("Un bus vert.", "Trop loin.")


def test_a_page_without_place_is_for_who_answers_for_france(client, person, initiative):
    page = initiative(status=Status.DRAFT)
    page.territories.clear()
    person(Role.MODERATOR)
    assert client.get(address(page, "textes")).status_code == 403
    client.logout()
    person(Role.MANAGER, "pays-FR")
    assert client.get(address(page, "textes")).status_code == 200
    queue = client.get(reverse("catalogue:moderation_queue", args=["brouillons"])).content.decode()
    assert page.title in queue


def test_anybody_proposes_a_figure_that_a_moderator_reads_as_a_difference(client, person, initiative):
    page = initiative(figures=[FIGURE])
    url = reverse("catalogue:amend_figures", args=[page.slug])
    assert client.get(url).status_code == 200
    assert client.post(url, rows(figure())).status_code == 422
    assert client.post(url, rows(figure(), figure(label="Trajets", value="3"))).status_code == 302
    row = Amendment.objects.get()
    person(Role.MODERATOR)
    review = reverse("catalogue:moderation_amendment", args=[row.pk])
    assert "Trajets" in client.get(review).content.decode()
    client.post(review, {"accept": "1", "fields": ["figures"]})
    assert list(page.figures.values_list("label", "passage")) == [("Voyageurs", 12), ("Trajets", None)]


def test_history_shows_and_brings_back_figures(client, person, initiative):
    page = initiative(figures=[FIGURE])
    amendments.edit(initiative=page, texts={"figures": []}, actor=None, reason="vide")
    person(Role.MODERATOR)
    url = reverse("catalogue:history_initiative", args=[page.slug])
    assert "Voyageurs" in client.get(url).content.decode()
    client.post(url, {"number": "1"})
    assert list(page.figures.values_list("label", "passage")) == [("Voyageurs", 12)]


def test_an_unchanged_theme_is_no_change(initiative):
    page = initiative()
    Theme.objects.create(slug="sante", label="Se soigner")
    record = editing.record_of(page)
    assert not editing.save(page=page, changes=record, actor=None, reason="rien")
    assert editing.save(page=page, changes={"themes": ["sante"]}, actor=None, reason="thème")
