"""A small book with a value of each kind, and strategies for trees over it that are right by construction."""

from datetime import date

from hypothesis import strategies as st

from essaim.cores.rules import amounts as am
from essaim.cores.rules.book import Amount, Book, Rule
from essaim.cores.rules.kinds import Choice, Kind, Variable
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

SECTORS = (Choice("agriculture", "agriculture"), Choice("tourisme", "tourisme"), Choice("aide", "aide à domicile"))


def field(name):
    return Ref(Source.FIELD, name)


def parameter(name):
    return Ref(Source.PARAMETER, name)


def amount(name):
    return Ref(Source.AMOUNT, name)


def variable(name, kind, label="", unit="", **more):
    return Variable(name, kind, label or name.capitalize(), unit, **more)


CHILDREN = variable(
    "enfants",
    Kind.GROUP,
    members=(
        variable("age", Kind.INTEGER, "Âge", "ans"),
        variable("cout", Kind.MONEY, "Coût"),
        variable("gardé", Kind.YES_NO, "Gardé"),
    ),
)
FIELDS = [
    variable("heures", Kind.INTEGER, "Heures travaillées", "heures"),
    variable("part", Kind.DECIMAL, "Part"),
    variable("revenus", Kind.MONEY, "Revenus du mois"),
    variable("naissance", Kind.DATE, "Date de naissance"),
    variable("permis", Kind.YES_NO, "Permis de conduire"),
    variable("secteur", Kind.CHOICE, "Secteur", choices=SECTORS),
    variable("secteurs", Kind.CHOICES, "Secteurs", choices=SECTORS),
    variable("commune", Kind.COMMUNE, "Commune"),
    variable("nom", Kind.TEXT, "Nom"),
    CHILDREN,
]
PARAMETERS = [
    variable("plafond", Kind.INTEGER, "Plafond annuel", "heures"),
    variable("revenu-max", Kind.MONEY, "Revenu le plus haut"),
    variable("departement", Kind.DEPARTEMENT, "Département"),
    variable("ouverts", Kind.CHOICES, "Secteurs ouverts", choices=SECTORS),
]
VALUES = {
    "heures": st.integers(0, 400),
    "part": st.fractions(0, 5, max_denominator=20),
    "revenus": st.integers(0, 300_000),
    "naissance": st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    "permis": st.booleans(),
    "secteur": st.sampled_from([choice.key for choice in SECTORS]),
    "secteurs": st.frozensets(st.sampled_from([choice.key for choice in SECTORS])),
    "commune": st.sampled_from(["01004", "32013", "2A004", "97105"]),
    "nom": st.text(max_size=8),
    "plafond": st.integers(1, 300),
    "revenu-max": st.integers(1, 300_000),
    "departement": st.sampled_from(["01", "32", "2A", "971"]),
    "ouverts": st.frozensets(st.sampled_from([choice.key for choice in SECTORS])),
}
ITEM = st.fixed_dictionaries(
    {},
    optional={"age": st.integers(0, 25), "cout": st.integers(0, 90_000), "gardé": st.booleans()},
)
RULES = {
    "sous-plafond": Rule(
        "sous-plafond", "Sous le plafond", Compare(field("heures"), Operator.AT_MOST, parameter("plafond"))
    ),
    "enfant-mineur": Rule(
        "enfant-mineur",
        "Un enfant mineur",
        Some("enfants", Compare(field("age"), Operator.LESS_THAN, Constant("18"))),
    ),
}
AMOUNTS = {
    "reste": Amount(
        "reste", "Heures restantes", Kind.INTEGER, am.Difference(parameter("plafond"), field("heures")), "heures"
    ),
    "frais": Amount("frais", "Frais de garde", Kind.MONEY, am.Total("enfants", field("cout"))),
    "taux": Amount("taux", "Taux d’effort", Kind.DECIMAL, am.Ratio(amount("frais"), field("revenus"))),
    "age": Amount("age", "Âge", Kind.INTEGER, am.Elapsed(field("naissance"), am.Span.YEARS), "ans"),
}
MINOR = Compare(field("age"), Operator.LESS_THAN, Constant("18"))
AMOUNTS["aide"] = Amount(
    "aide",
    "Aide",
    Kind.MONEY,
    am.Choose(
        Compare(field("permis"), Operator.IS, Constant("oui")),
        am.Brackets(
            field("revenus"),
            (
                am.Row(Constant("300"), Constant("800")),
                am.Row(Constant("90"), parameter("revenu-max")),
                am.Row(Constant("0")),
            ),
        ),
        am.Least((am.Product((Constant("50"), am.Count("enfants", MINOR))), parameter("revenu-max"))),
    ),
)
BOOK = Book(
    fields={one.name: one for one in FIELDS},
    parameters={one.name: one for one in PARAMETERS},
    lookups={"cases.deja": variable("cases.deja", Kind.YES_NO, "Déjà aidé cette année")},
    amounts=AMOUNTS,
    rules=RULES,
)
ORDER = st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN])
SAME = st.sampled_from([Operator.IS, Operator.IS_NOT])
ANY = st.one_of(ORDER, SAME)
KEYS = st.sampled_from([choice.key for choice in SECTORS])


