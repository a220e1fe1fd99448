"""Amounts: exact, rounded on purpose, units kept apart, the trace of what gave them."""

import time
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.rules import amounts as am
from essaim.cores.rules.book import Amount, Book
from essaim.cores.rules.computing import elapsed, rounded
from essaim.cores.rules.evaluation import Facts, compute, compute_amount
from essaim.cores.rules.fitting import check_amount
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.tree import Compare, Constant, Operator
from tests.cores.rules.trees import BOOK, amount, field, parameter


def money(computation, **fields):
    return compute(computation, BOOK, Facts(fields=fields, parameters={"revenu-max": 100_000}), money=True)


def faults(computation, kind=Kind.MONEY, unit=""):
    return check_amount(Amount("essai", "Essai", kind, computation, unit), BOOK)


def test_money_is_counted_in_cents_and_never_loses_one():
    third = am.Ratio(Constant("100"), Constant("3"))
    assert money(third).value == Fraction(10_000, 3)
    assert money(am.Round(third, Constant("0,01"), am.Rounding.DOWN)).value == 3333
    assert money(am.Round(third, Constant("1"), am.Rounding.UP)).value == 3400


def test_a_bracket_table_gives_the_row_that_is_reached_and_says_which():
    table = am.Brackets(
        field("revenus"),
        (
            am.Row(Constant("300"), Constant("800")),
            am.Row(Constant("150"), parameter("revenu-max")),
            am.Row(Constant("0")),
        ),
    )
    assert faults(table) == []
    assert [money(table, revenus=cents).value for cents in (80_000, 80_001, 100_000, 100_001)] == [
        30_000,
        15_000,
        15_000,
        0,
    ]
    assert ("brackets", "rows", 1, "gives") in [step.path for step in money(table, revenus=90_000).steps]
    assert money(table).missing == ("field.revenus",)


def test_a_sum_of_money_by_a_count():
    per_child = am.Product(
        (Constant("50"), am.Count("enfants", Compare(field("age"), Operator.LESS_THAN, Constant("18"))))
    )
    assert faults(per_child) == []
    assert money(per_child, enfants=({"age": 3}, {"age": 17}, {"age": 20})).value == 10_000
    assert money(per_child, enfants=({"age": 3}, {})).missing == ("field.enfants[2].age",)
    assert money(per_child, enfants=()).value == 0


def test_what_is_not_known_is_not_zero():
    found = compute_amount("reste", BOOK, Facts(parameters={"plafond": 300}))
    assert (found.value, found.missing) == (None, ("field.heures",))


def test_a_division_by_zero_is_said():
    found = compute_amount("taux", BOOK, Facts(fields={"revenus": 0, "enfants": ()}))
    assert (found.value, found.undefined) == (None, ("une division par zéro",))


def test_choosing_reads_only_the_branch_that_holds():
    chosen = am.Choose(Compare(field("permis"), Operator.IS, Constant("oui")), field("revenus"), Constant("12,50"))
    assert faults(chosen) == []
    assert money(chosen, permis=False).value == 1250
    assert money(chosen, permis=True).missing == ("field.revenus",)
    assert money(chosen).missing == ("field.permis",)


@pytest.mark.parametrize(
    ("computation", "kind", "unit", "sentence"),
    [
        (am.Sum((field("revenus"), field("heures"))), Kind.MONEY, "", "le calcul attend une somme d’argent"),
        (am.Sum((field("heures"),)), Kind.INTEGER, "mois", "le calcul attend l’unité « mois »"),
        (am.Ratio(field("revenus"), Constant("3")), Kind.MONEY, "", "une division ne tombe pas juste"),
        (
            am.Product((field("revenus"), field("part"))),
            Kind.MONEY,
            "",
            "« part » a des décimales et le montant est entier",
        ),
        (am.Product((field("revenus"), field("revenus"))), Kind.MONEY, "", "le calcul attend un nombre"),
        (field("inconnu"), Kind.MONEY, "", "le champ « inconnu » n’existe pas"),
        (Constant("12,345"), Kind.MONEY, "", "n’est pas ce que le calcul attend"),
        (am.Count("heures"), Kind.INTEGER, "", "n’est pas un groupe répétable"),
        (am.Elapsed(field("naissance"), am.Span.YEARS), Kind.INTEGER, "mois", "cette durée est en ans"),
        (am.Elapsed(field("heures"), am.Span.YEARS), Kind.INTEGER, "ans", "une durée se compte entre deux dates"),
        (am.Round(field("revenus"), Constant("0"), am.Rounding.UP), Kind.MONEY, "", "un multiple de zéro"),
        (am.Ratio(field("revenus"), field("revenus")), Kind.MONEY, "", "une division ne tombe pas juste"),
        (Constant("1"), Kind.TEXT, "", "un montant est un nombre ou une somme d’argent"),
    ],
)
def test_a_wrong_computation_is_refused_with_its_reason(computation, kind, unit, sentence):
    assert sentence in " / ".join(fault.message for fault in faults(computation, kind, unit))


