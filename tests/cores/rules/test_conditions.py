"""Conditions one by one: what is refused and why, what decided, what the French sentence says."""

from datetime import date

import pytest

from essaim.cores.rules import amounts as am
from essaim.cores.rules.auditing import check_book, named_in, named_in_computation, read_by
from essaim.cores.rules.book import Amount, Book, Rule
from essaim.cores.rules.checking import DEPTH_AT_MOST, NODES_AT_MOST, check_condition
from essaim.cores.rules.evaluation import Facts, evaluate, evaluate_rule
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.phrases import Printer
from essaim.cores.rules.tree import (
    All,
    AnyOf,
    Compare,
    Constant,
    Constants,
    Every,
    Matches,
    Named,
    Not,
    Operator,
    Ref,
    Some,
    Source,
)
from essaim.cores.rules.verdict import Verdict
from tests.cores.rules.trees import BOOK, amount, field, parameter

CAP = Compare(field("heures"), Operator.AT_MOST, parameter("plafond"))
LICENCE = Compare(field("permis"), Operator.IS, Constant("oui"))


def sentence(condition, **parameters):
    return Printer(BOOK, Facts(parameters=parameters)).sentence(condition).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("cap", [140, 300])
def test_the_value_of_the_parameter_stands_in_the_sentence(cap):
    assert sentence(CAP, plafond=cap) == f"Heures travaillées : au plus {cap} heures"
    assert sentence(Not(CAP), plafond=cap) == f"Heures travaillées : plus de {cap} heures"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (CAP, "Heures travaillées : au plus « Plafond annuel »"),
        (LICENCE, "Permis de conduire : oui"),
        (Not(LICENCE), "Permis de conduire : autre que oui"),
        (All((CAP, LICENCE)), "Heures travaillées : au plus « Plafond annuel » et Permis de conduire : oui"),
        (
            AnyOf((LICENCE, All((CAP, LICENCE)))),
            "Permis de conduire : oui ou (Heures travaillées : au plus « Plafond annuel » et Permis de conduire : oui)",
        ),
        (Not(All((LICENCE, LICENCE))), "Permis de conduire : autre que oui ou Permis de conduire : autre que oui"),
        (All(()), "toujours"),
        (Not(All(())), "jamais"),
        (
            Compare(field("secteur"), Operator.ONE_OF, Constants(("aide", "tourisme"))),
            "Secteur : aide à domicile ou tourisme",
        ),
        (
            Not(Compare(field("secteur"), Operator.ONE_OF, Constants(("aide", "tourisme")))),
            "Secteur : aucun de : aide à domicile, tourisme",
        ),
        (Compare(field("revenus"), Operator.LESS_THAN, Constant("1500,50")), "Revenus du mois : moins de 1 500,50 €"),
        (
            Compare(field("naissance"), Operator.AT_MOST, Constant("2002-07-01")),
            "Date de naissance : le 1er juillet 2002 ou avant",
        ),
        (Compare(field("secteurs"), Operator.CONTAINS, Constant("aide")), "Secteurs : comprend « aide à domicile »"),
        (Compare(field("commune"), Operator.WITHIN, Constant("2A")), "Commune : dans le département 2A"),
        (
            Every("enfants", Compare(field("age"), Operator.LESS_THAN, Constant("1"))),
            "pour chacun de « Enfants » : Âge : moins de 1 an",
        ),
        (
            Not(Every("enfants", Compare(field("age"), Operator.LESS_THAN, Constant("18")))),
            "pour au moins un de « Enfants » : Âge : au moins 18 ans",
        ),
        (Named("sous-plafond"), "condition « Sous le plafond » remplie"),
        (Matches(field("nom"), "x", "un nom"), "Nom : un nom"),
    ],
)
def test_a_condition_reads_in_french(condition, expected):
    assert check_condition(condition, BOOK) == []
    assert sentence(condition) == expected


