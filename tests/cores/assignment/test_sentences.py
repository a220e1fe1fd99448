"""The French of the reasons."""

import re

import pytest

from essaim.cores.assignment import (
    Chosen,
    Closed,
    Exclusion,
    Full,
    Incompatible,
    Nouns,
    QuotaBound,
    Shared,
    sentence,
)

CAR = Nouns("propriétaire", "propriétaires", "conducteur", "conducteurs")


def said(reason) -> str:
    return sentence(reason, CAR).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Closed(0, 0), "Capacité de 0 : cette inscription ne demande pas de place."),
        (Closed(0, 2), "Capacité atteinte : 2 accords en cours."),
        (
            Incompatible(0, 306, (Exclusion("distance", 300, 12), Exclusion("permis", 40, 1)), 0, 1),
            (
                "Sur 306 conducteurs, 0 remplit toutes les conditions : « distance » en écarte 300, « permis » en écarte 40. "
                "Sans « distance », 12 seraient possibles ; sans « permis », 1 serait possible."
            ),
        ),
        (
            Incompatible(0, 1306, (Exclusion("distance", 1306, 0), Exclusion("permis", 1306, 0)), 0, 2),
            (
                "Sur 1 306 conducteurs, 0 remplit toutes les conditions : « distance » en écarte 1 306, "
                "« permis » en écarte 1 306. Lever une seule condition ne suffirait pas : il faudrait en lever au moins 2."
            ),
        ),
        (
            Incompatible(0, 3, (), 2, None),
            (
                "Sur 3 conducteurs, 2 remplissent toutes les conditions. "
                "Une mise en relation déjà refusée n’est pas proposée à nouveau."
            ),
        ),
        (Incompatible(0, 0, (), 0, None), "La liste des conducteurs est vide."),
        (
            Full(0, (3, 8)),
            "2 conducteurs possibles, mais 0 place libre : les accords en cours ou les capacités ne laissent rien.",
        ),
        (
            Shared(0, tuple(range(7)), tuple(range(5)), 5, True),
            (
                "7 propriétaires, cette inscription comprise, n’ont ensemble que 5 places libres, chez 5 conducteurs possibles. "
                "Des répartitions aussi bonnes existaient : le tirage au sort a départagé. "
                "Une place de plus y servirait une personne de plus."
            ),
        ),
        (
            Shared(0, (0, 1), (4,), 1, False),
            (
                "2 propriétaires, cette inscription comprise, n’ont ensemble que 1 place libre, chez 1 conducteur possible. "
                "Donner une place ici servirait moins de monde, ou ferait moins d’accords ou moins de points. "
                "Une place de plus y servirait une personne de plus."
            ),
        ),
        (
            Shared(0, (0, 1), (4,), 1, None),
            "2 propriétaires, cette inscription comprise, n’ont ensemble que 1 place libre, chez 1 conducteur possible.",
        ),
        (QuotaBound(0, ()), "Les quotas ne laissent pas de place ici."),
        (
            QuotaBound(0, (("privés", 2), ("Nord", 1))),
            (
                "Les quotas ne laissent pas de place ici : sans « privés », 2 propriétaires de plus auraient une place ; "
                "sans « Nord », 1 propriétaire de plus aurait une place."
            ),
        ),
        (
            Chosen(0, 1, 25, ("permis", "distance"), (("horaires", 20), ("commune", 5)), 12, 2, bounded=False),
            (
                "Les 2 conditions sont remplies : « permis », « distance ». Souhaits : 25 points (« horaires » 20, « commune » 5). "
                "Parmi 12 choix possibles et disponibles, 2 ont plus de points, mais auraient fait perdre à d’autres "
                "au moins autant de points, ou une place."
            ),
        ),
        (
            Chosen(0, 1, 1, ("permis",), (), 3, 1, bounded=True),
            (
                "La condition « permis » est remplie. Souhaits : 1 point. Parmi 3 choix possibles et disponibles, "
                "1 a plus de points, mais aurait fait perdre à d’autres au moins autant de points, ou une place, ou enfreint un quota."
            ),
        ),
        (Chosen(0, 1, 0, (), (), 1, 0, bounded=False), "C’est le seul choix possible et disponible."),
        (
            Chosen(0, 1, 0, (), (), 4, 0, bounded=False),
            "Parmi 4 choix possibles et disponibles, pas un n’a plus de points.",
        ),
    ],
)
def test_each_reason_in_french(reason, expected):
    assert said(reason) == expected
    assert re.search(r"[.]$", expected)


def test_punctuation_stays_with_its_word_and_nouns_have_a_default():
    text = sentence(Incompatible(0, 10_000, (Exclusion("âge", 10_000, 2),), 0, 1))
    assert text.startswith(
        "Sur 10\u202f000 partenaires, 0 remplit toutes les conditions\u00a0: «\u00a0âge\u00a0» en écarte"
    )