def test_the_ceilings_of_a_table_rise_and_the_last_row_has_none():
    falling = am.Brackets(
        field("revenus"),
        (am.Row(Constant("1"), Constant("800")), am.Row(Constant("1"), Constant("500")), am.Row(Constant("0"))),
    )
    open_first = am.Brackets(field("revenus"), (am.Row(Constant("1")), am.Row(Constant("0"), Constant("5"))))
    assert "doivent monter" in faults(falling)[0].message
    assert len([fault for fault in faults(open_first) if "sauf la dernière" in fault.message]) == 2


def test_an_amount_may_name_an_amount():
    assert faults(am.Greatest((amount("frais"), Constant("10")))) == []


@given(st.fractions(-1000, 1000, max_denominator=50), st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(5)]))
def test_rounding_reaches_a_multiple_on_the_side_that_is_asked(value, step):
    up, down, nearest = (rounded(value, step, how) for how in (am.Rounding.UP, am.Rounding.DOWN, am.Rounding.NEAREST))
    assert down <= value <= up
    assert up - down in {0, step}
    assert abs(nearest - value) <= step / 2
    assert (nearest / step).denominator == 1


def test_a_half_goes_away_from_zero():
    assert rounded(Fraction(5, 2), Fraction(1), am.Rounding.NEAREST) == 3
    assert rounded(Fraction(-5, 2), Fraction(1), am.Rounding.NEAREST) == -3


@pytest.mark.parametrize(
    ("since", "until", "span", "expected"),
    [
        (date(2002, 11, 25), date(2020, 11, 24), am.Span.YEARS, 17),
        (date(2002, 11, 25), date(2020, 11, 25), am.Span.YEARS, 18),
        (date(2004, 2, 29), date(2022, 2, 28), am.Span.YEARS, 17),
        (date(2004, 2, 29), date(2022, 3, 1), am.Span.YEARS, 18),
        (date(2020, 1, 31), date(2020, 3, 1), am.Span.MONTHS, 1),
        (date(2020, 1, 1), date(2020, 3, 1), am.Span.DAYS, 60),
        (date(2021, 1, 1), date(2020, 1, 1), am.Span.YEARS, 0),
    ],
)
def test_only_whole_spans_count(since, until, span, expected):
    assert elapsed(since, until, span) == expected


@given(st.dates(date(1950, 1, 1), date(2020, 1, 1)), st.integers(0, 20_000), st.integers(0, 400))
def test_time_elapsed_never_goes_back(since, days, more):
    near = date.fromordinal(since.toordinal() + days)
    far = date.fromordinal(near.toordinal() + more)
    for span in am.Span:
        assert elapsed(since, near, span) <= elapsed(since, far, span)


def test_a_name_is_worked_out_once_however_many_items_name_it():
    """Ten amounts, each read by every item of the one before: 200 to the power of ten without a memory."""
    group = Variable("g", Kind.GROUP, "G", members=(Variable("m", Kind.INTEGER, "M"),))
    at_least_zero = [Compare(amount(f"a{n + 1}"), Operator.AT_LEAST, Constant("0")) for n in range(10)]
    chain = {
        f"a{n}": Amount(f"a{n}", "A", Kind.INTEGER, am.Total("g", field("m"), at_least_zero[n])) for n in range(10)
    }
    chain["a10"] = Amount("a10", "A", Kind.INTEGER, am.Count("g"))
    book = Book(fields={"g": group}, amounts=chain)
    before = time.process_time()
    found = compute_amount("a0", book, Facts(fields={"g": ({"m": 1},) * 200}))
    assert (found.value, time.process_time() - before < 2) == (200, True)
