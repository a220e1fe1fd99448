"""The JSON of a frame: read with errors that name the place, written in one way, held by its JSON Schema."""

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import (
    Among,
    BadFrame,
    BallotRule,
    Frame,
    Limit,
    Pot,
    Rules,
    canonical_json,
    frame_json,
    read_frame,
    rulebook_hash,
)
from tests.cores.voting.frames import frames, located

FORMATS = Path(__file__).parents[3] / "docs/formats"
SCHEMA = json.loads((FORMATS / "cadre.schema.json").read_text(encoding="utf-8"))
FORMAT = "essaim/cadre/1"


@st.composite
def drawn_frames(draw):
    return draw(frames(draw(located())))


@settings(deadline=None)
@given(drawn_frames())
def test_a_frame_is_read_again_as_it_was_written(data):
    frame = read_frame(data)
    written = frame_json(frame)
    assert read_frame(written) == frame
    assert frame_json(read_frame(written)) == written
    jsonschema.validate(written, SCHEMA)


def test_what_has_no_effect_is_not_written():
    assert frame_json(Frame()) == {"format": FORMAT, "pots": [{"id": "enveloppe", "name": "Enveloppe"}]}
    said = {
        "format": FORMAT,
        "minimum": 0,
        "limits": [],
        "apart": [],
        "ballot": {"least": 0},
        "pots": [{"id": "e", "among": {}}],
    }
    assert frame_json(read_frame(said)) == {"format": FORMAT, "pots": [{"id": "e"}]}
    assert frame_json(read_frame({"format": FORMAT})) == frame_json(Frame())


def test_two_ways_to_say_one_frame_are_written_alike():
    one = {
        "format": FORMAT,
        "pots": [{"id": "e", "amount": "10.50", "among": {"fields": {"b": ["y", "x"], "a": ["z"]}}}],
    }
    two = {
        "pots": [{"among": {"fields": {"a": ["z"], "b": ["x", "y"]}}, "amount": "10.5", "id": "e"}],
        "format": FORMAT,
    }
    assert read_frame(one) == read_frame(two)
    assert canonical_json(frame_json(read_frame(one))) == canonical_json(frame_json(read_frame(two)))


def test_the_fingerprint_is_that_of_the_page_and_covers_rules_ties_and_frame():
    rules, frame = Rules("greedy"), Frame(minimum=5)
    told = {"rules": rules.as_json(), "ties": ["lot:x"], "frame": frame_json(frame)}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert rulebook_hash(rules, ["lot:x"], frame) == hashlib.sha256(text.encode()).hexdigest()
    others = [
        rulebook_hash(Rules("greedy", misfit="stop"), ["lot:x"], frame),
        rulebook_hash(rules, ["lot:y"], frame),
        rulebook_hash(rules, ["lot:x"], Frame(minimum=6)),
        rulebook_hash(rules, ["lot:x"]),
    ]
    assert len({rulebook_hash(rules, ["lot:x"], frame), *others}) == 5


