"""Candidates counted: their frames, what is kept of each, what a file may say and what is refused. No database."""

from dataclasses import replace
from fractions import Fraction

import pytest

from essaim.adoptions.contract import RefusedActError
from essaim.cores import voting
from essaim.engines.ballots.domain.vote.counts import COUNTED
from essaim.engines.ballots.domain.workshop import gathering, packing
from essaim.engines.ballots.domain.workshop.candidates import BY_KEY, WAYS
from essaim.engines.ballots.domain.workshop.counting import PARTED, count_way
from essaim.engines.ballots.domain.workshop.cutting import even_shares, fields_of, proposed_bounds
from essaim.engines.ballots.domain.workshop.joining import Part, join
from tests.apps.engines.ballots.workshop.world import CAST, pabulib
from tests.conftest import REAL_DATA

ELECTION = gathering.from_file("f", pabulib()).election


def line(way, election=ELECTION, **changes):
    packed, digest = packing.pack(election)
    task = {"election": packing.unpack(packed), "way": way, "field": "canton", "bounds": ["10000", "45000"],
            "shares": [20, 40, 40], "zones": [], "lot": digest, "parted": 0, **changes}  # fmt: skip
    return count_way(task)


def test_by_votes_one_skips_and_the_other_stops():
    assert line("votes-skip")["winners"] == ["2", "3", "4"]  # 110, then 80 by lot or by price, then what fits
    stopped = line("votes-stop")
    assert stopped["winners"] in (["2", "3"], ["2"])
    assert Fraction(stopped["cost"]) + Fraction(stopped["unspent"]) == 100_000


def test_each_band_has_its_money_and_what_is_left_goes_to_all():
    found = line("bands")  # 20 000 under 10 000; 40 000 up to 45 000; 40 000 above; the rest to all, by votes
    assert found["winners"] == ["4", "5", "3"]
    assert {(one["value"], one["winners"]) for one in found["slices"] if one["by"] == "cost"} == {
        ("10000", 2), ("45000", 1), ("", 0),
    }  # fmt: skip


def test_one_winner_a_canton_comes_first():
    found = line("canton")
    first = {ELECTION.projects[ELECTION.position[key]].fields["canton"] for key in found["winners"][:3]}
    assert first == {"Auch", "Condom", "Fleurance"}


def test_shares_of_voters_are_those_of_a_count_by_hand():
    found = line("votes-skip")
    won = set(found["winners"])
    assert found["served"] == sum(times for chosen, times in CAST if won & set(chosen.split(",")))
    assert found["chosen"] == sum(times * len(won & set(chosen.split(","))) for chosen, times in CAST)


@pytest.mark.parametrize("key", [way.key for way in WAYS])
def test_every_candidate_counts_these_ballots_within_the_envelope(key):
    found = line(key)
    assert found["refused"] == ""
    assert Fraction(found["cost"]) <= 100_000
    assert found["winners"]


def test_what_a_candidate_lacks_is_said():
    assert "aucune borne" in line("bands", bounds=[], shares=[100])["refused"]
    assert "aucune répartition" in line("canton", field="")["refused"]
    assert "n’a pas de champ « quartier »" in line("canton", field="quartier")["refused"]


def test_parted_ballots_give_votes_and_no_share_of_voters():
    found = line("votes-skip", parted=7)
    assert found["winners"] == line("votes-skip")["winners"]
    assert found["served"] is None
    assert {one["served"] for one in found["slices"]} == {None}
    assert [line(way.key, parted=7)["refused"] for way in WAYS if not way.by_votes] == [PARTED] * 5


def renamed(election, names, budget):
    return replace(election, budget=budget, projects=tuple(replace(one, id=names[one.id]) for one in election.projects))


def test_zones_keep_their_envelopes_under_every_candidate():
    north = Part("Nord", voting.read_pabulib(pabulib()), 0)
    other = {str(number): str(number + 5) for number in range(1, 6)}
    south = Part("Sud", renamed(voting.read_pabulib(pabulib()), other, Fraction(50_000)), 0)
    election = join([north, south], {}, {"1": "Auch"})
    assert election.budget == 150_000
    assert election.projects[0].fields["commune"] == "Auch"
    zones = [["Nord", "100000"], ["Sud", "50000"]]
    for way in WAYS:
        found = line(way.key, election, zones=zones)
        assert found["refused"] == "", way.key
        spent = dict.fromkeys(("Nord", "Sud"), Fraction(0))
        for key in found["winners"]:
            project = election.projects[election.position[key]]
            spent[project.fields["secteur"]] += project.cost
        assert spent["Nord"] <= 100_000
        assert spent["Sud"] <= 50_000


