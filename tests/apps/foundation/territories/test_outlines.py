"""The map that so many pages carry: the same outlines, in fewer letters."""

import json
import re

from essaim.foundation.territories.domain.queries.maps import GEO, shorter


def points(path: str) -> list[tuple[str, float, float] | str]:
    """Read a path of M, l and z as the SVG grammar does, whatever the spaces and the zeros left out."""
    found: list[tuple[str, float, float] | str] = []
    for command, rest in re.findall(r"([Mlz])([^Mlz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.\d+|\.\d+|\d+)", rest)]
        found += ["z"] if command == "z" else []
        found += [(command, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    return found


def test_a_shorter_outline_draws_the_same_points():
    drawn = json.loads((GEO / "carte_departements.json").read_text(encoding="utf-8"))["departements"]
    paths = [one["d"] for one in drawn.values()]
    assert [points(shorter(path)) for path in paths] == [points(path) for path in paths]
    assert sum(map(len, map(shorter, paths))) < 0.85 * sum(map(len, paths))


def test_two_rings_and_their_zeros_stay_apart():
    assert shorter("M1.5 0.2l0.3 0l-0.1 10.5zM2 2l1 1l0 -0.4z") == "M1.5 .2l.3 0-.1 10.5zM2 2l1 1 0-.4z"
