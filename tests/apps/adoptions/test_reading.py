"""Whatever the bytes, a document comes out or a problem is said; within limits of size and time; places are right."""

import contextlib
import copy
import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.canonical import canonical, digest
from essaim.adoptions.kits.document.problems import FaultyKitError, Finding, UnreadableError
from essaim.adoptions.kits.document.reading import LIMITS, parse, read_document
from essaim.adoptions.kits.document.tree import Document
from tests.apps.adoptions.conftest import KITS

MINIMAL = (KITS / "valid" / "minimal.yaml").read_bytes()
SECONDS_AT_MOST = 2.0
SEVERAL = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEWER = settings(SEVERAL, max_examples=60)
MARKS = "&*!<>{}[]:,-?#|@`%'\"\\\n\t \u00e9\u202e\0abc01"


def strings_only(tree):
    if isinstance(tree, dict):
        return all(isinstance(key, str) and strings_only(value) for key, value in tree.items())
    return all(map(strings_only, tree)) if isinstance(tree, list) else isinstance(tree, str)


def outcome(content):
    before, said = time.process_time(), []
    try:
        document = parse(content)
    except UnreadableError as error:
        document = None
        said.append(error.problem)
    assert time.process_time() - before < SECONDS_AT_MOST
    assert all(problem.message and problem.advice for problem in said)
    return document


@given(st.binary(max_size=300))
@SEVERAL
def test_any_bytes_are_read_or_refused(content):
    document = outcome(content)
    assert document is None or strings_only(document.tree)


@given(st.text(alphabet=MARKS, max_size=200))
@SEVERAL
def test_any_text_that_looks_like_yaml_is_read_or_refused(text):
    document = outcome(text.encode())
    assert document is None or strings_only(document.tree)


@given(st.data())
@SEVERAL
def test_a_kit_with_something_torn_is_checked_or_refused(toys, data):
    """Cut or overwrite some bytes of a valid kit: never an exception that is not ours."""
    start = data.draw(st.integers(0, len(MINIMAL)))
    length = data.draw(st.integers(0, 40))
    content = MINIMAL[:start] + data.draw(st.binary(max_size=6)) + MINIMAL[start + length :]
    document = outcome(content)
    if document is not None:
        with contextlib.suppress(FaultyKitError):
            check_document(document, toys)


TREES = st.recursive(
    st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=6),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=10,
)
TABLES = st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), TREES, min_size=1, max_size=4)


@given(TABLES)
@FEWER
def test_the_digest_does_not_move_with_order_style_or_comments(tree):
    flow = yaml.dump(tree, allow_unicode=True, default_flow_style=True, default_style='"', sort_keys=True)
    block = "# a comment\n" + yaml.dump(
        dict(reversed(tree.items())), allow_unicode=True, default_flow_style=False, default_style='"', sort_keys=False
    )
    one, other = outcome(flow.encode()), outcome(block.encode())
    assert (one is None) == (other is None)
    assert one is None or digest(one.tree) == digest(other.tree)


@given(TABLES, TABLES)
@FEWER
def test_two_documents_have_two_digests(one, other):
    assert (canonical(one) == canonical(other)) == (one == other)


def test_values_stay_what_was_written():
    tree = parse(b"a: 01004\nb: no\nc: 1.0\nd: 2020-12-31\ne: ~\nf: 0x1F\ng: null\nh: 1e3\n").tree
    assert list(tree.values()) == ["01004", "no", "1.0", "2020-12-31", "~", "0x1F", "null", "1e3"]


def test_the_same_letter_written_in_two_ways_is_one():
    assert digest(parse("a: é".encode()).tree) == digest(parse("a: e\u0301".encode()).tree)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: " + b"x" * LIMITS.size, "fichier trop gros"),
        (b"a: " + b"[" * LIMITS.depth + b"]" * LIMITS.depth, "imbrication trop profonde"),
        (b"a: [" + b"x," * LIMITS.nodes + b"]", "fichier trop long"),
        (b"a: [" + b"[]," * (LIMITS.size // 4) + b"]", "fichier trop long"),
        (b"[" * 200_000, "imbrication trop profonde"),
        (b"- " * 100_000, "imbrication trop profonde"),
        (b"{" * 100_000, "une clé est un mot"),
        (b"? " * 100_000, "une clé est un mot"),
    ],
    ids=["size", "depth", "items", "lists", "brackets", "dashes", "braces", "questions"],
)
def test_limits_hold_before_anything_is_built(content, message):
    before = time.process_time()
    with pytest.raises(UnreadableError, match=message):
        parse(content)
    assert time.process_time() - before < SECONDS_AT_MOST


def test_the_deepest_document_allowed_is_read():
    inner = LIMITS.depth - 1
    assert parse(b"a: " + b"[" * inner + b"]" * inner).tree


def test_a_folder_a_missing_file_and_another_name(tmp_path):
    (tmp_path / "kit.yaml").write_bytes(MINIMAL)
    (tmp_path / "copie.yaml").write_bytes(MINIMAL)
    assert read_document(tmp_path).tree == read_document(tmp_path / "copie.yaml").tree
    assert read_document(tmp_path / "copie.yaml").name == "copie.yaml"
    with pytest.raises(UnreadableError, match="n’existe pas"):
        read_document(tmp_path / "rien.yaml")


def test_a_place_is_shown_by_name_and_line():
    document = parse(b"kit:\n  id: x\nrules:\n  - id: a\n    when:\n      all: [b, {c: d}]\n")
    problem = document.problem(Finding(("rules", "a", "when", "all", 1, "c", "absent"), "M", "A"))
    assert (problem.line, problem.path) == (6, "rules[a].when.all[2].c.absent")
    assert str(problem) == "kit.yaml, ligne 6, rules[a].when.all[2].c.absent : M → A"
    assert problem.as_dict()["line"] == 6


def test_the_example_of_the_format_page_is_true():
    page = (KITS.parents[1] / "docs" / "formats" / "kit.md").read_text(encoding="utf-8")
    tree = parse(b"kit: {id: b, version: 1.0.0}\nformat: 1   # a comment\n").tree
    assert canonical(tree).decode() in page
    assert digest(tree) in page


def places(tree, path=()):
    """Every path of a tree but the root."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, child in children:
        yield (*path, step)
        yield from places(child, (*path, step))


def under(tree, path):
    for step in path:
        tree = tree[step]
    return tree


ODD = [
    ["x"],
    {"parameter": "plafond"},
    {"field": "heures"},
    "-1",
    "oui",
    "12,5",
    "2020-12-31",
    {},
    [],
    "9" * 30,
    "group",
]
WHOLE = parse((KITS / "valid" / "fonds-associations.yaml").read_bytes()).tree


@given(st.data())
@FEWER
def test_a_kit_whose_parts_are_shuffled_is_checked_or_refused(toys, data):
    """Take away, exchange or replace parts of a valid kit: never an exception that is not ours, never long."""
    tree = copy.deepcopy(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        paths = list(places(tree))
        path, other = data.draw(st.sampled_from(paths)), data.draw(st.sampled_from(paths))
        replacement = data.draw(st.sampled_from([None, copy.deepcopy(under(tree, other)), *ODD]))
        if replacement is None:
            del under(tree, path[:-1])[path[-1]]
        else:
            under(tree, path[:-1])[path[-1]] = replacement
    before = time.process_time()
    with contextlib.suppress(FaultyKitError):
        check_document(Document("kit.yaml", tree, {}), toys)
    assert time.process_time() - before < SECONDS_AT_MOST
