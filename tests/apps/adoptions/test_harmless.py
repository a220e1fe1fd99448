"""What may pass to other terms gives the same answers for ever: drawn kits, values and futures find no difference."""

import json
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from essaim.adoptions.domain.queries import harmless
from essaim.adoptions.domain.queries.harmless import Passage
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.models import Adoption, KitVersion, Participation, Terms
from essaim.adoptions.world import world_of
from essaim.foundation.territories.models import Territory
from tests.apps.adoptions.conftest import KITS, TOYS, only

TODAY = date(2024, 3, 1)
TEXT = (KITS / "valid" / "fonds-associations.yaml").read_text(encoding="utf-8")
CHANGES = (
    (),
    (("label: Assez ancienne", "label: Assez vieille"),),
    (("reason: L’association doit exister", "reason: Elle doit exister"),),
    (("{amount: perte, more_than: 0}\n  - id: recevable", "{amount: perte, at_least: 0}\n  - id: recevable"),),
    (("in: months", "in: years"), ("unit: mois\n    is", "unit: ans\n    is")),
    (("        - {lookup: desk.granted-this-year, is: non}\n", ""),),
    (("to: 1, how: nearest", "to: 1, how: down"),),
)

VALUES = {
    "aide-max": ["500", "8000", "10000"],
    "part": ["0,1", "0,5", "1"],
    "anciennete": ["2", "12", "60"],
    "territoire": ["31", "32"],
    "domaines": [["sport"], ["sport", "culture"], ["no"]],
}
parameters = st.fixed_dictionaries({}, optional={name: st.sampled_from(held) for name, held in VALUES.items()})
steps = st.sampled_from([None, *((name, value) for name, held in VALUES.items() for value in held)])
items = st.fixed_dictionaries(
    {},
    optional={"recette": st.sampled_from(["100", "900,50", "30000"]), "remboursee": st.sampled_from(["oui", "non"])},
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "nom": st.just("Le Chœur"),
        "siege": st.sampled_from(["31555", "32013"]),
        "domaine": st.sampled_from(["sport", "culture", "no"]),
        "creation": st.sampled_from(["1990-01-01", "2023-02-01", "2024-02-20"]),
        "annulations": st.lists(items, max_size=2),
    },
)
futures = st.tuples(
    answers, st.integers(0, 900), st.fixed_dictionaries({}, optional={"desk.granted-this-year": st.booleans()})
)


@pytest.fixture(autouse=True)
def _toys():
    with only(TOYS):
        yield


@cache
def version(changes):
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return KitVersion(digest=str(hash(text)), document=json.dumps(parse(text.encode()).tree))


def terms(changes, settings):
    adoption = Adoption(territory=Territory(name="Gers"), title="Fonds")
    return Terms(adoption=adoption, version=version(changes), settings=settings)


def answered(held, world):
    kit = held.kit
    rules = {name: world.rule(name).verdict for name in kit.book.rules}
    return rules, {name: world.amount(name).value for name in kit.book.amounts}


def futures_differ(before, after, said, future):
    """Whether, once more is learnt, later, the two terms answer otherwise."""
    more, days, lookups = future
    later = Participation(adoption=before.adoption, terms=before, answers={**more, **said})
    day = TODAY + timedelta(days=days)
    worlds = (world_of(later, today=day, terms=held, lookups=lookups) for held in (before, after))
    one, other = (answered(before, world) for world in worlds)
    return one != other


@given(st.sampled_from(CHANGES), parameters, steps, answers, futures)
@example((), {"anciennete": "12"}, ("anciennete", "60"), {"creation": "1990-01-01"}, ({}, 0, {}))
@example((), {}, ("aide-max", "500"), {"siege": "31555"}, ({}, 0, {}))
def test_what_is_harmless_never_answers_otherwise(changes, old, step, said, future):
    before, after = terms((), old), terms(changes, {**old, **dict([step])} if step else old)
    one = Participation(adoption=before.adoption, terms=before, answers=said)
    harms = Passage(before, after).harms(one, today=TODAY)
    event("harmless" if not harms else "harmful")
    assert harms or not futures_differ(before, after, said, future)


def test_something_is_harmless_and_something_is_not():
    """The property above would hold of a judge who always says no: this one says yes where he should."""
    far = {"siege": "31555", "domaine": "sport", "annulations": [{"recette": "100", "remboursee": "non"}]}
    same = Passage(terms((), {}), terms(CHANGES[1], {}))
    one = Participation(adoption=same.before.adoption, terms=same.before, answers=far)
    assert same.harms(one, today=TODAY) == []
    more = Passage(terms((), {}), terms((), {"aide-max": "10000"}))
    assert more.harms(one, today=TODAY) == []
    less = Passage(terms((), {"aide-max": "500"}), terms((), {"aide-max": "8000"}))
    rich = Participation(
        adoption=less.before.adoption,
        terms=less.before,
        answers={"annulations": [{"recette": "30000", "remboursee": "non"}]},
    )
    assert less.harms(rich, today=TODAY) == ["un montant peut changer : Aide accordée"]
    older = Passage(terms((), {}), terms((), {"anciennete": "60"}))
    assert older.harms(one, today=TODAY) != []


@pytest.mark.parametrize("blind", ["_moves", "_reached"])
def test_a_judge_who_does_not_look_ahead_is_caught(monkeypatch, blind):
    """The broken twins: one who takes every answer for settled, one who does not follow the names."""
    monkeypatch.setattr(harmless, blind, lambda *_: set())
    before, after = terms((), {"anciennete": "12"}), terms((), {"anciennete": "60"})
    said = {"creation": "2024-02-20"} if blind == "_moves" else {}
    one = Participation(adoption=before.adoption, terms=before, answers=said)
    assert Passage(before, after).harms(one, today=TODAY) == []
    assert futures_differ(before, after, said, ({"creation": "2024-02-20"}, 600, {}))