def test_a_field_s_value_is_never_in_the_sentence():
    printer = Printer(BOOK, Facts(fields={"revenus": 123_456}))
    said = printer.sentence(Compare(field("revenus"), Operator.AT_MOST, parameter("revenu-max")))
    assert "1 234" not in said.replace("\u202f", " ")


def test_a_list_of_conditions_is_indented():
    lines = Printer(BOOK, Facts(parameters={"plafond": 3})).lines(All((LICENCE, AnyOf((CAP, LICENCE)))))
    assert [line.replace("\u00a0", " ") for line in lines] == [
        "- toutes ces conditions :",
        "  - Permis de conduire : oui",
        "  - au moins une de ces conditions :",
        "    - Heures travaillées : au plus 3 heures",
        "    - Permis de conduire : oui",
    ]


def test_the_trace_says_which_leaves_decided():
    found = evaluate(
        All((CAP, LICENCE)), BOOK, Facts(fields={"heures": 301, "permis": True}, parameters={"plafond": 300})
    )
    assert found.verdict is Verdict.NO
    assert [(one.condition, one.holds) for one in found.decided] == [(CAP, False)]


def test_the_trace_says_which_child_decided():
    adult = Every("enfants", Compare(field("age"), Operator.LESS_THAN, Constant("18")))
    found = evaluate(adult, BOOK, Facts(fields={"enfants": ({"age": 3}, {"age": 20})}))
    (decided,) = found.decided
    assert (found.verdict, decided.item) == (Verdict.NO, 2)
    assert Printer(BOOK, Facts()).reason(decided).replace("\u00a0", " ") == "« Enfants », n° 2 : Âge : moins de 18 ans"


def test_the_trace_says_through_which_rules_a_leaf_decided():
    rules = {
        "sous-plafond": Rule("sous-plafond", "Sous le plafond", CAP),
        "sans-permis": Rule("sans-permis", "Sans permis", Not(Named("permis"))),
        "permis": Rule("permis", "Permis", LICENCE),
        "recevable": Rule("recevable", "Recevable", All((Named("sous-plafond"), Named("sans-permis"), LICENCE))),
    }
    facts = Facts(fields={"heures": 301, "permis": True}, parameters={"plafond": 300})
    book = Book(fields=BOOK.fields, parameters=BOOK.parameters, rules=rules)
    over, licensed = evaluate_rule("recevable", book, facts).decided
    assert over.rules == ("recevable", "sous-plafond")
    assert licensed.rules == ("recevable", "sans-permis")  # not « permis »: it is its contrary that was asked


def test_one_no_is_enough_even_when_the_rest_is_not_known():
    assert evaluate(All((CAP, LICENCE)), BOOK, Facts(fields={"permis": False})).verdict is Verdict.NO
    waiting = evaluate(All((CAP, LICENCE)), BOOK, Facts(fields={"permis": True}))
    assert (waiting.verdict, waiting.missing) == (Verdict.UNKNOWN, ("field.heures", "parameter.plafond"))


def test_a_condition_reads_amounts_and_rules_by_name():
    facts = Facts(
        fields={"heures": 10, "naissance": date(2002, 1, 1)}, parameters={"plafond": 10}, today=date(2020, 1, 1)
    )
    assert evaluate(Compare(amount("reste"), Operator.IS, Constant("0")), BOOK, facts).verdict is Verdict.YES
    assert evaluate(Compare(amount("age"), Operator.AT_LEAST, Constant("18")), BOOK, facts).verdict is Verdict.YES
    assert evaluate_rule("sous-plafond", BOOK, facts).verdict is Verdict.YES


