"""The one-file recount accepts what we publish and refuses each single change of it, even hashed again."""

import ast
import copy
import importlib.util
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from essaim.config.cli import main
from essaim.cores.voting import Rules, read_frame, rulebook_hash

ROOT = Path(__file__).parents[2]
RECOUNT = ROOT / "verify" / "recount.py"
CHANGED = ("result", "certificate", "ties")
FROZEN = ("rules", "frame", "ties")
MUTATIONS = int(os.environ.get("RECOUNT_MUTATIONS", "150"))
"""Ten of each count here; a thousand, two minutes, by `RECOUNT_MUTATIONS=1000 pytest tests/verify -k a_thousand`."""
FROZEN_MUTATIONS = 500
FORGER = SigningKey(b"a key of the tests, of nobody...")
TRUSTED = [bytes(FORGER.verify_key).hex()]
BOUND = {
    "election": "3f9e4a8e-0000-4000-8000-000000000000",
    "zone": "tout",
    "rules": "0" * 64,
    "checkpoint": {"number": 3, "size": 200, "root": "1" * 64},
    "at": "2026-11-25T10:00:00+00:00",
}

BANDS = [
    {"id": "petits", "share": "0.4", "among": {"up_to": "120"}, "leftover": "grands"},
    {"id": "grands", "name": "Grands", "among": {"over": "120"}},
]
ZONES = [
    {"id": "est", "amount": "1000", "among": {"fields": {"zone": ["est"]}}, "leftover": "reste", "part": "0.5"},
    {"id": "ouest", "amount": "1000", "among": {"fields": {"zone": ["ouest"]}}, "leftover": "reste", "most": 3},
    {"id": "reste"},
]
ONE_A_CANTON = [
    {"id": "jeunes", "share": "0.1", "among": {"fields": {"public": ["jeunes"]}}, "leftover": "general"},
    {"id": "cantons", "limits": [{"field": "canton", "most": 1}], "leftover": "general"},
    {"id": "general", "amount": "0"},
]
LIMITED = {"limits": [{"field": "porteur", "most": 2}], "apart": [["p1", "p3", "p5"], ["p2", "p8"]], "minimum": 20}
BALLOTS = {"least": 2, "most": 4, "limits": [{"field": "porteur", "most": 2}], "apart": [["p0", "p1"]]}
FRAMES = {
    "bands": {"pots": BANDS, "ballot": BALLOTS, **LIMITED},
    "zones": {"pots": ZONES, "ballot": {"same": ["zone"]}, "apart": [["p0", "p2"]]},
    "cantons": {"pots": ONE_A_CANTON, "limits": [{"field": "porteur", "most": 3}]},
    "zones, for shares": {"pots": [{k: v for k, v in pot.items() if k not in {"part", "most"}} for pot in ZONES[:1]]
                          + [{"id": "ouest", "among": {"fields": {"zone": ["ouest"]}}}], "minimum": 20},
    "bands, for shares": {"pots": BANDS, "minimum": 20, "ballot": {"most": 4}},
}  # fmt: skip
FRAMES["zones, for shares"]["pots"][0]["leftover"] = "ouest"

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
    "greedy in bands": ("approval", "--rule", "greedy", "--frame", "bands"),
    "greedy in zones that stop": ("approval", "--rule", "greedy", "--variant", "stop", "--frame", "zones"),
    "greedy by points, one a canton": ("cumulative", "--rule", "greedy", "--by", "points", "--frame", "cantons"),
    "equal shares in zones": ("approval", "--rule", "equal-shares", "--frame", "zones, for shares"),
    "equal shares in bands, add1": (
        *("approval", "--rule", "equal-shares", "--completion", "add1", "--fill", "votes"),
        *("--step", "0.5", "--frame", "bands, for shares"),
    ),
    "phragmen in bands": ("approval", "--rule", "phragmen", "--frame", "bands, for shares"),
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
    fields = seeded(len(kind))  # apart: elections without a frame stay as they were
    for project in projects:
        project["fields"] = {
            "zone": fields.choice(("est", "ouest")),
            "canton": fields.choice("abcde"),
            "porteur": fields.choice("uvwxyz"),
            "public": fields.choice(("jeunes", "tous", "tous")),
        }
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
    if "--frame" in words:
        frame = folder / "cadre.json"
        frame.write_text(json.dumps({"format": "essaim/cadre/1", **FRAMES[words[-1]]}), encoding="utf-8")
        words[-1] = str(frame)
    assert main(["tally", str(scrutin), *words, "--ties", f"lot:{seed}", "--publish", str(result)]) == 0
    return result


