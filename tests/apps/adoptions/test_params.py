"""The models of a kit: what an unknown key is answered, and every mark of a model found by the walk."""

import pytest

from essaim.adoptions.kits.document.reading import read_document
from essaim.adoptions.kits.walking import marked
from essaim.adoptions.params.base import Prose, Reference
from essaim.adoptions.params.conditions import OPERATORS
from essaim.adoptions.params.faults import accepted
from essaim.adoptions.params.kit import KitRecord
from tests.apps.adoptions.conftest import KITS


@pytest.mark.parametrize(
    ("loc", "among"),
    [
        ((), {"kit", "rules", "scenarios"}),
        (("kit", "origin"), {"territory", "figures"}),
        (("fields", 0, "retention"), {"months", "after"}),
        (("rules", 0, "when", "=all", "all", 1, "=leaf"), {"field", *OPERATORS}),
        (("amounts", 0, "is", "=named"), {"field", "sum", "brackets", "elapsed"}),
        (("amounts", 0, "is", "=choose", "choose", "when", "=not", "not", "=leaf"), {"amount", "within"}),
        (("rules", 0, "when", "=leaf", "at_most", "=named"), {"parameter"}),
        (("nowhere",), set()),
    ],
)
def test_what_may_be_written_somewhere(loc, among):
    assert among <= set(accepted(KitRecord, loc))


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        ("  licence: L", "  licences: L", "kit.licences", "vouliez-vous dire « licence » ?"),
        ("demo:\n", "secrets: x\ndemo:\n", "secrets", "écrivez l’un de : format, kit, parameters"),
        (
            "at_most: {parameter: plafond}}}",
            "atmost: {parameter: plafond}}}",
            "rules[sous-plafond].when.atmost",
            "« at_most » ?",
        ),
        (
            "is: {difference",
            "is: {substraction",
            "amounts[reste].is.substraction",
            "field, parameter, amount, lookup, sum",
        ),
        ("    initial: brouillon", "    inital: brouillon", "engines.desk.inital", "vouliez-vous dire « initial » ?"),
    ],
)
def test_an_unknown_key_is_answered_with_what_may_be_written(changed, old, new, path, said):
    from essaim.adoptions.kits.document.problems import FaultyKitError

    with pytest.raises(FaultyKitError) as refused:
        changed((old, new))
    assert said in {one.path: one.advice for one in refused.value.problems}[path]


def test_the_walk_finds_references_and_texts_at_every_depth():
    record = KitRecord.model_validate(read_document(KITS / "valid" / "fonds-associations.yaml").tree)
    found = {one.path: one for one in marked(record)}
    assert isinstance(found["fields", 4, "members", 1, "label"].marker, Prose)
    assert isinstance(found["fields", 0, "seen_by", 0].marker, Reference)
    assert isinstance(found["rules", 3, "when", "all", 0, "some"].marker, Reference)
    assert isinstance(found["amounts", 1, "is", "total", "group"].marker, Reference)
    assert isinstance(found["parameters", 5, "choices", 3, "label"].marker, Prose)
    assert found["messages", 0, "body"].holder is record.messages[0]
    assert found["events", 0, "when"].value == "recevable"
