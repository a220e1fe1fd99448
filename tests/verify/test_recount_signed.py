"""The recount's signatures and proofs, held by libraries and by the RFCs' examples; and each change of what is signed, refused."""

import argparse
import copy
import hashlib
import importlib.util
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from essaim.engines.ballots.domain.vote.tree import consistency, inclusion, root_of
from tests.verify.test_recount import TRUSTED, change, places, publish, seeded, sign_again

RECOUNT = Path(__file__).parents[2] / "verify" / "recount.py"
KEY = SigningKey(b"another key of the tests........")
PUBLIC = bytes(KEY.verify_key).hex()
ORDER = 2**252 + 27742317777372353535851937790883648493
RFC = [  # RFC 8032, section 7.1, tests 1 and 2: public key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
]  # fmt: skip


@pytest.fixture(scope="module")
def recount():
    specification = importlib.util.spec_from_file_location("recount_signed", RECOUNT)
    module = importlib.util.module_from_spec(specification)
    sys.modules["recount_signed"] = module
    specification.loader.exec_module(module)
    yield module
    del sys.modules["recount_signed"]


# ── Ed25519 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("key", "message", "signature"), RFC)
def test_the_examples_of_the_rfc_are_accepted(recount, key, message, signature):
    assert recount.signature_holds(*map(bytes.fromhex, (key, message, signature)))


