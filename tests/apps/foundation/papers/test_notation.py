"""The plain text of kits, read into blocks; what is wrong is said line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.foundation.papers.public import (
    Bullets,
    Field,
    Grid,
    Heading,
    NotationError,
    Paragraph,
    blocks_of,
    paragraphs_html,
)

TEXT = """\
Entre le Département
et […], il est convenu ce qui suit.

## Objet
- la voiture ;
-  les clés.
Ensuite :

| Pièce | Remise |
|-------|:------:|
| Clés  | […]    |
| Carte |        |

Nom : […]
Vos observations
sur l'état : [...]
[…]
[…]

[…]
"""


def test_each_sign_makes_its_block():
    assert blocks_of(TEXT) == (
        Paragraph("Entre le Département et […], il est convenu ce qui suit."),
        Heading("Objet"),
        Bullets(("la voiture ;", "les clés.")),
        Paragraph("Ensuite :"),
        Grid(("Pièce", "Remise"), (("Clés", "[…]"), ("Carte", ""))),
        Field("Nom :"),
        Field("Vos observations sur l'état :", 3),
        Field(""),
    )


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_an_empty_text_has_no_block(text):
    assert blocks_of(text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bonjour.\n# Titre", "ligne 2 : un titre commence par « ## » : il n’y a qu’un niveau de titres"),
        ("### Titre", "ligne 1 : un titre commence par « ## »"),
        ("##", "ligne 1 : ce titre est vide"),
        ("- un\n-\n- trois", "ligne 2 : cet élément de liste est vide"),
        ("| a | b |\n| 1 |", "ligne 2 : 1 case(s) au lieu de 2, le nombre de colonnes de la ligne 1"),
        ("| a | b |\n| 1 | 2", "ligne 2 : une ligne de tableau finit par « | »"),
        ("| a |  |\n| 1 | 2 |", "ligne 1 : une colonne n’a pas de nom"),
        ("\n| a | b |\n|---|---|", "ligne 2 : ce tableau n’a que des noms de colonnes"),
        ("|", "ligne 1 : une ligne de tableau finit par « | »"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, said):
    with pytest.raises(NotationError) as refused:
        blocks_of(text)
    assert said in str(refused.value)


def test_every_problem_is_said_at_once():
    with pytest.raises(NotationError) as refused:
        blocks_of("# A\n\n- \n\n| a |\n| 1 | 2 |\n")
    assert [problem.line for problem in refused.value.problems] == [1, 3, 6]


@pytest.mark.parametrize("text", ["#1 de la liste", "-5 degrés", "Voir p. 3 - 4", "5 | 6", "<b>gras</b> *x*"])
def test_what_looks_like_a_sign_and_is_not_stays_words(text):
    assert blocks_of(text) == (Paragraph(text),)


@given(st.text(alphabet=st.sampled_from("ab #-|[]….\n\t<&"), max_size=60))
def test_any_text_is_read_and_drawn_or_refused_with_lines(text):
    lines = len(text.splitlines())
    try:
        html = paragraphs_html(blocks_of(text))
    except NotationError as refused:
        html, wrong = "", refused.problems
    else:
        wrong = ()
    assert all(1 <= problem.line <= lines for problem in wrong)
    assert "<a" not in html
    assert "<b" not in html
