"""What a person types finds what she means: words, territory, groups, facets, reasons, nothing unpublished."""

import pytest

from essaim.portal.catalogue.models import (
    Initiative,
    SearchDocument,
    SearchPosting,
    SearchState,
    Status,
    SynonymGroup,
    ZeroResult,
)
from essaim.portal.catalogue.search import SearchRequest, load_synonyms, refresh, reindex, search, suggest, zero

pytestmark = pytest.mark.django_db


def ask(query="", **values):
    return search(SearchRequest(query=query, meaning=False, **values))


def plain(text):
    return text.replace("\u00a0", " ")


def slugs(page):
    return [group.head.slug for group in page.groups]


@pytest.mark.parametrize(
    "query",
    [
        "voiture aînés",
        "veiture des ainés",
        "automobile pour seniors",
        "co-voiturage personnes agées",
        "VOITURES",
        "l’aîné",
    ],
)
def test_everyday_words_find_the_solution(catalogue, query):
    assert slugs(ask(query))[0] == "car-solidaire"


def test_a_misspelt_word_is_repaired_and_said(catalogue):
    page = ask("vacination")
    assert slugs(page) == ["bus-sante"]
    assert [(one.asked, one.used) for one in page.corrected] == [("vacination", "vaccination")]
    (reason,) = page.groups[0].head.reasons
    assert (reason.how, reason.field) == ("correction", "title")
    assert plain(reason.text) == "« vaccination » (vous aviez écrit « vacination ») dans le titre"


def test_reasons_say_synonym_and_inflection(catalogue):
    head = ask("automobile").groups[0].head
    assert "« voiture », proche de « automobile », dans le titre" in [plain(one.text) for one in head.reasons]
    (bus,) = ask("vaccinations").groups
    assert plain(bus.head.reasons[0].text) == "« vaccination » (pour « vaccinations ») dans le titre"


def test_initiatives_are_grouped_under_their_solution_once(catalogue):
    page = ask("voiture personnes âgées")
    (group,) = (one for one in page.groups if one.solution_id == catalogue.pk)
    shown = [hit.slug for one in page.groups for hit in (one.head, *one.hits)]
    assert group.head.slug == "car-solidaire"
    assert {hit.slug for hit in group.hits} == {"car-gers", "car-beziers"}
    assert len(shown) == len(set(shown))
    assert (group.initiative_count, page.initiative_total, page.solution_total) == (2, 2, 1)


@pytest.mark.parametrize(
    ("query", "code", "found"),
    [
        ("voiture Hérault", "departement-34", ["car-beziers"]),
        ("voiture à béziers", "commune-34032", ["car-beziers"]),
        ("Gers", "departement-32", ["car-gers", "bons"]),
        ("Béziers", "commune-34032", ["car-beziers", "bons"]),
        ("occitanie", "region-76", ["bus-sante", "bons", "car-gers"]),
    ],
)
def test_a_territory_named_keeps_what_concerns_it(catalogue, query, code, found):
    page = ask(query)
    assert page.place.code == code
    assert set(found) <= {hit.slug for one in page.groups for hit in (one.head, *one.hits)}
    assert "territory" in [reason.how for reason in page.groups[0].head.reasons]


def test_the_territory_itself_comes_before_what_contains_it(catalogue):
    assert slugs(ask("Gers"))[0] == "car-gers"


def test_an_ordinary_word_is_no_territory(catalogue):
    assert ask("un lot de bons").place is None
    assert ask("des bons dans le Lot").place.code == "departement-46"


def test_a_territory_without_any_answer_shows_france_and_says_so(catalogue):
    Initiative.objects.filter(slug="bons").update(status=Status.ARCHIVED)
    reindex()
    page = ask("vaccination Gers")
    assert page.place_is_empty
    assert slugs(page) == ["bus-sante"]


def test_facets_are_counted_with_the_other_filters_kept(catalogue):
    page = ask(themes=("sante",))
    assert slugs(page) == ["bus-sante"]
    counts = {facet: {one.value: one.count for one in values} for facet, values in page.facets.items()}
    assert counts["theme"] == {"mobilite": 1, "sante": 1, "alimentation": 1}
    assert counts["stage"] == {"running": 1}
    assert counts["evidence"] == {"followed": 1}
    assert counts["territory"] == {"departement-46": 1}
    assert [one.selected for one in page.facets["theme"] if one.value == "sante"] == [True]


def test_filters_add_inside_a_facet_and_narrow_across(catalogue):
    assert set(slugs(ask(themes=("sante", "alimentation")))) == {"bus-sante", "bons"}
    assert slugs(ask(themes=("sante", "mobilite"), stages=("test",))) == ["car-beziers"]
    assert slugs(ask(departements=("departement-34",))) == ["car-beziers"]
    assert slugs(ask(territory="departement-46", themes=("sante",))) == ["bus-sante"]
    empty = ask(themes=("inconnu",))
    assert (empty.total, empty.facets["theme"][-1].count) == (0, 0)


def test_pages_follow_each_other_without_repeating(catalogue):
    first, second = ask(per_page=2), ask(per_page=2, page=2)
    assert (first.total, first.page_count) == (3, 2)
    assert not set(slugs(first)) & set(slugs(second))
    assert ask(per_page=2, page=9).groups == ()
    assert len(first.ids) == 5
    with pytest.raises(ValueError, match="per_page"):
        ask(per_page=0)


