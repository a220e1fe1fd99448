"""Keys shared by Shamir, ballots in sealed boxes, the hash tree, the list of voters: the pure parts, and their refusals."""

import io
import json
import shutil
import subprocess
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey
from openpyxl import Workbook

from essaim.cores.tables import UnreadableError
from essaim.engines.ballots.domain.vote import keys, sealing, tree
from essaim.engines.ballots.domain.vote.frame import shown_ballots
from essaim.engines.ballots.domain.vote.freezing import born_until
from essaim.engines.ballots.domain.vote.roll_reading import read_roll
from essaim.engines.ballots.domain.vote.sealing import Style, Void

STYLE = Style("5f7b1c1e-0000-4000-8000-000000000000", "auch", range(1, 417), 1, 6)
VENDOR = Path(__file__).parents[5] / "essaim/foundation/ui/static/vendor"
SCRIPT = Path(__file__).parents[5] / "essaim/engines/ballots/static/ballots/vote.js"


def test_any_two_of_three_shares_open_and_one_or_strangers_do_not():
    public, shares = keys.make_keys()
    for pair in combinations(shares, 2):
        assert bytes(keys.private_key(pair).public_key) == public
    with pytest.raises(keys.BadShareError, match="deux dépositaires différents"):
        keys.private_key([shares[0], shares[0]])
    other = keys.make_keys()[1]
    assert bytes(keys.private_key([shares[0], other[1]]).public_key) != public


@given(st.integers(1, 3), st.binary(min_size=16, max_size=16), st.data())
def test_a_share_is_read_as_it_was_written_and_one_wrong_sign_is_seen(index, value, data):
    share = keys.Share(index, value)
    assert keys.read_share(share.words) == share
    assert keys.read_share(share.words.lower().replace("-", " ").replace("o", "0").replace("i", "1")) == share
    place = data.draw(st.sampled_from([n for n, sign in enumerate(share.words) if sign != "-"]))
    wrong = data.draw(
        st.sampled_from([sign for sign in "ABCDEFGHJKLMNPQRSTUVWXYZ234567" if sign != share.words[place]])
    )
    with pytest.raises(keys.BadShareError):
        keys.read_share(share.words[:place] + wrong + share.words[place + 1 :])


@pytest.mark.parametrize("words", ["", "A", "é" * 34, "AAAAA-" * 7, "9" * 34])
def test_what_is_no_share_is_refused_in_words(words):
    with pytest.raises(keys.BadShareError, match="clé"):
        keys.read_share(words)


@given(st.sets(st.integers(1, 416), min_size=1, max_size=6))
def test_a_ballot_is_opened_as_it_was_sealed_and_its_size_says_nothing(chosen):
    key = PrivateKey.generate()
    sealed = sealing.seal(bytes(key.public_key), sealing.write(STYLE, chosen))
    assert sealing.unseal(key, sealed, STYLE) == tuple(sorted(chosen))
    assert len(sealed) == STYLE.size + sealing.OVERHEAD


def test_a_ballot_sealed_twice_gives_two_envelopes_that_one_key_opens():
    key = PrivateKey.generate()
    plain = sealing.write(STYLE, [3])
    first, second = (sealing.seal(bytes(key.public_key), plain) for _ in range(2))
    assert first != second
    assert sealing.unseal(PrivateKey.generate(), first, STYLE) is Void.SEALED
    assert sealing.unseal(key, first[:-1], STYLE) is Void.SEALED
    assert sealing.unseal(key, b"", STYLE) is Void.SEALED


@given(st.binary(max_size=300))
def test_nothing_that_is_sealed_breaks_the_count(plain):
    assert isinstance(sealing.read(plain, STYLE), Void | tuple)


@pytest.mark.parametrize(
    ("change", "void"),
    [
        ({"choices": [True]}, Void.UNREADABLE), ({"choices": [1.0]}, Void.UNREADABLE), ({"choices": "12"}, Void.UNREADABLE),
        ({"name": "Camille"}, Void.UNREADABLE), ({"format": "x"}, Void.UNREADABLE), ({"election": "x"}, Void.ELSEWHERE),
        ({"choices": [417]}, Void.UNKNOWN), ({"choices": [2, 2]}, Void.TWICE), ({"choices": list(range(1, 8))}, Void.MANY),
        ({"choices": []}, Void.FEW),
    ],
)  # fmt: skip
def test_what_is_not_exactly_a_ballot_is_void(change, void):
    content = {"format": sealing.FORMAT, "election": STYLE.election, "zone": "auch", "choices": [1], **change}
    assert sealing.read(json.dumps(content).encode().ljust(STYLE.size), STYLE) is void