def compare(left, operators, rights):
    return st.builds(Compare, st.just(left), operators, rights)


def constants(values):
    return st.builds(lambda some: Constants(tuple(some)), st.lists(values, min_size=1, max_size=3))


LEAVES = st.one_of(
    compare(field("heures"), ANY, st.one_of(st.integers(0, 400).map(str).map(Constant), st.just(parameter("plafond")))),
    compare(field("part"), ANY, st.sampled_from(["0", "1,5", "2.25"]).map(Constant)),
    compare(field("revenus"), ANY, st.one_of(st.just(Constant("1500,50 €")), st.just(parameter("revenu-max")))),
    compare(field("naissance"), ANY, st.sampled_from(["1950-01-01", "2004-02-29"]).map(Constant)),
    compare(field("permis"), SAME, st.sampled_from(["oui", "non"]).map(Constant)),
    compare(field("secteur"), st.just(Operator.ONE_OF), st.one_of(constants(KEYS), st.just(parameter("ouverts")))),
    compare(field("secteurs"), st.just(Operator.CONTAINS), KEYS.map(Constant)),
    compare(field("commune"), st.just(Operator.WITHIN), st.just(parameter("departement"))),
    compare(amount("reste"), ANY, st.just(Constant("0"))),
    compare(amount("taux"), ANY, st.just(Constant("0,3"))),
    compare(amount("aide"), ANY, st.sampled_from(["0", "90", "100", "300"]).map(Constant)),
    compare(amount("age"), ANY, st.integers(0, 99).map(str).map(Constant)),
    compare(Ref(Source.LOOKUP, "cases.deja"), SAME, st.just(Constant("non"))),
    st.just(Matches(field("nom"), "[A-Z].*", "un nom qui commence par une capitale")),
    st.sampled_from(sorted(RULES)).map(Named),
)
INNER = st.one_of(
    compare(field("age"), ANY, st.integers(0, 25).map(str).map(Constant)),
    compare(field("gardé"), SAME, st.just(Constant("oui"))),
    compare(field("heures"), ANY, st.just(parameter("plafond"))),
)


def joined(parts):
    lists = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(lists.map(All), lists.map(AnyOf), parts.map(Not))


IN_GROUP = st.recursive(INNER, joined, max_leaves=3)
CONDITIONS = st.recursive(
    st.one_of(
        LEAVES,
        st.builds(Every, st.just("enfants"), IN_GROUP),
        st.builds(Some, st.just("enfants"), IN_GROUP),
    ),
    joined,
    max_leaves=6,
)


@st.composite
def known(draw, names, *, some):
    """Values of these names: all of them, or some."""
    kept = [name for name in names if not some or draw(st.booleans())]
    values = {name: draw(VALUES[name]) for name in kept if name in VALUES}
    if "enfants" in kept:
        items = draw(st.lists(ITEM, max_size=3))
        whole = {"age": 3, "cout": 100, "gardé": True}
        values["enfants"] = tuple(item if some else {**whole, **item} for item in items)
    return values


NAMES = [one.name for one in FIELDS]
SETTINGS = [one.name for one in PARAMETERS]
