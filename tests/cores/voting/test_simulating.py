"""Simulated ballots: the same for a seed, of the stated model, and refused where the model has no meaning."""

from dataclasses import replace
from fractions import Fraction

import pytest

from essaim.cores.voting import Model, Rules, count, declare_order, scrutin_json, simulate

MODEL = Model(voters=400, choices=3, projects=40, cantons=5, least=Fraction(2000), most=Fraction(40000))


def of(seed="a", **changes):
    return simulate(replace(MODEL, **changes), Fraction(100_000), seed)


def test_a_seed_gives_one_election_and_another_seed_another():
    assert scrutin_json(of()) == scrutin_json(of())
    assert scrutin_json(of()) != scrutin_json(of("b"))


def test_what_the_model_says_is_so():
    each = of()
    assert each.voters == 400
    assert {len(choices) for choices, _, _ in each.ballots.groups()} == {3}
    assert all(2000 <= project.cost <= 40000 and project.cost % 100 == 0 for project in each.projects)
    assert {project.fields["canton"] for project in each.projects} == {f"Canton {n}" for n in range(1, 6)}


def within_one_canton(each):
    cantons = [project.fields["canton"] for project in each.projects]
    return sum(n for choices, _, n in each.ballots.groups() if len({cantons[place] for place in choices}) == 1)


def test_local_voters_choose_in_one_canton_and_unequal_projects_draw_more():
    assert within_one_canton(of(local=100)) == 400
    assert within_one_canton(of(local=0)) < 100
    most = [max(simulated_votes(of(unequal=unequal, local=0))) for unequal in (0, 15)]
    assert most[1] > 2 * most[0]


def simulated_votes(each):
    return [sum(n for choices, _, n in each.ballots.groups() if place in choices) for place in range(40)]


def test_a_voter_never_chooses_more_than_there_is():
    each = of(projects=2, cantons=1, choices=5)
    assert {len(choices) for choices, _, _ in each.ballots.groups()} == {2}
    assert count(each, Rules("greedy"), declare_order(each, ["file"])).winners


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"voters": 0}, "au moins 1"), ({"cantons": 41}, "pas plus que de projets"), ({"least": Fraction(0)}, "minimum"),
        ({"least": Fraction(50000)}, "maximum"), ({"local": 101}, "0 à 100"), ({"unequal": -1}, "0 ou plus"),
    ],
)  # fmt: skip
def test_a_model_without_meaning_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        replace(MODEL, **changes)
