"""« Il manquait N voix » is true: with N more the project wins, with N − 1 it does not, counted again from the ballots."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import Rules, count, declare_order, explain, read_pabulib, voters_with_a_winner
from essaim.cores.voting.missing import Recounts, threshold
from tests.cores.voting.elections import drawn, election, single

RULES = [
    Rules("greedy"),
    Rules("greedy", misfit="stop", clause=Fraction(4, 5), threshold=Fraction(2)),
    Rules("equal-shares"),
    Rules("equal-shares", utility="cardinality", fill=True),
    Rules("equal-shares", completion="add1", stop="last-feasible"),
    Rules("phragmen"),
]


def assert_true(each, rules, criteria=("file",)):
    """Count again, whole, with the ballots added to the file."""
    result = count(each, rules, declare_order(each, criteria), proof=True)
    for account in explain(result):
        if account.missing is None:
            assert account.won or account.reason in {
                "too_dear",
                "unbacked",
                "unaffordable",
                "misfit",
                "after",
                "blocked",
            }
            continue
        for more, wins in ((account.missing, True), (account.missing - 1, False)):
            grown = each.with_voters(account.project, more)
            again = count(grown, rules, declare_order(grown, criteria))
            assert (account.project in again.winners) is wins, (account, more)
        assert f"Il manquait {account.missing}" in account.text.replace("\u202f", "")


@settings(deadline=None)
@given(drawn(most_projects=4, most_voters=8), st.sampled_from(RULES), st.sampled_from([("file",), ("votes", "lot:x")]))
def test_missing_votes_are_true(each, rules, criteria):
    assert_true(each, rules, criteria)


@settings(deadline=None)
@given(
    drawn(points=True, most_projects=4, most_voters=6),
    st.sampled_from([Rules("greedy", by="points"), Rules("equal-shares", utility="points")]),
)
def test_missing_points_are_true(each, rules):
    assert_true(each, rules)


@pytest.mark.parametrize(
    "name",
    [
        "France_Toulouse_2022_19_-_Casselardit_Fontaine-Bayonne_Cartoucherie",
        "Poland_Swiecie_2023",
        "Poland_Krakow_2022_Mistrzejowice",
    ],
)
@pytest.mark.parametrize(
    "rules", [Rules("greedy"), Rules("equal-shares"), Rules("phragmen")], ids=lambda rules: rules.rule
)
def test_missing_votes_are_true_on_real_files(name, rules, real_data):
    assert_true(read_pabulib((real_data / "data" / "pabulib" / f"{name}.pb").read_bytes()), rules)


@settings(deadline=None)
@given(drawn(most_projects=5, most_voters=9), st.sampled_from(RULES))
def test_both_paths_find_the_same_number(each, rules):
    result = count(each, rules, declare_order(each, ["file"]))
    losers = set(range(len(each.projects))) - set(result.winners)
    plain, arrays = Recounts(result, "plain"), Recounts(result, "arrays")
    assert [plain.missing(place) for place in losers] == [arrays.missing(place) for place in losers]


@settings(deadline=None)
@given(drawn(most_projects=4, most_voters=6))
def test_in_a_plain_count_it_is_the_smallest(each):
    order = declare_order(each, ["file"])
    for account in explain(count(each, Rules("greedy"), order, proof=True)):
        for fewer in range(1, account.missing or 0):
            grown = each.with_voters(account.project, fewer)
            assert account.project not in count(grown, Rules("greedy"), order).winners


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_search_finds_the_threshold_from_anywhere(true, guess):
    assert threshold(lambda more: more >= true, guess) == true


def test_the_search_gives_up_where_no_number_is_enough():
    assert threshold(lambda _: False, 5) is None


def test_accounts_say_what_happened():
    each = election({"a": 5, "b": 6, "c": 20, "d": 1}, [["a", "b"], ["a"], ["b"], ["a", "c"]], 10, currency="EUR")
    result = count(each, Rules("greedy"), declare_order(each, ["file"]), proof=True)
    text = {each.projects[a.project].id: a.text for a in explain(result)}
    assert text["a"] == "Retenu : 3 voix, rang 1 ; il coûte 5\u00a0€ et il restait 10\u00a0€."
    assert text["b"].startswith(
        "Non retenu : 2 voix, rang 2 ; il coûte 6\u00a0€ et il ne restait que 5\u00a0€. Il manquait 2 voix"
    )
    assert text["c"] == "Non retenu : 1 voix ; il coûte 20\u00a0€, plus que l’enveloppe de 10\u00a0€."
    assert text["d"].startswith("Non retenu : personne ne l’a choisi.")
    shares = count(each, Rules("equal-shares"), declare_order(each, ["file"]), proof=True)
    text = {each.projects[a.project].id: a.text for a in explain(shares, sought=lambda _: False)}
    assert text["a"] == "Retenu au tour 1 : ses 3\u00a0soutiens ont payé 5\u00a0€, au plus environ 1,67\u00a0€ chacun."
    assert text["b"].endswith("il coûte 6\u00a0€ : il manquait environ 2,67\u00a0€.")


@settings(deadline=None)
@given(drawn())
def test_who_got_something(each):
    result = count(each, Rules("greedy"), declare_order(each, ["file"]))
    assert voters_with_a_winner(result) == sum(1 for ballot in single(each) if set(ballot) & set(result.winners))
