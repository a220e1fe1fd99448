"""The one-file recount accepts what we publish and refuses each single change of it, even hashed again."""

import ast
import copy
import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from essaim.config.cli import main

ROOT = Path(__file__).parents[2]
RECOUNT = ROOT / "verify" / "recount.py"
CHANGED = ("result", "certificate", "ties")
MUTATIONS = 1000

COUNTS = {
    "greedy": ("approval", "--rule", "greedy"),
    "greedy by points that stops": ("cumulative", "--rule", "greedy", "--by", "points", "--variant", "stop,clause=0.8"),
    "greedy with a threshold": ("approval", "--rule", "greedy", "--variant", "threshold=9"),
    "equal shares": ("approval", "--rule", "equal-shares"),
    "equal shares by number": ("approval", "--rule", "equal-shares", "--utility", "cardinality", "--fill", "votes"),
    "equal shares by points": ("cumulative", "--rule", "equal-shares", "--utility", "points"),
    "equal shares, add1 to the first that exhausts": (
        *("approval", "--rule", "equal-shares", "--completion", "add1", "--stop", "exhaustive", "--step", "0.5"),
    ),
    "equal shares, add1 to the last feasible": (
        *("approval", "--rule", "equal-shares", "--completion", "add1", "--stop", "last-feasible", "--fill", "votes"),
    ),
    "phragmen": ("approval", "--rule", "phragmen"),
}


@pytest.fixture(scope="module")
def recount():
    specification = importlib.util.spec_from_file_location("recount", RECOUNT)
    module = importlib.util.module_from_spec(specification)
    sys.modules["recount"] = module
    specification.loader.exec_module(module)
    yield module
    del sys.modules["recount"]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - tests are to be run again as they were


def election(kind: str, chance: random.Random) -> dict[str, Any]:
    """Invent an election of some twenty projects and two hundred voters, with ties and a free project."""
    projects = [
        {"id": f"p{place}", "cost": str(chance.choice((0, 50, 50, 120, 333, 700))), "name": f"Projet {place}"}
        for place in range(18)
    ]
    ballots = []
    for _ in range(200):
        chosen = sorted(chance.sample(range(18), chance.randint(0, 5)))
        ballot: dict[str, Any] = {"choices": [f"p{place}" for place in chosen], "voters": chance.randint(1, 3)}
        if kind == "cumulative":
            ballot["points"] = [str(chance.randint(1, 4)) for _ in chosen]
        ballots.append(ballot)
    return {"format": "essaim/scrutin/1", "kind": kind, "budget": "2500", "projects": projects, "ballots": ballots}


def publish(folder: Path, name: str, seed: int) -> Path:
    kind, *words = COUNTS[name]
    scrutin, result = folder / f"{seed}.json", folder / f"resultat-{seed}.json"
    scrutin.write_text(json.dumps(election(kind, seeded(seed))), encoding="utf-8")
    assert main(["tally", str(scrutin), *words, "--ties", f"lot:{seed}", "--publish", str(result)]) == 0
    return result


def hash_again(recount, published: dict[str, Any]) -> bytes:
    """Write a changed result as whoever forged it would: canonical, with a chain that holds."""
    last, chain = "", []
    for part in recount.PARTS:
        last = recount.hashlib.sha256(last.encode() + b"\n" + recount.canonical(published[part])).hexdigest()
        chain.append({"part": part, "sha256": last})
    return recount.canonical(published | {"chain": chain}) + b"\n"


@pytest.mark.parametrize("name", COUNTS)
def test_what_is_published_is_accepted(recount, name, tmp_path, capsys):
    for seed in (1, 2, 3):
        assert recount.main([str(publish(tmp_path, name, seed))]) == 0
    assert "Le résultat publié est juste" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("Poland_Swiecie_2023.pb", ("--rule", "equal-shares", "--fill", "votes")),
        ("Poland_Katowice_2023.pb", ("--rule", "equal-shares", "--utility", "points")),
        ("Poland_Lodz_2025_Nr_33.pb", ("--rule", "phragmen")),
        ("France_Toulouse_2024.pb", ("--rule", "greedy", "--variant", "stop")),
    ],
)
def test_real_elections_are_accepted(recount, real_data, tmp_path, file, words):
    result = tmp_path / "resultat.json"
    path = real_data / "data" / "pabulib" / file
    assert main(["tally", str(path), *words, "--ties", "lot:essaim", "--publish", str(result)]) == 0
    assert recount.main([str(result)]) == 0


# ── every single change ─────────────────────────────────────────────────────────────────────────────────────────────

Place = tuple[Any, Any]
"""A container, and a key or an index in it."""


def places(value: object) -> Iterator[Place]:
    """Every place of a tree where something can be changed."""
    if isinstance(value, dict):
        pairs: Any = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        return
    for key, inner in pairs:
        yield value, key
        yield from places(inner)


def change(place: Place, chance: random.Random) -> None:
    """Change one place: another value, nothing, twice, or in another order."""
    container, key = place
    value = container[key]
    if isinstance(value, bool) or value is None:
        container[key] = "p1"
    elif isinstance(value, int):
        container[key] = value + chance.choice((-1, 1))
    elif isinstance(value, str):
        container[key] = _other_text(value, chance)
    elif isinstance(container, list) and chance.random() < 0.5:
        container.insert(key, copy.deepcopy(value))
    else:
        del container[key]


def _other_text(value: str, chance: random.Random) -> str:
    if value.startswith("p"):
        return chance.choice([f"p{place}" for place in range(18) if f"p{place}" != value])
    if value[:1].isdigit():
        numerator, _, denominator = value.partition("/")
        return f"{numerator}1" + (f"/{denominator}" if denominator else "")
    others = {
        "funded",
        "misfit",
        "threshold",
        "unbacked",
        "after",
        "reserve",
        "single",
        "all",
        "exhaustive",
        "overspent",
    }
    return chance.choice(sorted(others - {value}))


