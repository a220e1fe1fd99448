"""One word per concept: the glossary is held against the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "essaim").rglob("*.py")))
CLASSES = set(re.findall(r"^class (\w+)", CODE, re.MULTILINE))


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_word_is_in_the_code_under_its_name(row):
    name = row[3].strip("`")
    assert len(row) == 5
    assert name == "–" or name in CLASSES or re.search(rf"\b{re.escape(name)}", CODE), (
        f"{row[0]}: {name} is not in the code"
    )


@pytest.mark.parametrize("word", [row[4] for row in rows() if row[4] != "–"])
def test_no_class_is_named_with_a_word_to_avoid(word):
    camel = "".join(part.capitalize() for part in word.split())
    assert not [name for name in CLASSES if camel in name]