def test_sorts(catalogue):
    titles = [group.head.title for group in ask(sort="title").groups]
    assert titles == sorted(titles)
    near = ask(sort="distance", near=(43.6, 0.6), territory="departement-34")
    assert near.groups[0].head.slug == "car-beziers"
    assert 200 < near.groups[0].head.distance_km < 230
    assert near.groups[-1].head.distance_km is None


def test_drafts_are_not_found_and_withdrawn_pages_go(catalogue, write):
    hidden = write.initiative("brouillon", "Trottinette électrique", "departement-32", status=Status.DRAFT)
    assert ask("trottinette").total == 0
    Initiative.objects.filter(pk=hidden.pk).update(status=Status.PUBLISHED)
    refresh(initiatives=[hidden.pk])
    assert slugs(ask("trottinette")) == ["brouillon"]
    Initiative.objects.filter(pk=hidden.pk).update(status=Status.ARCHIVED)
    refresh(initiatives=[hidden.pk])
    assert ask("trottinette").total == 0
    hidden.delete()
    refresh(initiatives=[hidden.pk])
    assert not SearchDocument.objects.filter(alive=True, slug="brouillon").exists()


def test_an_edited_page_is_found_by_its_new_words_only(catalogue):
    row = Initiative.objects.get(slug="bons")
    row.title = "Des paniers de légumes"
    row.save()
    refresh(initiatives=[row.pk])
    assert slugs(ask("légume")) == ["bons"]
    assert "bons" not in slugs(ask("bons"))


def test_a_group_added_by_a_moderator_counts_at_once(catalogue):
    assert ask("tacot").total == 0
    group = SynonymGroup.objects.create(words=["tacot", "voiture"], reason="entendu au guichet")
    assert slugs(ask("tacot"))[0] == "car-solidaire"
    group.active = False
    group.save()
    assert ask("tacot").total == 0


def test_searches_that_find_nothing_are_counted_without_personal_data(catalogue):
    ask("xylophone zzz")
    ask("Xylophone  ZZZ")
    ask("zzzyx ana@exemple.fr 06 12 34 56 78")
    ask("xylophone", themes=("sante",))
    assert list(ZeroResult.objects.values_list("query", "count")) == [("xylophone zzz", 2), ("zzzyx", 1)]


def test_a_flood_of_empty_searches_keeps_what_people_seek(db, monkeypatch):
    monkeypatch.setattr(zero, "MOST", 20)
    monkeypatch.setattr(zero, "_SPARE", 5)
    for _ in range(3):
        zero.note_nothing_found("ce que les gens cherchent")
    for number in range(60):
        zero.note_nothing_found(f"robot {'x' * number}")
    assert ZeroResult.objects.count() <= 20
    assert ZeroResult.objects.get(query="ce que les gens cherchent").count == 3
    assert ZeroResult.objects.filter(query=f"robot {'x' * 59}").exists()


def test_a_shipped_group_that_was_corrected_does_not_come_back_beside_its_correction(db):
    load_synonyms()
    group = SynonymGroup.objects.exclude(shipped="").first()
    group.words = ["un autre mot", *group.words[1:]]
    group.save()
    assert load_synonyms() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(write, number, django_assert_max_num_queries):
    for place in range(number):
        write.initiative(f"velo-{place}", f"Vélo partagé {place}", "departement-32")
    ask("vélo")
    with django_assert_max_num_queries(2):
        assert ask("vélo").total == number
    ask("velo partagé Gers")
    with django_assert_max_num_queries(3):
        assert ask("velo partagé Gers").total == number


@pytest.mark.parametrize(
    "query", ["", "   ", "'", "%", "\x00", "a" * 5000, "« ’ »", "!!! ???", "de la", "🚲", "%s {x}"]
)
def test_odd_queries_answer(catalogue, query):
    assert ask(query).page == 1


def test_suggestions_complete_titles_then_words(catalogue):
    found = suggest("voit")
    assert (found[0].text, found[0].kind, found[0].slug) == ("La voiture des aînés", "solution", "car-solidaire")
    assert "voiture" in [one.text for one in found if one.kind == "word"]
    assert suggest("v") == ()
    assert [one.slug for one in suggest("bus de vac") if one.kind != "word"] == ["bus-sante"]


def old_index():
    """Make the index look like one of an older format, whose words and postings mean nothing any more."""
    state = SearchState.objects.get(collection="catalogue")
    state.stamps = [stamp.rpartition(":")[2] for stamp in state.stamps]
    state.save()
    SearchDocument.objects.update(tokens=b"\xff\xff\xff\xff")
    SearchPosting.objects.update(data=b"\x00\x00\x00\x00")


def test_an_index_of_an_older_format_is_built_again(catalogue):
    before = slugs(ask("voiture aînés"))
    old_index()
    assert reindex() == 5
    assert slugs(ask("voiture aînés")) == before
    assert slugs(ask("vaccination")) == ["bus-sante"]
    number = SearchState.objects.get(collection="catalogue").next_number
    reindex()
    assert SearchState.objects.get(collection="catalogue").next_number == number == 5, "built again only once"


def test_a_page_that_changes_heals_an_index_of_an_older_format(catalogue, write):
    old_index()
    write.initiative("velo", "Des vélos partagés", "departement-46")
    assert slugs(ask("vélos partagés"))[0] == "velo"
    assert slugs(ask("vaccination")) == ["bus-sante"]
