"""Cutting French: what readers see as one word becomes one form; offsets and stop words hold on any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.text import analyse, fold, lemma, root, squeeze, stem


def forms(text):
    return [word.form for word in analyse(text) if not word.stop]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’accueil de jour", ["accueil", "jour"]),
        ("jusqu'à l'EHPAD", ["ehpad"]),
        ("E.H.P.A.D. et R.S.A.", ["ehpad", "rsa"]),
        ("co-voiturage", ["co", "voiturage", "covoiturage"]),
        ("rendez-vous", ["rendez"]),
        ("47 660 votants", ["47660", "votants"]),
        ("Œuvres sociales ﬁnancées", ["oeuvres", "sociales", "financees"]),
        ("CAR 47, car il roule", ["car", "47", "roule"]),
        ("une aire d'accueil aujourd'hui", ["aire", "accueil"]),
        ("NOUS SOMMES TOUS ICI AVEC VOUS", []),
    ],
)
def test_words(text, expected):
    assert forms(text) == expected


def test_accents_apostrophes_and_hyphens_do_not_matter():
    assert fold("Éléphant‑ÎLE d’À côté") == fold("elephant-ile d'a cote")
    assert squeeze("  Plus   de  MÉDECIN ") == "plus de medecin"


def test_positions_rise_and_parts_share_the_place_of_the_whole():
    words = analyse("un co-voiturage rural")
    assert [(word.form, word.position) for word in words if not word.stop] == [
        ("co", 0),
        ("voiturage", 1),
        ("covoiturage", 0),
        ("rural", 2),
    ]


@given(st.text(max_size=200))
def test_any_text_is_cut_into_folded_forms(text):
    for word in analyse(text):
        assert word.form
        assert word.form == fold(word.form)


def test_families():
    assert stem("collèges") == stem("collège")
    assert lemma("travaux") == "travail"
    assert lemma("yeux") == "oeil"
    assert root("parrainage") == root("parrainer") != ""
    assert root("vie") == ""