def nacl_says(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=80),
    st.integers(0, 511),
    st.sampled_from(["", "key", "signature"]),
)
def test_it_answers_as_the_library_does(recount, seed, message, bit, changed):
    made = SigningKey(seed)
    parts = {"key": bytearray(bytes(made.verify_key)), "signature": bytearray(made.sign(message).signature)}
    if changed:
        part = parts[changed]
        part[bit // 8 % len(part)] ^= 1 << bit % 8
    key, signature = bytes(parts["key"]), bytes(parts["signature"])
    assert recount.signature_holds(key, message, signature) == nacl_says(key, message, signature)
    assert bool(changed) != recount.signature_holds(key, message, signature)


def test_a_second_writing_of_a_signature_is_refused(recount):
    good = KEY.sign(b"message").signature
    other = good[:32] + (int.from_bytes(good[32:], "little") + ORDER).to_bytes(32, "little")
    assert recount.signature_holds(bytes(KEY.verify_key), b"message", good)
    assert not recount.signature_holds(bytes(KEY.verify_key), b"message", other)


@pytest.mark.parametrize("key", [bytes([1]) + bytes(31), bytes(32), b"\xec" + b"\xff" * 30 + b"\x7f", b"\xff" * 32])
def test_a_key_that_any_message_satisfies_or_that_is_none_is_refused(recount, key):
    for scalar in range(4):
        neutral = bytes([1]) + bytes(31) + scalar.to_bytes(32, "little")
        assert not recount.signature_holds(key, b"anything", neutral)


# ── the signed result ───────────────────────────────────────────────────────────────────────────────────────────────


def signed(recount, folder: Path, name: str = "greedy in bands") -> Path:
    path = folder / "signe.json"
    path.write_bytes(sign_again(recount, json.loads(publish(folder, name, 4).read_bytes())))
    return path


def test_a_signed_result_is_accepted_and_says_what_the_signature_proves(recount, tmp_path, capsys):
    path = signed(recount, tmp_path)
    assert recount.main([str(path), "--cle", TRUSTED[0]]) == 0
    said = capsys.readouterr().out
    assert "celle que vous avez donnée" in said
    assert "Elle ne prouve ni qu’il est juste" in said
    assert recount.main([str(path)]) == 0
    assert "Comparez-la avec celle que d’autres ont notée" in capsys.readouterr().out
    assert recount.main([str(path), "--cle", PUBLIC]) == 1
    assert "ce n’est pas celle que vous avez donnée" in capsys.readouterr().out


def test_a_result_that_is_not_signed_says_so_and_is_refused_with_a_key(recount, tmp_path, capsys):
    path = publish(tmp_path, "greedy", 4)
    assert recount.main([str(path)]) == 0
    assert "n’est pas signé" in capsys.readouterr().out
    assert recount.main([str(path), "--cle", PUBLIC]) == 1


def test_each_change_of_the_signature_is_refused(recount, tmp_path):
    path, forged = signed(recount, tmp_path), tmp_path / "forged.json"
    kept = json.loads(path.read_bytes())
    number = len(list(places({"signature": kept["signature"]})))
    for rank in range(number):
        published = copy.deepcopy(kept)
        change(list(places({"signature": published["signature"]}))[rank], seeded(rank))
        if published == kept:  # the place of the whole signature, that is taken away from a dictionary beside
            del published["signature"]
        forged.write_bytes(recount.canonical(published) + b"\n")
        with pytest.raises(recount.RefusedError):
            recount.verify(forged, keys=TRUSTED)


def test_the_signature_of_another_result_is_refused(recount, tmp_path):
    one, other = (json.loads(sign_again(recount, json.loads(publish(tmp_path, name, 4).read_bytes())))
                  for name in ("greedy", "phragmen"))  # fmt: skip
    path = tmp_path / "forged.json"
    path.write_bytes(recount.canonical(one | {"signature": other["signature"]}) + b"\n")
    with pytest.raises(recount.RefusedError, match="signature n’est pas celle"):
        recount.verify(path)


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────────────────────


def receipts(number: int) -> list[str]:
    return [hashlib.sha256(str(rank).encode()).hexdigest() for rank in range(number)]


def raw(words: list[str]) -> list[bytes]:
    return [bytes.fromhex(word) for word in words]


@given(st.integers(1, 130), st.data())
def test_a_receipt_is_under_the_root_and_no_other_is(recount, size, data):
    held = receipts(size)
    place = data.draw(st.integers(0, size - 1))
    path, root = raw(inclusion(held, place)), bytes.fromhex(root_of(held))
    assert recount.is_included(place, size, bytes.fromhex(held[place]), path, root)
    assert not recount.is_included(place, size, bytes.fromhex(receipts(size + 1)[-1]), path, root)
    assert not recount.is_included(place + 1, size, bytes.fromhex(held[place]), path, root)
    assert not recount.is_included(place, size, bytes.fromhex(held[place]), [*path, root], root)


@given(st.integers(1, 130), st.data())
def test_a_later_tree_goes_on_and_a_changed_one_does_not(recount, size, data):
    before = data.draw(st.integers(1, size))
    held = receipts(size)
    earlier, root = bytes.fromhex(root_of(held[:before])), bytes.fromhex(root_of(held))
    path = raw(consistency(held, before))
    assert recount.goes_on(before, size, path, earlier, root)
    changed = [hashlib.sha256(b"x").hexdigest(), *held[1:]]
    other, forged = bytes.fromhex(root_of(changed)), raw(consistency(changed, before))
    assert not recount.goes_on(before, size, forged, earlier, other)
    assert not recount.goes_on(before, size, path, earlier, other)


@given(st.integers(0, 130))
def test_a_tree_that_grows_has_the_roots_of_the_library(recount, size):
    tree = recount.Growing()
    for receipt in raw(receipts(size)):
        tree.add(receipt)
    assert tree.root.hex() == root_of(receipts(size))


# ── checkpoints ─────────────────────────────────────────────────────────────────────────────────────────────────────

ELECTION = "3f9e4a8e-1111-4000-8000-000000000000"
SIZES = (2, 3, 7, 12)


def checkpoint(recount, number: int, held: list[str], before: int, key: SigningKey = KEY) -> dict:
    made = {
        "format": recount.CHECKPOINT, "election": ELECTION, "number": number, "size": len(held), "root": root_of(held),
        "at": "2026-11-25T10:00:00+00:00", "final": number == len(SIZES),
    }  # fmt: skip
    value = key.sign(recount.canonical(made)).signature.hex()
    return made | {"proof": consistency(held, before), "key": bytes(key.verify_key).hex(), "signature": value}


def urn(recount, held: list[str]) -> dict:
    rows = [checkpoint(recount, number, held[:size], before)
            for number, (size, before) in enumerate(zip(SIZES, (0, *SIZES), strict=False), start=1)]  # fmt: skip
    return {"format": recount.CHECKPOINTS, "election": ELECTION, "checkpoints": rows}


def in_order(held: list[str]) -> list[str]:
    bounds = zip((0, *SIZES), SIZES, strict=False)
    return [receipt for first, last in bounds for receipt in sorted(held[first:last])]


def written(path: Path, value: object) -> str:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return str(path)


def csv_of(held: list[str]) -> str:
    lines = [f"{number};{receipt};0" for number, (first, last) in enumerate(zip((0, *SIZES), SIZES, strict=False), start=1)
             for receipt in held[first:last]]  # fmt: skip
    return "\n".join(["releve;recu;ecarte", *lines, ""])


def test_checkpoints_receipts_and_what_was_kept_are_verified(recount, tmp_path, capsys):
    held = in_order(receipts(12))
    all_ = urn(recount, held)
    file, listed = written(tmp_path / "releves.json", all_), written(tmp_path / "recus.csv", csv_of(held))
    mail = written(tmp_path / "message.txt", f"Bonjour,\n\nVoici :\n{json.dumps(all_['checkpoints'][1])}\n")
    assert recount.main([file, "--recus", listed, "--garde", mail, "--cle", PUBLIC]) == 0
    said = capsys.readouterr().out
    assert "12 reçus publiés" in said
    assert "y est, inchangé" in said
    assert recount.main([file]) == 0
    assert "une urne réécrite en entier ne se verrait pas" in capsys.readouterr().out


def test_an_urn_written_again_is_seen_by_who_kept_a_checkpoint_only(recount, tmp_path, capsys):
    """The key signs anything: a forged urn holds by itself, until somebody shows what it signed before."""
    honest, forged = urn(recount, in_order(receipts(12))), urn(recount, in_order(receipts(13)[1:]))
    file = written(tmp_path / "releves.json", forged)
    assert recount.main([file, "--cle", PUBLIC]) == 0
    kept = written(tmp_path / "garde.json", honest["checkpoints"][0])
    assert recount.main([file, "--cle", PUBLIC, "--garde", kept]) == 1
    assert "il prouve que l’urne a été réécrite" in capsys.readouterr().out


def test_each_change_of_a_checkpoint_is_refused(recount):
    kept = urn(recount, in_order(receipts(12)))
    number, accepted = len(list(places(kept))), []
    for rank in range(number):
        told = copy.deepcopy(kept)
        change(list(places(told))[rank], seeded(rank))
        try:
            found = recount.read_checkpoints(told, [PUBLIC])
            recount.check_kept(recount.read_checkpoints(kept, [PUBLIC]), found)
        except recount.RefusedError:
            continue
        accepted.append((rank, told))
    assert accepted == []


def test_a_checkpoint_that_does_not_go_on_is_refused_though_signed(recount):
    held, other = in_order(receipts(12)), in_order(receipts(13)[1:])
    told = urn(recount, held)
    told["checkpoints"][3] = checkpoint(recount, 4, other, 7)
    with pytest.raises(recount.RefusedError, match="relevé n° 4 : il ne prolonge pas"):
        recount.read_checkpoints(told, [PUBLIC])
    with pytest.raises(recount.RefusedError, match="pas par relevé"):
        recount.check_receipts(recount.read_checkpoints(urn(recount, held), []), _csv([*held[:-1], "0" * 64]))


def _csv(held):
    class Text:
        def read_text(self, **_):
            return csv_of(held)

    return Text()


def test_a_receipt_is_proved_under_a_checkpoint(recount, tmp_path, capsys):
    held = in_order(receipts(12))
    one = checkpoint(recount, 4, held, 7)
    proof = {"format": recount.INCLUDED, "receipt": held[5], "place": 5, "path": inclusion(held, 5), "checkpoint": one}
    assert recount.main([written(tmp_path / "preuve.json", proof), "--cle", PUBLIC]) == 0
    assert "est sous le relevé n° 4" in capsys.readouterr().out
    number = len(list(places(proof)))
    options = argparse.Namespace(cle=[PUBLIC], garde=None, recus=None)
    for rank in range(number):
        told = copy.deepcopy(proof)
        change(list(places(told))[rank], seeded(rank))
        ignored = told["checkpoint"].get("proof") != one["proof"] if isinstance(told.get("checkpoint"), dict) else False
        if ignored and told | {"checkpoint": one} == proof:
            continue  # how it goes on from the one before says nothing of this receipt
        with pytest.raises(recount.RefusedError):
            recount._report_included(told, options)


def test_no_checkpoint_in_a_kept_file_is_said(recount, tmp_path, capsys):
    file = written(tmp_path / "releves.json", urn(recount, in_order(receipts(12))))
    assert recount.main([file, "--garde", written(tmp_path / "vide.txt", "Bonjour")]) == 2
    assert "aucun relevé ne s’y lit" in capsys.readouterr().err
    assert recount.main([file, "--garde", str(tmp_path / "absent")]) == 2