def test_a_thousand_changes_are_refused_though_hashed_again(recount, tmp_path):
    chance = seeded(20261125)
    kept = {name: json.loads(publish(tmp_path, name, 7).read_bytes()) for name in COUNTS}
    forged, accepted = tmp_path / "forged.json", []
    for turn in range(MUTATIONS):
        name = list(COUNTS)[turn % len(COUNTS)]
        published = copy.deepcopy(kept[name])
        before = recount.canonical(published)
        change(chance.choice([place for part in CHANGED for place in places(published[part])]), chance)
        assert recount.canonical(published) != before
        forged.write_bytes(hash_again(recount, published))
        recount.check_chain(json.loads(forged.read_bytes()))  # the chain alone sees nothing
        try:
            recount.verify(forged)
        except recount.RefusedError:
            continue
        accepted.append((turn, name))
    assert accepted == []


def test_one_more_voter_changes_every_share_and_is_refused(recount, tmp_path):
    published = json.loads(publish(tmp_path, "equal shares", 5).read_bytes())
    for group in range(len(published["election"]["ballots"])):
        forged = copy.deepcopy(published)
        forged["election"]["ballots"][group]["voters"] += 1
        path = tmp_path / "forged.json"
        path.write_bytes(hash_again(recount, forged))
        with pytest.raises(recount.RefusedError):
            recount.verify(path)


def test_a_change_that_is_not_hashed_again_is_seen_by_the_chain(recount, tmp_path):
    published = json.loads(publish(tmp_path, "greedy", 5).read_bytes())
    published["election"]["projects"][0]["name"] = "Un autre nom"
    path = tmp_path / "forged.json"
    path.write_bytes(recount.canonical(published) + b"\n")
    with pytest.raises(recount.RefusedError, match="chaîne d’empreintes"):
        recount.verify(path)


# ── what each check says ────────────────────────────────────────────────────────────────────────────────────────────


def _pay_more(published: dict[str, Any]) -> None:
    published["certificate"]["purchases"][0]["payments"][0]["paid"] += "0"


def _pay_above(published: dict[str, Any]) -> None:
    payment = next(
        payment
        for purchase in published["certificate"]["purchases"]
        for payment in purchase["payments"]
        if payment["before"] == payment["paid"]
    )
    payment["before"] = "0"


def _one_voter_more(published: dict[str, Any]) -> None:
    published["certificate"]["purchases"][0]["payments"][0]["voters"] += 1


def _dearer_first(published: dict[str, Any]) -> None:
    """Forge nothing but the choice: stop before the last purchase, as if nobody could pay for it."""
    bought = published["certificate"]["purchases"].pop()
    published["result"]["winners"].remove(bought["project"])


def _same_project_twice(published: dict[str, Any]) -> None:
    published["certificate"]["purchases"].append(published["certificate"]["purchases"][0])


def _other_lot(published: dict[str, Any]) -> None:
    published["ties"]["criteria"] = ["lot:another seed"]


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (_pay_more, "n’est pas un nombre écrit|n’avaient que|les paiements font"),
        (_pay_above, "ils n’avaient que 0"),
        (_one_voter_more, "les bulletins ne disent pas cela"),
        (_dearer_first, "le recompte donne"),
        (_same_project_twice, "acheté deux fois"),
        (_other_lot, "l’ordre publié ne suit pas des critères"),
    ],
)
def test_a_refusal_says_what_is_wrong(recount, tmp_path, forge: Callable[[dict[str, Any]], None], said):
    published = json.loads(publish(tmp_path, "equal shares", 4).read_bytes())
    forge(published)
    path = tmp_path / "forged.json"
    path.write_bytes(hash_again(recount, published))
    with pytest.raises(recount.RefusedError, match=said):
        recount.verify(path)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"not json", 2),
        (b'{"format": 1.5}', 2),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 2),
        (b"\xff\xfe", 2),
        (b'{"format":"essaim/resultat-scrutin/1","format":"x"}\n', 1),
        (b"[]\n", 1),
        (b"{}\n", 1),
    ],
)
def test_a_file_that_is_no_result_is_told_apart_from_a_wrong_one(recount, tmp_path, raw, code):
    path = tmp_path / "file.json"
    path.write_bytes(raw)
    assert recount.main([str(path)]) == code


def test_the_fingerprint_that_was_published_elsewhere_is_compared(recount, tmp_path, capsys):
    path = publish(tmp_path, "phragmen", 2)
    last = json.loads(path.read_bytes())["chain"][-1]["sha256"]
    assert recount.main([str(path), "--empreinte", last.upper()]) == 0
    assert recount.main([str(path), "--empreinte", "0" * 64]) == 1
    assert "ce n’est pas celle que vous avez donnée" in capsys.readouterr().out


def test_the_certificate_alone_says_that_it_did_not_search_the_start(recount, tmp_path, capsys):
    path = publish(tmp_path, "equal shares, add1 to the last feasible", 2)
    assert recount.main([str(path), "--certificat"]) == 0
    assert "Seul le compte retenu a été refait" in capsys.readouterr().out


# ── it stands alone ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_imports_the_standard_library_and_nothing_of_ours():
    tree = ast.parse(RECOUNT.read_text(encoding="utf-8"))
    imported = {
        name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    imported |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)


def test_it_runs_without_any_installed_package(tmp_path):
    path = publish(tmp_path, "equal shares", 1)
    done = subprocess.run([sys.executable, "-I", "-S", RECOUNT, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Le résultat publié est juste" in done.stdout
