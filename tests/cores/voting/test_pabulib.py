"""Every oddity of a real file is an error or a remark that names line and field; what is written is read again."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import BadElection, Election, Project, read_pabulib, write_pabulib
from essaim.cores.voting.election import group_ballots
from tests.cores.voting.elections import TEXT

GOOD = """META
key;value
description;Un budget
num_projects;3
num_votes;4
budget;1000
vote_type;approval
rule;greedy
max_length;2
PROJECTS
project_id;cost;votes;name;selected
a;600;2;Le banc;1
b;300.50;2;"Un ""bac"" ; un jardin";0
c;100;1;Le mur;
VOTES
voter_id;vote;age
v1;a,b;30
v2;b;
v3;c,a;12
v4;;
"""


def with_line(old: str, new: str, text: str = GOOD) -> str:
    assert old in text
    return text.replace(old, new, 1)


def only_remark(text: str | bytes):
    election = read_pabulib(text)
    kept = [remark for remark in election.remarks if "bulletin vide" not in remark.text]
    assert len(kept) == 1, election.remarks
    return election, kept[0]


def test_an_ordinary_file():
    election = read_pabulib(GOOD)
    assert (election.budget, election.kind, election.voters) == (1000, "approval", 4)
    assert [project.id for project in election.projects] == ["a", "b", "c"]
    assert election.projects[1] == Project("b", Fraction("300.5"), 'Un "bac" ; un jardin', {"votes": "2"}, "0")
    assert sorted(election.ballots.groups()) == [((), (), 1), ((0, 1), (), 1), ((0, 2), (), 1), ((1,), (), 1)]
    assert election.meta == {"description": "Un budget", "rule": "greedy", "max_length": "2"}
    assert [str(remark) for remark in election.remarks] == [
        "ligne 20, champ « vote » : bulletin vide : compté parmi les votants, sans choix"
    ]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n", "\n\n"),
        GOOD.replace("META", "meta ;").replace("VOTES\n", "Votes;;\n"),
        GOOD.replace("v1;a,b;30", 'v1;"a,b";30'),
        GOOD.replace("v1;a,b;30", "v1; b , a ;30"),
    ],
)
def test_writings_that_change_nothing(data):
    assert read_pabulib(data).canonical().ballots == read_pabulib(GOOD).canonical().ballots
    assert read_pabulib(data).projects == read_pabulib(GOOD).projects


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("budget;1000", "budget;", 6, "budget", "absent"),
        ("budget;1000", "budget;mille", 6, "budget", "n’est pas un nombre"),
        ("budget;1000", "budget;1,000", 6, "budget", "ambigu"),
        ("budget;1000", "budget;1000\nbudget;2000", 7, "budget", "n’en garder qu’une"),
        ("budget;1000", "budget;-5", 6, "budget", "négatif"),
        ("vote_type;approval", "vote_type;veto", 7, "vote_type", "attendu approval"),
        ("b;300.50", "a;300.50", 13, "project_id", "déjà à la ligne 12"),
        ("b;300.50", ";300.50", 13, "project_id", "identifiant"),
        ("a;600;", "a;-600;", 12, "cost", "négatif"),
        ("a;600;", "a;six cents;", 12, "cost", "n’est pas un nombre"),
        ("c;100;1;Le mur;", "c;100;1;Le mur;;trop", 14, "selected", "6 colonnes au lieu de 5"),
        ("v2;b;", "v2;z;", 18, "vote", "« z » inconnu"),
        ("v2;b;", "v2;b,z,a;", 18, "vote", "« z » inconnu"),
        ("project_id;cost", "id;cost", 11, "project_id", "colonne absente"),
        ("voter_id;vote", "voter_id;choix", None, "vote", "colonne absente"),
        ("Le banc", '"Le banc', None, "", "guillemets"),
        ("vote_type;approval", "vote_type;cumulative", None, "points", "colonne absente"),
    ],
)
def test_what_cannot_be_counted_is_refused_where_it_stands(old, new, line, field, words):
    with pytest.raises(BadElection) as caught:
        read_pabulib(with_line(old, new))
    assert words in str(caught.value)
    if line is not None:
        assert (caught.value.line, caught.value.place) == (line, field)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "section absente : META, PROJECTS, VOTES"),
        ("META\nkey;value\nbudget;1\n", "section absente : PROJECTS, VOTES"),
        (GOOD + "META\nkey;value\n", "une fois"),
        (GOOD.replace("META", "ENTÊTE"), "« ENTÊTE » : attendu une section"),
        (GOOD.partition("voter_id")[0], "sans ligne d’en-tête"),
        (GOOD.partition("a;600")[0] + "VOTES\nvoter_id;vote\n", "aucun projet"),
    ],
)
def test_a_file_without_its_sections_is_refused(text, words):
    with pytest.raises(BadElection, match=words):
        read_pabulib(text)


def test_bytes_that_are_not_utf8_are_refused_with_their_line():
    with pytest.raises(BadElection, match=r"ligne 12 : .*UTF-8"):
        read_pabulib(GOOD.replace("Le banc", "Le pré").encode("latin-1"))


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("budget;1000", "budget;1000,5", 6, "budget", "virgule décimale"),
        ("budget;1000", "budget;1 000", 6, "budget", "espaces"),
        ("num_votes;4", "num_votes;5", 5, "num_votes", "annonce 5, le fichier en contient 4"),
        ("num_projects;3", "num_projects;12", 4, "num_projects", "annonce 12, le fichier en contient 3"),
        ("num_votes;4\n", "", None, "num_votes", "absent"),
        ("a;600;2;", "a;600;3;", 12, "votes", "annonce 3, les bulletins donnent 2"),
        ("a;600;", "a;6000;", 12, "cost", "plus que l’enveloppe"),
        ("a;600;", "a;0;", 12, "cost", "ne coûte rien"),
        ("Le banc;1", "Le banc;oui", 12, "selected", "ni gagnant ni perdant"),
        ("v2;b;", "v1;b;", 18, "voter_id", "déjà vu"),
        ("v2;b;", "v2;b,b;", 18, "vote", "choisi deux fois"),
        ("v2;b;", "v2;b", 18, "age", "colonnes absentes"),
        ("max_length;2", "max_length;1", 9, "max_length", "des bulletins en ont 2"),
        ("rule;greedy", "rule;greedy\nrule;skip", 9, "rule", "la première est gardée"),
    ],
)
def test_what_is_odd_but_certain_is_said_where_it_stands(old, new, line, field, words):
    _, remark = only_remark(with_line(old, new))
    assert words in remark.text
    assert (remark.line, remark.place) == (line, field)


POINTS = with_line("vote_type;approval", "vote_type;cumulative").replace(
    "voter_id;vote;age\nv1;a,b;30\nv2;b;\nv3;c,a;12\nv4;;\n",
    "voter_id;vote;points\nv1;a,b;3,2\nv2;b;1.5\nv3;c,a;1,4\nv4;;\n",
)


def test_points_are_exact_and_choices_of_nothing_are_no_choice():
    election = read_pabulib(POINTS)
    assert election.ballots.scale == 2
    assert ((0, 1), (6, 4), 1) in list(election.ballots.groups())
    zero = read_pabulib(with_line("v1;a,b;3,2", "v1;a,b;3,0", POINTS))
    assert ((0,), (6,), 1) in list(zero.ballots.groups())
    assert any("zéro point" in remark.text and remark.line == 17 for remark in zero.remarks)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("v1;a,b;3", "1 nombres de points pour 2 projets"),
        ("v1;a,b;3,x", "n’est pas un nombre"),
        ("v1;a,b;3,-2", "négatif"),
        ("v1;a,a;3,2", "nommé deux fois"),
    ],
)
def test_wrong_points_are_refused(new, words):
    with pytest.raises(BadElection, match=words) as caught:
        read_pabulib(with_line("v1;a,b;3,2", new, POINTS))
    assert caught.value.line == 17


def test_ranks_become_points():
    text = with_line("vote_type;approval", "vote_type;ordinal").replace("max_length;2", "max_length;3")
    assert ((2, 0), (3, 2), 1) in list(read_pabulib(text).ballots.groups())
    without = read_pabulib(text.replace("max_length;3\n", ""))
    assert ((2, 0), (2, 1), 1) in list(without.ballots.groups())
    assert any(remark.place == "max_length" for remark in without.remarks)
    with pytest.raises(BadElection, match="classe 2 projets"):
        read_pabulib(text.replace("max_length;3", "max_length;1"))


KEYS = st.sampled_from(["description", "country", "unit", "comment", "currency", "rule"])
IDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=4)


@st.composite
def files(draw) -> Election:
    names = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    money = st.decimals(min_value=0, max_value=10**6, places=2).map(Fraction)
    fields = draw(st.booleans())
    projects = tuple(
        Project(
            name, draw(money), draw(TEXT), {"category": draw(TEXT)} if fields else {}, draw(st.sampled_from(["0", "1"]))
        )
        for name in names
    )
    kind = draw(st.sampled_from(["approval", "cumulative", "ordinal"]))
    places = st.lists(st.integers(0, len(names) - 1), unique=True)
    counted = {}
    for choices in draw(st.lists(places, max_size=6)):
        ordered = tuple(choices if kind == "ordinal" else sorted(choices))
        points = () if kind == "approval" else tuple(draw(st.integers(1, 9)) for _ in ordered)
        counted[ordered, points] = draw(st.integers(1, 4))
    ballots = group_ballots(counted, points=kind != "approval")
    meta = draw(st.dictionaries(KEYS, TEXT.map(str.strip), max_size=4))
    return Election(draw(money), kind, projects, ballots, meta).canonical()


@settings(deadline=None)
@given(files())
def test_what_is_written_is_read_again(election):
    again = read_pabulib(write_pabulib(election)).canonical()
    assert (again.budget, again.kind, again.meta) == (election.budget, election.kind, election.meta)
    assert again.ballots == election.ballots
    for read, written in zip(again.projects, election.projects, strict=True):
        kept = {key: value for key, value in read.fields.items() if key not in {"votes", "score"}}
        assert (read.id, read.cost, read.name, kept, read.selected) == (
            written.id, written.cost, written.name, dict(written.fields), written.selected,
        )  # fmt: skip


def test_nobody_is_named_in_what_is_written():
    text = write_pabulib(read_pabulib(GOOD))
    assert "v1" not in text
    assert "age" not in text


def test_every_real_file_is_read(real_data):
    for path in sorted((real_data / "data" / "pabulib").glob("*.pb")):
        election = read_pabulib(path.read_bytes())
        assert election.voters > 0, path.name
        assert read_pabulib(write_pabulib(election)).canonical().ballots == election.canonical().ballots, path.name