@pytest.mark.parametrize(
    ("condition", "where", "sentence"),
    [
        (Compare(field("heure"), Operator.IS, Constant("1")), ("field",), "le champ « heure » n’existe pas"),
        (Compare(parameter("cap"), Operator.IS, Constant("1")), ("parameter",), "le paramètre « cap » n’existe pas"),
        (Named("nulle-part"), ("rule",), "la règle « nulle-part » n’existe pas"),
        (
            Compare(field("permis"), Operator.AT_LEAST, Constant("1")),
            ("at_least",),
            "ne s’applique pas à « permis » (oui ou non)",
        ),
        (
            Compare(field("heures"), Operator.AT_MOST, Constant("trois cents")),
            ("at_most",),
            "« trois cents » ne se compare pas",
        ),
        (
            Compare(field("heures"), Operator.AT_MOST, parameter("revenu-max")),
            ("at_most",),
            "ne se compare pas à « revenu-max » (somme d’argent)",
        ),
        (Compare(field("part"), Operator.AT_MOST, parameter("plafond")), ("at_most",), "(nombre entier en heures)"),
        (Compare(field("secteur"), Operator.IS, Constant("mines")), ("is",), "« mines » ne se compare pas"),
        (Compare(field("secteur"), Operator.ONE_OF, Constants(("aide", "mines"))), ("one_of", 1), "« mines »"),
        (
            Compare(field("secteur"), Operator.IS, Constants(("aide",))),
            ("is",),
            "une liste de valeurs va avec « one_of »",
        ),
        (Compare(field("commune"), Operator.WITHIN, Constant("99")), ("within",), "« 99 » ne se compare pas"),
        (Matches(field("heures"), "x", "x"), ("matches",), "un motif se lit sur un texte"),
        (Matches(field("nom"), "(a)\\1", "x"), ("matches",), "motif refusé par RE2"),
        (Matches(field("nom"), "a" * 201, "x"), ("matches",), "motif trop long"),
        (Matches(field("nom"), "(((a{100}){100}){100})", "x"), ("matches",), "motif refusé par RE2"),
        (Every("heures", LICENCE), ("every",), "« heures » n’est pas un groupe répétable"),
        (Some("enfants", Every("enfants", LICENCE)), ("where", "every"), "un groupe ne peut pas être lu dans un autre"),
        (All((LICENCE, Not(Named("x")))), ("all", 1, "not", "rule"), "n’existe pas"),
    ],
)
def test_a_wrong_condition_is_refused_with_its_place(condition, where, sentence):
    (fault,) = check_condition(condition, BOOK)
    assert fault.path == where
    assert sentence in fault.message
    assert fault.advice


def test_depth_and_size_are_capped():
    deep = LICENCE
    for _ in range(DEPTH_AT_MOST):
        deep = Not(deep)
    assert "trop profonde" in check_condition(deep, BOOK)[0].message
    assert check_condition(deep.of, BOOK) == []
    assert "trop grande" in check_condition(All((LICENCE,) * NODES_AT_MOST), BOOK)[0].message


def test_names_that_lead_back_to_themselves_are_refused():
    rules = {
        "a": Rule("a", "A", Named("b")),
        "b": Rule("b", "B", Compare(amount("m"), Operator.AT_LEAST, Constant("1"))),
    }
    amounts = {"m": Amount("m", "M", Kind.INTEGER, am.Choose(Named("a"), Constant("1"), Constant("2")))}
    (fault,) = check_book(Book(rules=rules, amounts=amounts))
    assert "cela tourne en rond" in fault.message


def test_a_long_chain_of_names_is_refused():
    rules = {f"r{n}": Rule(f"r{n}", "R", Named(f"r{n + 1}")) for n in range(15)}
    rules["r15"] = Rule("r15", "R", All(()))
    (fault,) = check_book(Book(rules=rules))
    assert "trop de renvois" in fault.message


def test_what_a_name_reads_in_the_end():
    read = read_by({amount("taux"), Named("sous-plafond")}, BOOK)
    assert {str(ref) for ref in read} == {
        "field.enfants",
        "field.cout",
        "field.revenus",
        "field.heures",
        "parameter.plafond",
    }
    assert named_in(Matches(field("nom"), "x", "x")) == {field("nom")}
    assert Ref(Source.FIELD, "naissance") in named_in_computation(BOOK.amounts["age"].computation)