@pytest.mark.skipif(not shutil.which("node"), reason="node absent")
def test_what_the_page_seals_opens_here(tmp_path):
    key = PrivateKey.generate()
    text = SCRIPT.read_text(encoding="utf-8")
    plain = text[text.index("function plain(") : text.index("function seal(")]
    program = f"""
    globalThis.window = globalThis; globalThis.self = globalThis;
    const fs = require("fs"), vm = require("vm");
    for (const file of ["tweetnacl/nacl-fast.min.js", "sealedbox/sealedbox.web.js"])
      vm.runInThisContext("var module = undefined, exports = undefined, define = undefined;" + fs.readFileSync("{VENDOR}/" + file, "utf8"));
    const ballot = {{dataset: {{election: "{STYLE.election}", zone: "auch", size: "{STYLE.size}"}}}};
    {plain}
    const sealed = sealedBox.seal(plain([3, 17, 416]), new Uint8Array(Buffer.from("{bytes(key.public_key).hex()}", "hex")));
    console.log(Buffer.from(sealed).toString("hex"));
    """
    (tmp_path / "seal.js").write_text(program)
    done = subprocess.run(["node", str(tmp_path / "seal.js")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sealing.unseal(key, bytes.fromhex(done.stdout.strip()), STYLE) == (3, 17, 416)


def test_the_tree_holds_what_earlier_checkpoints_counted_and_sees_what_vanished():
    receipts = [f"{n:064x}" for n in range(40)]
    root = tree.root_of(receipts[:13])
    assert tree.holds_before(receipts, 13, root)
    assert not tree.holds_before([*receipts[:5], *receipts[6:]], 13, root)
    assert not tree.holds_before(receipts[:12], 13, root)
    assert not tree.holds_before([*receipts[:5], "f" * 64, *receipts[6:]], 13, root)


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────────────────

ZONES = {"auch": 1, "32013": 1, "condom": 2}


def test_a_list_is_read_from_a_csv_of_any_office_and_from_a_workbook():
    csv = "Numéro;Nom;Commune;Naissance;Adresse\n1;Zoé Dupont;Auch;30/11/1990;1, rue Haute|32000 Auch\n2;Bob;32013;;\n"
    for data in (csv.encode(), csv.encode("utf-8-sig"), csv.encode("cp1252")):
        first, second = read_roll(data, ZONES)
        assert (first.number, first.name, first.zone, first.born) == ("1", "Zoé Dupont", 1, date(1990, 11, 30))
        assert first.address == "1, rue Haute\n32000 Auch"
        assert second.born is None
    book = Workbook()
    book.active.append(["numero", "nom", "secteur", "naissance"])
    book.active.append([7, "Ana", "Condom", date(1980, 1, 2)])
    out = io.BytesIO()
    book.save(out)
    (only,) = read_roll(out.getvalue(), ZONES)
    assert (only.number, only.zone, only.born) == ("7", 2, date(1980, 1, 2))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "colonnes attendues : numero, nom, naissance"),
        ("numero;nom;secteur", "Le fichier n’a aucune personne."),
        ("numero;nom;secteur;adresse\n1;A;auch;1, rue;Haute", "5 cellules au lieu de 4"),
        ("nom;secteur\nA;auch", "colonnes attendues"),
        ("numero;nom;secteur;couleur\n1;A;auch;bleu", "lues : numero, nom, secteur, couleur"),
        ("numero;nom;secteur\n1;A;auch\n1;B;auch", "même numero que la ligne 2"),
        ("numero;nom;secteur;courriel\n1;A;auch;a@b.fr\n2;B;auch;A@b.fr", "même courriel que la ligne 2"),
        ("numero;nom;secteur\n1;A;ailleurs", "« ailleurs » n’est ni un secteur"),
        ("numero;nom;secteur;naissance\n1;A;auch;1990", "« naissance » vaut « 1990 »"),
        ("numero;nom;secteur;naissance\n1;A;auch;01/01/2024", "n’a pas l’âge"),
        ("numero;nom;secteur;courriel\n1;A;auch;zzz", "pas une adresse électronique"),
        (f"numero;nom;secteur\n1;{'A' * 201};auch", "plus de 200 signes"),
        ('numero;nom;secteur\n1;"A;auch', "guillemets"),
    ],
)
def test_every_fault_of_a_list_is_said_with_its_line(text, said):
    with pytest.raises(UnreadableError) as refused:
        read_roll(text.encode(), ZONES, born_until=date(2015, 5, 1))
    assert said in str(refused.value)


@pytest.mark.parametrize("data", [b"PK\x03\x04 not a workbook", b"\x00\xff" * 50])
def test_what_is_no_list_is_refused_in_words(data):
    with pytest.raises(UnreadableError):
        read_roll(data, ZONES)


def test_an_age_is_reached_on_the_day():
    assert born_until(11, date(2026, 11, 26)) == date(2015, 11, 26)
    assert born_until(11, date(2028, 2, 29)) == date(2017, 2, 28)


# ── what is published ───────────────────────────────────────────────────────────────────────────────────────────────

PUBLICATION = {"publication": {"rare": 3, "small": 20}}


CHOICES = [choices for number in (1, 2, 3) for choices in combinations(range(1, 6), number)]


@given(st.lists(st.sampled_from(CHOICES), max_size=60))
def test_rare_choices_are_parted_and_votes_stay(ballots):
    shown, parted = shown_ballots({"rule": {"rule": "greedy"}, **PUBLICATION}, ballots)
    for project in range(1, 6):
        assert sum(project in one for one in shown) == sum(project in one for one in ballots)
    small = len(ballots) < 20
    assert all(len(one) == 1 or (shown.count(one) >= 3 and not small) for one in shown)
    assert parted == sum(len(one) > 1 and (small or ballots.count(one) < 3) for one in ballots)


def test_equal_shares_needs_ballots_whole():
    ballots = [(1, 2), (3,)]
    assert shown_ballots({"rule": {"rule": "equal-shares"}, **PUBLICATION}, ballots) == (ballots, 0)


# ── durability ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_database_that_may_lose_what_it_acknowledged_is_named(durability_problems):
    if connection.vendor == "postgresql":
        assert any("fsync vaut off" in one for one in durability_problems())  # the server of the tests is so
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA synchronous").fetchone()[0]
        try:
            cursor.execute("PRAGMA synchronous=FULL")
            assert durability_problems() == []
            cursor.execute("PRAGMA synchronous=OFF")
            assert "synchronous vaut OFF" in durability_problems()[0]
        finally:
            cursor.execute(f"PRAGMA synchronous={before}")
