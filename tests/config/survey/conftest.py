"""A poll of 240 people written to files, its margins, and the command run as people run it."""

import json
from pathlib import Path

import numpy as np
import pytest

from essaim.config.cli import main

MARGINS = {"sexe": {"F": 0.52, "H": 0.48}, "age": {"18-34": 0.25, "35-64": 0.48, "65+": 0.27}}


def answers(seed: int, rows: int = 240) -> list[list[str]]:
    generator = np.random.default_rng(seed)
    lines = []
    for number in range(rows):
        sexe, age = "FH"[generator.integers(2)], ("18-34", "35-64", "65+")[generator.integers(3)]
        aide = ("oui", "non", "")[generator.choice(3, p=[0.4, 0.55, 0.05])]
        note = "" if generator.random() < 0.05 else str(generator.integers(0, 11))
        lines.append([str(number), sexe, age, ("nord", "sud")[number % 2], aide, note])
    return lines


def write(path: Path, lines: list[list[str]], separator: str = ",") -> Path:
    header = ["id", "sexe", "age", "dep", "aide", "note"]
    path.write_text("\n".join(separator.join(line) for line in [header, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path) -> Path:
    return write(tmp_path / "vague.csv", answers(1))


@pytest.fixture
def margins(tmp_path) -> Path:
    path = tmp_path / "marges.json"
    path.write_text(json.dumps({"source": "Insee, RP 2021", "margins": MARGINS}), encoding="utf-8")
    return path


@pytest.fixture
def survey(capsys):
    """Run `essaim survey …`; return its exit code, what it printed, and its complaints."""

    def run(*words: object) -> tuple[int, str, str]:
        code = main(["survey", *map(str, words)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
