"""The reader of the seed refuses what is not sure, and says where."""

import shutil
from pathlib import Path

import pytest

from essaim.portal.catalogue.seed import SeedError, read_seed
from essaim.portal.catalogue.seed.reader import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seed that a test may damage."""
    return Path(shutil.copytree(FOLDER, tmp_path / "seed", ignore=shutil.ignore_patterns("__pycache__")))


def _damage(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_copy_reads_like_the_seed(folder: Path) -> None:
    assert read_seed(folder) == read_seed()


def test_a_value_stays_the_text_that_was_written(folder: Path) -> None:
    _damage(folder / "solutions" / "sante.yaml", "[mutuelle solidaire,", "[non, 2020-01-01,")
    words = next(
        page.everyday_words for page in read_seed(folder).catalogue.solutions if page.id == "mutuelles-solidaires"
    )
    assert words[:2] == ["non", "2020-01-01"]


def test_an_entry_cites_one_passage_for_all_its_fields(folder: Path) -> None:
    page = next(page for page in read_seed(folder).catalogue.initiatives if page.id == "gers-solidaire")
    assert page.passages["summary"] == page.passages["figures"] == [31]
    assert "everyday_words" not in page.passages
    assert page.figures[0].passage == 31


def test_a_field_may_cite_another_passage(folder: Path) -> None:
    name = "academie-populaire-de-la-sante-seine-saint-denis"
    page = next(page for page in read_seed(folder).catalogue.initiatives if page.id == name)
    assert (page.passages["problem"], page.passages["summary"]) == ([16], [21])


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("initiatives/sante.yaml", "  title: ", "  titre: ", ["sante.yaml", "comite-de-vigilance-gers", "title"]),
        ("initiatives/sante.yaml", 'value: "2500"', "value: beaucoup", ["sante.yaml", "bucco-bus-seine-saint-denis", "figures.0.value"]),
        ("initiatives/sante.yaml", "territories: [departement-32]", "territories: [Gers]", ["sante.yaml", "comite-de-vigilance-gers", "territories.0"]),
        ("solutions/sante.yaml", "  themes: [sante, participation]\n", "", ["sante.yaml", "comite-vigilance", "themes"]),
        ("solutions/sante.yaml", "  summary: ", "  title: Encore\n  summary: ", ["sante.yaml", "title", "deux fois"]),
        ("diffusion.yaml", "state: launched", "state: lancee", ["diffusion.yaml", "bus-sante", "state"]),
        ("note.yaml", "state: runs", "state: promis", ["note.yaml", "« 1 »", "state"]),
        ("note.yaml", "page:note", "page/note", ["note.yaml", "« 1 »", "became.0"]),
        ("terms.yaml", "tint: sky", "tint: rouge", ["terms.yaml", "sante", "tint"]),
        ("terms.yaml", "publics:", "personnes:", ["terms.yaml"]),
        ("terms.yaml", "themes:", "- themes:", ["terms.yaml"]),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_with_file_entry_and_field(
    folder: Path, file: str, old: str, new: str, told: list[str]
) -> None:
    _damage(folder / file, old, new)
    with pytest.raises(SeedError) as refused:
        read_seed(folder)
    for part in told:
        assert part in str(refused.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "diffusion.yaml").unlink()
    with pytest.raises(SeedError, match=r"diffusion\.yaml"):
        read_seed(folder)


def test_an_entry_that_is_not_a_table_is_refused(folder: Path) -> None:
    (folder / "diffusion.yaml").write_text("- bus-sante\n", encoding="utf-8")
    with pytest.raises(SeedError, match="entrée 1"):
        read_seed(folder)


def test_a_file_of_another_shape_is_refused(folder: Path) -> None:
    (folder / "note.yaml").write_text("number: 1\n", encoding="utf-8")
    with pytest.raises(SeedError, match="attendu une liste"):
        read_seed(folder)