def hash_again(recount, published: dict[str, Any]) -> bytes:
    """Write a changed result as whoever forged it would: canonical, with a chain that holds."""
    last, chain = "", []
    for part in recount.FORMATS[published["format"]]:
        last = recount.hashlib.sha256(last.encode() + b"\n" + recount.canonical(published[part])).hexdigest()
        chain.append({"part": part, "sha256": last})
    return recount.canonical(published | {"chain": chain}) + b"\n"


def sign_again(recount, published: dict[str, Any], **bound: Any) -> bytes:
    """Write a changed result as who holds the key would: hashed, then signed; nothing is wrong but what it says."""
    hashed = json.loads(hash_again(recount, published))
    made, named = BOUND | bound, published["format"] + ".1"
    signed = recount.canonical(made | {"format": named, "sha256": hashed["chain"][-1]["sha256"]})
    signature = made | {"key": TRUSTED[0], "value": FORGER.sign(signed).signature.hex()}
    return recount.canonical(hashed | {"format": named, "signature": signature}) + b"\n"


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
        "apart",
        "each",
        "limit",
        "full",
        "part",
        "minimum",
        "few",
        "many",
        "canton",
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


def test_a_thousand_changes_are_refused_though_hashed_and_signed_again(recount, tmp_path):
    chance = seeded(20261125)
    kept = {name: json.loads(publish(tmp_path, name, 7).read_bytes()) for name in COUNTS}
    forged, accepted = tmp_path / "forged.json", []
    for turn in range(MUTATIONS):
        name = list(COUNTS)[turn % len(COUNTS)]
        published = copy.deepcopy(kept[name])
        before = recount.canonical(published)
        change(chance.choice([place for part in CHANGED for place in places(published[part])]), chance)
        assert recount.canonical(published) != before
        forged.write_bytes(sign_again(recount, published))
        recount.check_signed(forged, recount.check_chain(recount.read(forged)), TRUSTED)  # chain and key see nothing
        try:
            recount.verify(forged, keys=TRUSTED)
        except recount.RefusedError:
            continue
        accepted.append((turn, name))
    assert accepted == []


def test_changes_of_frozen_rules_are_refused_by_the_fingerprint_published_before(recount, tmp_path):
    """A frame that is changed, hashed and signed again is another rulebook: what was published before the vote tells."""
    chance = seeded(20261126)
    names = [name for name in COUNTS if "--frame" in COUNTS[name]]
    kept = {name: json.loads(publish(tmp_path, name, 7).read_bytes()) for name in names}
    forged, accepted, by_count_alone = tmp_path / "forged.json", [], 0
    for turn in range(FROZEN_MUTATIONS):
        name = names[turn % len(names)]
        published = copy.deepcopy(kept[name])
        rules, criteria, frame = (published["rules"], published["ties"]["criteria"], published["frame"])
        frozen = rulebook_hash(Rules.from_json(rules), criteria, read_frame(frame))
        change(chance.choice([place for part in FROZEN for place in places(published[part])]), chance)
        if published == kept[name]:
            continue
        forged.write_bytes(hash_again(recount, published))
        try:
            recount.verify(forged, rulebook=frozen)
        except recount.RefusedError:
            by_count_alone += refused(recount, forged)
            continue
        accepted.append((turn, name))
    assert accepted == []
    assert by_count_alone > FROZEN_MUTATIONS / 2  # most changes are seen by the count, even without the fingerprint


def refused(recount, path: Path) -> bool:
    try:
        recount.verify(path)
    except recount.RefusedError:
        return True
    return False


def test_the_rulebook_published_before_the_vote_is_accepted(recount, tmp_path, capsys):
    path = publish(tmp_path, "greedy in bands", 3)
    published = json.loads(path.read_bytes())
    frame = read_frame(published["frame"])
    frozen = rulebook_hash(Rules.from_json(published["rules"]), published["ties"]["criteria"], frame)
    assert recount.main([str(path), "--reglement", frozen]) == 0
    assert "Enveloppe « petits »" in capsys.readouterr().out
    assert recount.main([str(path), "--reglement", "0" * 64]) == 1
    assert "ce n’est pas celle qui fut publiée avant le vote" in capsys.readouterr().out


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