def test_a_chosen_candidate_is_counted_by_the_vote_as_in_the_workshop():
    kept = [way for way in WAYS if way.record is not None]
    assert len(kept) == 6
    for way in kept:
        assert COUNTED[way.record] == way.rules
    assert {way.key for way in WAYS if way.record is None} == {"bands", "canton", "welfare"}


def test_what_a_file_knows_of_voters_is_nowhere():
    packed, _ = packing.pack(ELECTION)
    kept = str(packing.unpack(packed))
    assert all(word not in kept for word in ("age", "sex", "voter_id", "v12"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pabulib().replace(b"budget;100000", b"budget;beaucoup"), "ligne 7, champ « budget »"),
        (pabulib().replace(b";60000;", b";x;"), "ligne 12, champ « cost »"),
        (b"{", "ligne 1"),
        (b"[" * 10, "Fichier illisible"),
        (b'{"a":' + b"[" * 100_000, "sans fin"),
        (b'{"format": "autre"}', "champ absent"),
        (b"\xff\xfe\x00", "Fichier illisible"),
        (pabulib([]), "aucun bulletin"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(data, words):
    with pytest.raises(RefusedActError, match=words.replace("(", r"\(")):
        gathering.from_file("f", data)


def test_a_file_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(gathering, "BYTES_AT_MOST", 1_000_000)
    with pytest.raises(RefusedActError, match="dépasse 1 Mo"):
        gathering.from_file("f", b" " * 1_000_001)
    monkeypatch.setattr(gathering, "PROJECTS_AT_MOST", 4)
    with pytest.raises(RefusedActError, match="5 projets et 200 bulletins"):
        gathering.from_file("f", pabulib())


def test_points_are_said_not_to_count():
    points = b"""META
key;value
budget;100
vote_type;cumulative
PROJECTS
project_id;cost
a;60
b;50
VOTES
voter_id;vote;points
1;a,b;3,1
2;b;4
"""
    found = gathering.from_file("f", points)
    assert "portent des points" in str(found.election.remarks[-1])
    assert count_way({"election": packing.unpack(packing.pack(found.election)[0]), "way": "votes-skip", "field": "",
                      "bounds": [], "shares": [100], "zones": [], "lot": "a", "parted": 0})["winners"] == ["b"]  # fmt: skip


def test_fields_and_bands_are_proposed_from_the_projects():
    projects = [{"fields": {"canton": name, "votes": str(rank), "one": "x"}} for rank, name in enumerate("abca")]
    assert fields_of(projects) == [("canton", 3)]
    assert proposed_bounds([Fraction(cost) for cost in (1234, 4567, 9876, 20_000, 31_111, 44_444)]) == [9900, 31000]
    assert proposed_bounds([Fraction(5)] * 4) == []
    assert proposed_bounds([]) == []
    assert [sum(even_shares(bands)) for bands in range(1, 9)] == [100] * 8


@pytest.mark.parametrize("name", ["Poland_Swiecie_2023.pb", "Poland_Zabrze_2020_Guido.pb"])
def test_real_files_are_counted_by_every_candidate(name):
    path = REAL_DATA / "data" / "pabulib" / name
    if not path.exists():
        pytest.skip("the real data are not here")
    found = gathering.from_file(name, path.read_bytes())
    bounds = [str(bound) for bound in proposed_bounds(one.cost for one in found.election.projects)]
    changes = {"field": "", "bounds": bounds, "shares": even_shares(len(bounds) + 1)}
    for way in WAYS:
        counted = line(way.key, found.election, **changes)
        assert ("refused" in counted) == bool(way.key)
        if way.key != "canton":
            assert counted["refused"] == ""
            assert Fraction(counted["cost"]) + Fraction(counted["unspent"]) == found.election.budget
    assert BY_KEY["canton"].shape == "canton"
