"""`essaim tally` from end to end: its answers, its exit codes, and that it starts no web framework."""

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from essaim.config.cli import main
from essaim.cores.voting import Rules, canonical_json, read_frame, rulebook_hash, scrutin_json, write_pabulib
from tests.cores.voting.elections import election, hand_example

TIED = election({"a": 3, "b": 3}, [["a"], ["b"]], 3, currency="EUR")


@pytest.fixture
def hand(tmp_path):
    path = tmp_path / "main.pb"
    path.write_text(write_pabulib(hand_example()), encoding="utf-8")
    return path


def tally(capsys, *words) -> tuple[int, str, str]:
    code = main(["tally", *map(str, words)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def answer(capsys, *words) -> dict:
    code, out, err = tally(capsys, *words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_hand_example(hand, capsys):
    found = answer(capsys, hand, "--rule", "equal-shares", "--utility", "cost")
    assert found["winners"] == ["path", "playground", "library"]
    assert found["total_cost"] == "1000"
    assert found["start_money"]["used"] == "100"
    assert Fraction(found["start_money"]["from"]) <= 100 <= Fraction(found["start_money"]["to"])
    assert found["ties"] == []
    assert found["warnings"] == []
    assert "trace" not in found


def test_swiecie_2023_from_the_command_line(real_data, capsys):
    path = real_data / "data" / "pabulib" / "Poland_Swiecie_2023.pb"
    found = answer(
        capsys, path, "--rule", "equal-shares", "--completion", "add1", "--stop", "last-feasible", "--ties", "lot:2023"
    )
    assert len(found["winners"]) == 17
    assert Decimal(found["total_cost"]) == 1_040_337


@pytest.mark.parametrize(
    ("words", "winners"),
    [
        ((), ["path", "gym"]),
        (("--variant", "stop"), ["path", "gym"]),
        (("--variant", "threshold=7"), ["path"]),
        (("--rule", "phragmen"), ["library", "park", "playground", "gym"]),
        (("--rule", "welfare", "--utility", "cardinality"), ["gym", "park", "playground", "library"]),
        (("--rule", "equal-shares", "--fill", "votes"), ["path", "playground", "library"]),
    ],
)
def test_rules_and_variants(hand, words, winners, capsys):
    assert answer(capsys, hand, *words)["winners"] == winners


def test_the_trace_explains_every_project(hand, capsys):
    trace = answer(capsys, hand, "--rule", "equal-shares", "--explain")["trace"]
    assert {each["id"]: each["won"] for each in trace["projects"]} == {
        "path": True, "playground": True, "library": True, "gym": False, "park": False,
    }  # fmt: skip
    gym = next(each for each in trace["projects"] if each["id"] == "gym")
    assert gym["short"] == "400"
    assert gym["missing_votes"] > 0
    assert [purchase["id"] for purchase in trace["purchases"]] == ["path", "playground", "library"]


def test_rules_side_by_side(hand, capsys):
    lines = answer(capsys, hand, "--compare")["comparison"]
    assert [line["rules"]["rule"] for line in lines] == ["greedy", *["equal-shares"] * 3, "phragmen", "welfare"]
    assert lines[1]["voters_with_a_winner"] == 11
    code, out, _ = tally(capsys, hand, "--compare", "--explain")
    assert code == 0
    assert "Les mêmes bulletins selon d’autres règles" in out
    assert "Il manquait" in out


def test_the_default_answer_is_french_and_says_the_order_of_ties(tmp_path, capsys):
    path = tmp_path / "tied.json"
    path.write_bytes(canonical_json(scrutin_json(TIED)))
    code, out, err = tally(capsys, path)
    assert (code, err) == (0, "")
    assert "1\u00a0projet retenu, 3\u00a0€" in out
    assert "1\u00a0égalité tranchée par : ordre du fichier" in out
    assert "Votants qui ont au moins un de leurs projets : 1 sur 2 (50,0\u00a0%)" in out
    drawn = answer(capsys, path, "--ties", "lot:2026")
    assert drawn["ties"] == [{"round": 1, "projects": drawn["ties"][0]["projects"], "settled_by": "lot:2026"}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rule", "borda"), "n’existe pas"),
        (("--ties", "hasard"), "attendu lot:GRAINE"),
        (("--ties", "lot:"), "attendu lot:GRAINE"),
        (("--step", "un"), "n’est pas un nombre"),
        (("--utility", "joie"), "n’existe pas"),
    ],
)
def test_a_wrong_call_is_refused_in_french(hand, words, said, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["tally", str(hand), *words])
    assert stop.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--variant", "hop"), "attendu skip, stop"),
        (("--variant", "threshold=peu"), "n’est pas un nombre"),
        (("--variant", "clause=80"), "entre 0 et 1"),
        (("--rule", "equal-shares", "--completion", "add1", "--step", "0"), "plus grand que 0"),
        (("--by", "points"), "n’en portent pas"),
        (("--check",), "ne dit pas qui a gagné"),
        (("--rule", "welfare", "--publish", "out.json"), "ne se publie pas"),
    ],
)
def test_what_cannot_be_done_is_said_in_french(hand, words, said, capsys):
    code, out, err = tally(capsys, hand, *words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "a.pb",
            "META\nkey;value\nbudget;x\nvote_type;approval\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvoter_id;vote\n",
            "ligne 3, champ « budget »",
        ),
        ("a.json", "{", "JSON mal formé"),
        ("a.json", "{}", "champ absent"),
        ("a.json", b"\xff", "UTF-8"),
        ("a.pb", b"\xff", "UTF-8"),
    ],
)
def test_a_wrong_file_is_named_with_its_line_and_field(tmp_path, name, content, said, capsys):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, out, err = tally(capsys, path)
    assert (code, out) == (2, "")
    assert said in err
    assert str(path) in err


