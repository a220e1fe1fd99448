"""The laws that every tree keeps: Kleene's logic, learning never reverses an answer, printing is total."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.rules.auditing import check_book
from essaim.cores.rules.book import Book
from essaim.cores.rules.checking import check_condition
from essaim.cores.rules.evaluation import Facts, evaluate
from essaim.cores.rules.phrases import Printer
from essaim.cores.rules.tree import All, AnyOf, Compare, Constant, Constants, Matches, Named, Not, Operator, Ref, Source
from essaim.cores.rules.verdict import Verdict, conjunction, disjunction, negation
from tests.cores.rules.trees import BOOK, CONDITIONS, NAMES, SETTINGS, known

TODAY = date(2020, 12, 1)
SEVERAL = settings(deadline=None, max_examples=150)


def facts(fields, parameters, today=TODAY, lookups=None):
    return Facts(fields=fields, parameters=parameters, lookups=lookups or {}, today=today)


SOME = st.builds(facts, known(NAMES, some=True), known(SETTINGS, some=True), st.sampled_from([None, TODAY]))
WHOLE = st.builds(facts, known(NAMES, some=False), known(SETTINGS, some=False), lookups=st.just({"cases.deja": False}))
VERDICTS = st.sampled_from(list(Verdict))


def answer(condition, given_facts):
    return evaluate(condition, BOOK, given_facts).verdict


def test_the_book_of_these_tests_is_right():
    assert check_book(BOOK) == []


@given(CONDITIONS)
@SEVERAL
def test_what_is_right_by_construction_is_accepted(condition):
    faults = check_condition(condition, BOOK)
    assert all("trop" in fault.message for fault in faults)  # only its size may be refused


@given(VERDICTS, VERDICTS, VERDICTS)
def test_kleene_laws_of_the_tables(a, b, c):
    assert negation(negation(a)) is a
    assert conjunction([a, b]) is conjunction([b, a])
    assert negation(conjunction([a, b])) is disjunction([negation(a), negation(b)])
    assert conjunction([a, disjunction([b, c])]) is disjunction([conjunction([a, b]), conjunction([a, c])])
    assert conjunction([a, disjunction([a, b])]) is a


@given(CONDITIONS, CONDITIONS, SOME)
@SEVERAL
def test_kleene_laws_of_the_trees(one, other, some):
    assert answer(Not(Not(one)), some) is answer(one, some)
    assert answer(Not(All((one, other))), some) is answer(AnyOf((Not(one), Not(other))), some)
    assert answer(All((one, other)), some) is answer(All((other, one)), some)
    assert answer(All((one, one)), some) is answer(one, some)


@given(CONDITIONS, SOME, WHOLE, st.data())
@SEVERAL
def test_learning_never_turns_yes_into_no(condition, some, whole, data):
    before = answer(condition, some)
    learnt = Facts(
        fields=grown(some.fields, whole.fields, data),
        parameters={**whole.parameters, **some.parameters},
        lookups=whole.lookups,
        today=some.today or TODAY,
    )
    assert before is Verdict.UNKNOWN or answer(condition, learnt) is before


def grown(some, whole, data):
    """All that is known, and more: fields not given before, and what was missing inside each child."""
    more = {**whole, **some}
    if "enfants" in some:
        given_now = {"age": data.draw(st.integers(0, 25)), "cout": 1, "gardé": data.draw(st.booleans())}
        more["enfants"] = tuple({**given_now, **child} for child in some["enfants"])
    return more


@given(CONDITIONS, WHOLE)
@SEVERAL
def test_when_all_is_known_an_answer_comes_or_says_what_cannot_be_computed(condition, whole):
    found = evaluate(condition, BOOK, whole)
    assert found.missing == ()
    assert found.verdict is not Verdict.UNKNOWN or found.undefined == ("une division par zéro",)


@given(CONDITIONS, SOME)
@SEVERAL
def test_an_unknown_answer_says_what_is_missing(condition, some):
    found = evaluate(condition, BOOK, some)
    assert (found.verdict is Verdict.UNKNOWN) == bool(found.missing or found.undefined)
    for name in found.missing:
        source, _, rest = name.partition(".")
        assert source != "field" or "[" in rest or rest not in some.fields


@given(CONDITIONS, SOME)
@SEVERAL
def test_printing_is_total_and_a_double_negation_says_the_same(condition, some):
    printer = Printer(BOOK, some)
    assert printer.sentence(condition).strip()
    assert printer.sentence(Not(Not(condition))) == printer.sentence(condition)
    assert printer.sentence(Not(condition)).strip()
    assert all(line.strip() for line in printer.lines(condition))


WORDS = st.text(max_size=5)
REFS = st.builds(Ref, st.sampled_from(Source), WORDS)
ODD = st.recursive(
    st.one_of(
        st.builds(Compare, REFS, st.sampled_from(Operator), st.one_of(REFS, st.builds(Constant, WORDS))),
        st.builds(Compare, REFS, st.sampled_from(Operator), st.just(Constants(("a", "b")))),
        st.builds(Matches, REFS, WORDS, WORDS),
        st.builds(Named, WORDS),
    ),
    lambda parts: st.one_of(st.lists(parts, max_size=2).map(tuple).map(All), parts.map(Not)),
    max_leaves=4,
)


@given(ODD)
@SEVERAL
def test_any_tree_is_checked_and_printed_without_an_exception(condition):
    check_condition(condition, BOOK)
    check_condition(condition, Book())
    assert isinstance(Printer(BOOK, Facts()).sentence(condition), str)
