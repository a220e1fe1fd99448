"""Each hostile kit is refused for its one fault, with its sentence; each valid kit passes; the guide's kit among them."""

import csv
import difflib
from pathlib import Path

import pytest
from django.conf import settings

from essaim.adoptions import public, registry
from essaim.adoptions.kits import checking
from essaim.adoptions.kits.rehearsing import plain
from tests.apps.adoptions.conftest import TOYS, only

KITS = Path(__file__).parent
VALID = sorted((KITS / "valid").glob("*.yaml"))
with (KITS / "hostile.csv").open(encoding="utf-8", newline="") as table:
    HOSTILE = list(csv.DictReader(table))


@pytest.fixture(autouse=True)
def _toys():
    with only((*TOYS, *settings.ENGINES)):
        yield


def refused(path):
    with pytest.raises((public.UnreadableError, public.FaultyKitError)) as error:
        public.check_kit(path=path)
    return getattr(error.value, "problems", None) or [error.value.problem]


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row["kit"])
def test_a_hostile_kit_is_refused_for_its_fault(row):
    problems = refused(KITS / "hostile" / f"{row['kit']}.yaml")
    assert (row["path"], True) in [(one.path, plain(row["sentence"]) in plain(one.message)) for one in problems]
    assert all(one.advice and one.file == f"{row['kit']}.yaml" and one.line for one in problems)


def name(check):
    return f"{check.__module__.rpartition('.')[2]}.{check.__name__}"


def refused_at(path, place):
    """Whether a kit is refused at a place; what breaks for want of a check before it counts as not refused."""
    try:
        public.check_kit(path=path)
    except public.FaultyKitError as error:
        return place in [problem.path for problem in error.problems]
    except (KeyError, ValueError, RecursionError):
        return False
    return False


@pytest.mark.parametrize("row", [row for row in HOSTILE if row["check"]], ids=lambda row: row["kit"])
def test_without_its_check_a_hostile_kit_gets_through(row, monkeypatch):
    """The broken twin: the same kit, with the one check taken away that refuses it."""
    path = KITS / "hostile" / f"{row['kit']}.yaml"
    assert refused_at(path, row["path"])
    without = tuple(tuple(check for check in stage if name(check) != row["check"]) for stage in checking.STAGES)
    monkeypatch.setattr(checking, "STAGES", without)
    assert not refused_at(path, row["path"])


def test_every_check_has_a_kit_that_only_it_refuses():
    checks = {name(check) for stage in checking.STAGES for check in stage}
    checks -= {"scenes.too_heavy"}  # without it such a kit is played for minutes: it has a test of its own
    assert checks == {row["check"] for row in HOSTILE if row["check"]}


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row["kit"])
def test_a_hostile_kit_differs_from_a_valid_one_by_its_fault_only(row):
    valid = (KITS / "valid" / "minimal.yaml").read_text(encoding="utf-8").splitlines()
    hostile = (KITS / "hostile" / f"{row['kit']}.yaml").read_bytes().decode("utf-8", "replace").splitlines()
    if len(hostile) < len(valid) / 2 or row["kit"] in {"pas-utf8", "scenario-vide"}:
        return  # not a kit at all, or the fault is in every line
    changes = [line for line in difflib.ndiff(valid, hostile) if line[0] in "+-"]
    assert 0 < len(changes) <= 8


def test_every_hostile_kit_has_its_sentence_and_no_two_the_same_fault():
    files = {path.stem for path in (KITS / "hostile").glob("*.yaml")}
    assert {row["kit"] for row in HOSTILE} == files
    assert len(files) >= 25
    assert len({(row["path"], row["sentence"]) for row in HOSTILE}) >= len(HOSTILE) - 2


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_kit_passes_and_is_shown_with_other_values(path):
    report = public.check_kit(path=path)
    assert report.unchecked == ()
    assert report.scenarios == len(report.kit.record.scenarios) >= 2
    assert report.trials > 10
    view = public.view_kit(path=path)
    assert [one for one in view.scenarios() if one["problems"] or not one["played"]] == []


def test_the_kit_written_from_the_guide_reads_what_it_says():
    """Row C10 of the founding note: 3 M€ for associations; its figure stays the origin's, its rules follow the adopter."""
    kit = public.check_kit(path=KITS / "valid" / "fonds-associations.yaml").kit
    assert [int(figure.value) for figure in kit.record.kit.origin.figures] == [3_000_000]
    assert {choice.id for choice in kit.record.fields[2].choices} >= {"no"}
    assert next(s for s in kit.record.scenarios if s.id == "ailleurs").given.fields["siege"] == "01004"
    shown = "\n".join(
        public.view_kit(path=KITS / "valid" / "fonds-associations.yaml", settings={"aide-max": "5432"}).lines()
    )
    assert shown.count("5 432 €".replace(" ", "\u202f", 1).replace(" ", "\u00a0")) >= 3
    assert "8 000" not in plain(shown)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_kit_fits_the_published_schema(path):
    import jsonschema

    from essaim.adoptions.kits.document.reading import read_document
    from essaim.adoptions.kits.schema import schema

    jsonschema.Draft202012Validator(schema(registry.engines)).validate(read_document(path).tree)
