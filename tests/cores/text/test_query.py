"""Understanding a query: repair only of what nobody knows, families, synonyms, compounds, acronyms."""

import pytest

from essaim.cores.text import Entry, Synonyms, Vocabulary, analyse, distance, parse_groups, read_query
from essaim.cores.text.spelling import correct

TEXT = """
covoiturage voiture voitures transport solidaire personnes âgées seniors maison de retraite EHPAD médecins décrochage
parrainage parrain sécurité alimentation ceinture chômeur chômeurs travail isolement automobile partagée aîné CAR rentrée
"""
GROUPS = [["EHPAD", "maison de retraite"], ["voiture", "automobile"], ["personnes âgées", "aînés", "seniors"]]


@pytest.fixture(scope="module")
def vocabulary():
    known = Vocabulary()
    known.add(Entry.of(word.form, word.text, 1) for word in analyse(TEXT) if not word.stop)
    return known


@pytest.fixture(scope="module")
def synonyms():
    return Synonyms.of(GROUPS)


def understood(text, vocabulary, synonyms):
    return read_query(text, vocabulary, synonyms)


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("veiture", "voiture"),
        ("transprt", "transport"),
        ("ehpda", "ehpad"),
        ("alimantation", "alimentation"),
        ("isollement", "isolement"),
        ("covoiturge", "covoiturage"),
    ],
)
def test_a_word_that_nothing_holds_is_repaired(typed, used, vocabulary, synonyms):
    query = understood(typed, vocabulary, synonyms)
    assert [(one.asked, one.used) for one in query.corrections] == [(typed, (used,))]
    assert query.concepts[0].alternatives[0].how == "correction"


@pytest.mark.parametrize("typed", ["voiture", "trottinette", "agées", "securite", "47", "zqxwvk", "aînés"])
def test_a_word_that_somebody_knows_is_left_alone(typed, vocabulary, synonyms):
    assert understood(typed, vocabulary, synonyms).corrections == ()


def test_a_mistyped_word_of_a_synonym_group_reaches_what_the_corpus_says(synonyms):
    corpus = Vocabulary()
    corpus.add([Entry.of("aines", "aînés", 1)])
    query = understood("sensiors", corpus, synonyms)
    assert [(one.asked, one.used) for one in query.corrections] == [("sensiors", ("seniors",))]
    assert [one.text for one in query.concepts[0].alternatives] == ["aînés"]
    assert understood("zensiors", corpus, synonyms).corrections == (), "another first letter is another word"


def test_repair_prefers_the_nearest_then_the_commonest():
    known = Vocabulary()
    known.add([Entry.of("roule", "roule", 9), Entry.of("foule", "foule", 50), Entry.of("ampoules", "ampoules", 99)])
    assert correct("xoule", known).used == ("foule",)
    known.add([Entry.of("xoula", "xoula", 0)])
    assert correct("xoule", known).used == ("foule",), "a word of no document is no repair"
    assert correct("rroule", known).used == ("roule",), "a doubled letter is nearer than a frequent word"


def test_words_run_together_are_split_and_words_apart_are_joined(vocabulary, synonyms):
    assert understood("transportsolidaire", vocabulary, synonyms).corrections[0].used == ("transport", "solidaire")
    assert [one.form for one in understood("co voiturage", vocabulary, synonyms).concepts] == ["covoiturage"]
    assert [one.form for one in understood("co-voiturage", vocabulary, synonyms).concepts] == ["covoiturage"]


def test_synonyms_reach_acronyms_and_expansions_both_ways(vocabulary, synonyms):
    (acronym,) = understood("E.H.P.A.D.", vocabulary, synonyms).concepts
    assert [one.text for one in acronym.alternatives] == ["ehpad", "maison de retraite"]
    for concept in understood("maison de retraite", vocabulary, synonyms).concepts:
        assert concept.alternatives[-1].text == "EHPAD"
    (aged, _) = understood("personnes agees", vocabulary, synonyms).concepts
    assert {one.text for one in aged.alternatives} == {"personnes", "aînés", "seniors"}


def test_families_keep_the_word_itself_first(vocabulary, synonyms):
    ((form, worth), *others) = understood("chomeur", vocabulary, synonyms).concepts[0].alternatives[0].slots[0]
    assert (form, worth) == ("chomeur", 1.0)
    assert others == [("chomeurs", 0.9)]
    derived = understood("parrainer", vocabulary, synonyms).concepts[0].alternatives[0].forms
    assert {"parrainage", "parrain"} <= derived


def test_an_acronym_that_is_a_stop_word_is_kept_in_a_short_query(vocabulary, synonyms):
    assert [one.form for one in understood("car solidaire", vocabulary, synonyms).concepts] == ["car", "solidaire"]
    long = understood("transport solidaire voiture car isolement", vocabulary, synonyms)
    assert "car" not in [one.form for one in long.concepts]


def test_only_stop_words_are_a_query_all_the_same(vocabulary, synonyms):
    assert understood("pour avec", vocabulary, synonyms).unknown == ("pour", "avec")
    assert understood("   ", vocabulary, synonyms).concepts == ()


def test_distance_is_symmetric_enough_and_bounded():
    assert distance("ehpda", "ehpad") == pytest.approx(0.8)
    assert distance("isollement", "isolement") == pytest.approx(0.5)
    assert distance("court", "tres long mot") > 3
    assert distance("voiture", "voiture") == 0


def test_a_bad_group_is_named_by_its_line():
    assert parse_groups("# rien\n\na = b = c # fin\n") == [["a", "b", "c"]]
    with pytest.raises(ValueError, match="ligne 2"):
        parse_groups("a = b\nseul\n")
