"""The one-file recount and the core agree on any frame: drawn elections, published and recounted; and it refuses frames that do not fit."""

import importlib.util
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from essaim.cores.voting import (
    Rules,
    canonical_json,
    chain,
    count,
    declare_order,
    published_json,
    read_frame,
    read_scrutin,
)
from tests.cores.voting.frames import frames, located
from tests.cores.voting.test_framed import bands

RECOUNT = Path(__file__).parents[2] / "verify" / "recount.py"
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHARED = [
    Rules("equal-shares"),
    Rules("equal-shares", utility="cardinality", fill=True),
    Rules("equal-shares", completion="add1", stop="last-feasible"),
    Rules("phragmen"),
]


@pytest.fixture(scope="module")
def recount():
    specification = importlib.util.spec_from_file_location("recount_frames", RECOUNT)
    module = importlib.util.module_from_spec(specification)
    sys.modules["recount_frames"] = module
    specification.loader.exec_module(module)
    yield module
    del sys.modules["recount_frames"]


def written(path: Path, published: dict) -> Path:
    path.write_bytes(canonical_json(published) + b"\n")
    return path


@st.composite
def framed(draw, *, points=False, plain=False):
    each = draw(located(points=points))
    assume(each.voters)
    return each, draw(frames(each, plain=plain))


@QUIET
@given(framed(), st.sampled_from(["skip", "stop"]), st.sampled_from([("file",), ("lot:x",), ("votes", "lot:y")]))
def test_the_plain_count_is_recounted(recount, tmp_path, pair, misfit, criteria):
    each, frame = pair
    result = count(each, Rules("greedy", misfit=misfit), declare_order(each, criteria), frame=read_frame(frame))
    recount.verify(written(tmp_path / "resultat.json", published_json(result)))


@QUIET
@given(framed(points=True))
def test_the_count_by_points_is_recounted(recount, tmp_path, pair):
    each, frame = pair
    result = count(each, Rules("greedy", by="points"), declare_order(each, ["file"]), frame=read_frame(frame))
    recount.verify(written(tmp_path / "resultat.json", published_json(result)))


@QUIET
@given(framed(plain=True), st.sampled_from(SHARED))
def test_pots_that_are_elections_of_their_own_are_recounted(recount, tmp_path, pair, rules):
    each, frame = pair
    result = count(each, rules, declare_order(each, ["file"]), frame=read_frame(bands(each, frame)), proof=True)
    path = written(tmp_path / "resultat.json", published_json(result))
    recount.verify(path)
    recount.verify(path, only_certificate=True)


# ── frames that the page refuses ────────────────────────────────────────────────────────────────────────────────────

ELECTION = {
    "format": "essaim/scrutin/1",
    "kind": "approval",
    "budget": "10",
    "projects": [{"id": name, "cost": "4", "fields": {"canton": name}} for name in ("a", "b")],
    "ballots": [{"choices": ["a"], "voters": 2}, {"choices": ["a", "b"], "voters": 1}],
}


def forged(recount, path: Path, frame: dict, rules: Rules) -> Path:
    """A file whose chain holds, with a frame that nobody may have counted by."""
    told = published_json(count(*_plain(), frame=read_frame({"format": "essaim/cadre/1"})))
    told |= {"election": ELECTION, "rules": rules.as_json(), "frame": {"format": "essaim/cadre/1", **frame}}
    parts = recount.FORMATS[told["format"]]
    return written(path, told | {"chain": chain([(part, told[part]) for part in parts])})


def _plain():
    each = read_scrutin(ELECTION)
    return each, Rules("greedy"), declare_order(each, ["file"])


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({}, "on attend les clés format, pots"),
        ({"pots": []}, "ne font pas, ensemble"),
        ({"pots": [{"id": "e", "amount": "9"}]}, "ne font pas, ensemble"),
        ({"pots": [{"id": "e", "amount": "11"}, {"id": "f"}]}, "ne font pas, ensemble"),
        ({"pots": [{"id": "e", "amount": "10.0"}]}, "n’est pas un nombre écrit comme il le faut"),
        ({"pots": [{"id": "e", "share": "0"}]}, "une part entre 0 et 1"),
        ({"pots": [{"id": "e", "leftover": "e"}]}, "comptée après"),
        ({"pots": [{"id": "e", "among": {}}]}, "des champs ou des bornes"),
        ({"pots": [{"id": "e", "among": {"fields": {"canton": ["b", "a"]}}}]}, "ne sont pas dans l’ordre"),
        ({"pots": [{"id": "e", "among": {"fields": {"canton": ["a"]}}}]}, "dans aucune enveloppe"),
        ({"pots": [{"id": "e"}], "limits": []}, "on attend des limites"),
        ({"pots": [{"id": "e"}], "limits": [{"field": "zone", "most": 1}]}, "n’a pas de champ « zone »"),
        ({"pots": [{"id": "e"}], "apart": [["a", "z"]]}, "des projets du scrutin"),
        ({"pots": [{"id": "e"}], "minimum": 0}, "n’est pas un nombre entier"),
        ({"pots": [{"id": "e"}], "ballot": {}}, "rien n’y est demandé"),
        ({"pots": [{"id": "e"}], "ballot": {"least": 3, "most": 2}}, "plus que le maximum"),
        ({"pots": [{"id": "e"}], "ballot": None}, "on attend les clés"),
        ({"pots": [{"id": "e", "part": "0.5"}]}, "ne vont pas ensemble"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(recount, tmp_path, frame, said):
    clause = Rules("greedy", misfit="stop", clause=Fraction(1, 2))
    path = forged(recount, tmp_path / "forged.json", frame, clause)
    with pytest.raises(recount.RefusedError, match=said):
        recount.verify(path)


@pytest.mark.parametrize("more", [{"limits": [{"field": "canton", "most": 1}]}, {"apart": [["a", "b"]]}])
def test_limits_on_winners_are_refused_where_they_have_no_meaning(recount, tmp_path, more):
    path = forged(recount, tmp_path / "forged.json", {"pots": [{"id": "e"}], **more}, Rules("phragmen"))
    with pytest.raises(recount.RefusedError, match="n’a pas de sens défini"):
        recount.verify(path)