WRONG = [
    ([], "cadre : attendu : un objet"),
    ({"pots": [{"id": "e"}]}, "champ absent : format"),
    ({"format": "essaim/cadre/2"}, r"« format » : « essaim/cadre/2 » ; attendu essaim/cadre/1"),
    ({"format": FORMAT, "quorum": 3}, "champ inconnu : quorum ; attendus : apart, ballot"),
    ({"format": FORMAT, "minimum": -1}, "« minimum » : « -1 » ; attendu : un nombre entier, 0 ou plus"),
    ({"format": FORMAT, "minimum": True}, "« minimum »"),
    ({"format": FORMAT, "minimum": "12"}, "« minimum »"),
    ({"format": FORMAT, "pots": []}, "« pots » : au moins une enveloppe"),
    ({"format": FORMAT, "pots": {}}, "« pots » : attendu : une liste"),
    ({"format": FORMAT, "pots": [{"id": "e"}, {"id": "e"}]}, "chacune avec son identifiant"),
    ({"format": FORMAT, "pots": [{"id": "e"}, {"id": "f"}]}, "une seule enveloppe peut prendre le reste"),
    ({"format": FORMAT, "pots": [{"id": ""}]}, r"« pots\[0\].id » : attendu : un texte non vide"),
    ({"format": FORMAT, "pots": [{"id": "e", "amount": "12,5"}]}, r"« pots\[0\].amount » : « 12,5 » ; attendu"),
    ({"format": FORMAT, "pots": [{"id": "e", "amount": 12}]}, r"« pots\[0\].amount »"),
    ({"format": FORMAT, "pots": [{"id": "e", "amount": "x"}]}, r"« pots\[0\].amount »"),
    ({"format": FORMAT, "pots": [{"id": "e", "share": "1.5"}]}, r"« pots\[0\].share » : une part entre 0 et 1"),
    ({"format": FORMAT, "pots": [{"id": "e", "share": "0.5", "amount": "3"}]}, "pas les deux"),
    (
        {"format": FORMAT, "pots": [{"id": "e", "most": 0}]},
        r"« pots\[0\].most » : « 0 » ; attendu : un nombre entier, 1",
    ),
    (
        {"format": FORMAT, "pots": [{"id": "e", "leftover": "e"}]},
        r"« pots\[0\].leftover » : « e » n’est pas une enveloppe comptée après",
    ),
    (
        {"format": FORMAT, "pots": [{"id": "e", "among": {"fields": []}}]},
        r"« pots\[0\].among.fields » : attendu : un objet",
    ),
    (
        {"format": FORMAT, "pots": [{"id": "e", "among": {"fields": {"canton": []}}}]},
        r"among.fields.canton » : attendu",
    ),
    (
        {"format": FORMAT, "pots": [{"id": "e", "limits": [{"field": "canton"}]}]},
        r"« pots\[0\].limits\[0\] » : champ absent : most",
    ),
    ({"format": FORMAT, "limits": [{"field": "c", "most": 1}, {"field": "c", "most": 2}]}, "n’y est donné qu’une fois"),
    ({"format": FORMAT, "apart": [["a"]]}, r"« apart\[0\] » : attendu : au moins deux"),
    ({"format": FORMAT, "apart": [["a", "a"]]}, "chacun une fois"),
    ({"format": FORMAT, "ballot": {"least": 4, "most": 3}}, "« ballot.most » : au plus 3 choix"),
]


@pytest.mark.parametrize(("data", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_an_error_names_the_place_and_what_is_expected(data, said):
    with pytest.raises(BadFrame, match=said):
        read_frame(data)


@pytest.mark.parametrize("data", [data for data, said in WRONG if "champ" in said or "attendu" in said])
def test_the_schema_refuses_what_the_reader_refuses_for_its_form(data):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Limit("canton", 0),
        lambda: Pot("e", amount=Fraction(1, 3)),
        lambda: Pot("e", part=Fraction(0)),
        lambda: BallotRule(most=0),
        lambda: Frame(pots=()),
        lambda: Frame(
            pots=(Pot("e", leftover="f"), Pot("f", amount=Fraction(1))), limits=(Limit("c", 1), Limit("c", 1))
        ),
    ],
)
def test_frames_built_in_code_are_held_to_the_same(wrong):
    with pytest.raises(BadFrame):
        wrong()


def test_the_examples_of_the_page_are_read():
    page = (FORMATS / "cadre.md").read_text(encoding="utf-8")
    blocks = [block for block in page.split("\n\n") if block.startswith('    {"format"')]
    assert len(blocks) == 2
    for block in blocks:
        data = json.loads(block)
        jsonschema.validate(data, SCHEMA)
        assert read_frame(data).pots
    assert read_frame(json.loads(blocks[0])).pots[1].among == Among((("public", ("jeunes",)),), over=Fraction(10_000))