def test_an_absent_file_and_a_place_that_cannot_be_written(hand, tmp_path, capsys):
    code, _, err = tally(capsys, tmp_path / "rien.pb")
    assert (code, "rien.pb" in err) == (2, True)
    code, out, _ = tally(capsys, hand, "--publish", tmp_path / "rien" / "out.json")
    assert (code, out) == (2, "")


def test_check_answers_no_with_the_reason(real_data, capsys):
    folder = real_data / "data" / "pabulib"
    code, out, _ = tally(capsys, folder / "Poland_Swiecie_2023.pb", "--check")
    assert (code, "✓" in out) == (0, True)
    code, out, _ = tally(capsys, folder / "Poland_Warszawa_2021_Ursynow.pb", "--check")
    assert code == 1
    assert "Raison probable : projets écartés" in out
    code, out, _ = tally(capsys, folder / "Poland_Warszawa_2021_Ursynow.pb", "--check", "--json")
    found = json.loads(out)
    assert (code, found["same"], found["missing"], found["cause"]) == (1, False, ["2150", "976"], "set-aside")


def test_what_is_published_is_canonical_whole_and_alone(hand, tmp_path, capsys):
    out = tmp_path / "resultat.json"
    answer(capsys, hand, "--rule", "equal-shares", "--ties", "lot:42", "--publish", out)
    data = json.loads(out.read_bytes())
    assert out.read_bytes() == canonical_json(data) + b"\n"
    assert data["result"]["winners"] == ["path", "playground", "library"]
    assert data["ties"]["criteria"] == ["lot:42"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["main.pb", "resultat.json"]


@pytest.mark.parametrize("name", ["autre.pb", "autre.json"])
def test_the_election_goes_from_one_format_to_the_other(hand, tmp_path, name, capsys):
    found = answer(capsys, hand, "--rule", "equal-shares", "--export", tmp_path / name)
    again = answer(capsys, tmp_path / name, "--rule", "equal-shares")
    assert again == found
    code, out, err = tally(capsys, hand, "--export", tmp_path / "autre.csv")
    assert (code, out) == (2, "")
    assert "attendu un nom en .pb" in err


PROBE = """
import sys
from essaim.config.cli import main
code = main(sys.argv[1:])
loaded = [name for name in ("django", "numpy", "scipy", "pydantic") if name in sys.modules]
print(code, *loaded, file=sys.stderr)
"""


def test_no_web_framework_is_started_and_a_small_file_needs_no_library(hand, tmp_path):
    words = [
        "tally",
        str(hand),
        "--rule",
        "equal-shares",
        "--explain",
        "--compare",
        "--publish",
        str(tmp_path / "o.json"),
    ]
    done = subprocess.run([sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["0"]


# ── with a frame ────────────────────────────────────────────────────────────────────────────────────────────────────

CANTONS = {"path": "nord", "gym": "nord", "park": "sud", "playground": "sud", "library": "sud"}
FRAME = {
    "format": "essaim/cadre/1",
    "ballot": {"most": 3},
    "pots": [
        {"id": "cantons", "name": "Un par canton", "share": "0.9", "limits": [{"field": "canton", "most": 1}], "leftover": "reste"},
        {"id": "reste", "name": "Le reste"},
    ],
}  # fmt: skip


@pytest.fixture
def framed(tmp_path):
    each = hand_example()
    projects = tuple(replace(p, fields={"canton": CANTONS[p.id]}) for p in each.projects)
    election_file, frame = tmp_path / "vote.json", tmp_path / "cadre.json"
    data = scrutin_json(replace(each, projects=projects, meta={"currency": "EUR"}))
    data["ballots"].append({"choices": ["path", "gym", "park", "library"], "voters": 1})
    election_file.write_bytes(canonical_json(data))
    frame.write_text(json.dumps(FRAME), encoding="utf-8")
    return election_file, "--frame", frame


def test_a_frame_is_counted_explained_and_fingerprinted(framed, capsys):
    found = answer(capsys, *framed, "--explain")
    assert found["void"] == [{"reason": "many", "cause": "", "voters": 1}]
    assert found["valid"] + 1 == found["voters"] == 12
    assert [(pot["id"], pot["own"], pot["received"], pot["left"]) for pot in found["pots"]] == [
        ("cantons", "990", "0", "40"),
        ("reste", "110", "40", "50"),
    ]
    assert found["winners"] == ["path", "park", "library"]
    assert found["pots"][0]["paid"] == {"path": "700", "park": "250"}
    frame = read_frame(FRAME)
    assert found["rulebook_sha256"] == rulebook_hash(Rules("greedy"), ["file"], frame)
    told = {each["id"]: each for each in found["trace"]["projects"]}
    assert told["gym"]["reason"] == "misfit"
    assert "« nord » (canton) a déjà son maximum dans cette enveloppe (path)" in told["gym"]["text"]


def test_a_frame_is_told_in_french(framed, capsys):
    code, out, err = tally(capsys, *framed, "--explain", "--compare")
    assert (code, err) == (0, "")
    assert "1\u00a0bulletin nul, 11\u00a0bulletins comptés" in out
    assert "1 : plus de choix que le maximum" in out
    assert "« Un par canton » : 990\u00a0€ ; 2\u00a0projets, 950\u00a0€ ; reste 40\u00a0€ pour « Le reste »" in out
    assert "« Le reste » : 110\u00a0€ et 40\u00a0€ reçus" in out
    assert "une voix de plus pour ce projet, les autres gardant les leurs" in out
    assert "non compté : cadre, champ « pots[0] » : un maximum de gagnants par enveloppe, ou par canton, n’a pas" in out


def test_the_comparison_says_where_the_money_goes(framed, capsys):
    lines = answer(capsys, framed[0], "--compare", "--split", "canton")["comparison"]
    assert lines[0]["slices"] == [
        {"field": "canton", "value": "nord", "projects": 2, "winners": 2, "cost": "1100"},
        {"field": "canton", "value": "sud", "projects": 3, "winners": 0, "cost": "0"},
    ]
    _, out, _ = tally(capsys, framed[0], "--compare", "--split", "canton")
    assert "canton nord : 2\u00a0gagnants sur 2, 1\u202f100\u00a0€" in out


def test_a_framed_result_is_published_in_the_second_format(framed, tmp_path, capsys):
    out = tmp_path / "resultat.json"
    answer(capsys, *framed, "--publish", out)
    data = json.loads(out.read_bytes())
    assert data["format"] == "essaim/resultat-scrutin/2"
    assert [link["part"] for link in data["chain"]] == ["election", "rules", "frame", "ties", "result", "certificate"]
    assert [step["decision"] for step in data["certificate"]["pots"][0]["steps"]] == [
        "funded",
        "each",
        "funded",
        "each",
        "each",
    ]


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ("{", (), "JSON mal formé"),
        (json.dumps({**FRAME, "quorum": 2}), (), "champ inconnu : quorum"),
        (
            json.dumps({**FRAME, "limits": [{"field": "porteur", "most": 1}]}),
            (),
            "« path » n’a pas de champ « porteur »",
        ),
        (json.dumps(FRAME), ("--rule", "equal-shares"), "n’a pas de sens défini avec la règle equal-shares"),
        (json.dumps(FRAME), ("--check",), "l’appeler sans --frame"),
    ],
)
def test_a_wrong_frame_is_named(framed, content, words, said, capsys):
    framed[2].write_text(content, encoding="utf-8")
    code, out, err = tally(capsys, *framed, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "--check" in words or str(framed[2]) in err


def test_an_absent_frame_is_named(framed, capsys):
    code, out, err = tally(capsys, framed[0], "--frame", framed[2].with_name("rien.json"))
    assert (code, out) == (2, "")
    assert "rien.json" in err
