"""Two versions of a text, word by word, for people who review a change."""

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
Part = tuple[str, str]


def compare(before: str, after: str) -> dict[str, list[Part]]:
    """Cut both texts into runs: ("same" | "del", text) for the first, ("same" | "ins", text) for the second.

    Joining the runs of one side gives its text back, character for character.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Part] = []
    right: list[Part] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = kind == "equal"
        _add(left, "same" if same else "del", old[i1:i2])
        _add(right, "same" if same else "ins", new[j1:j2])
    return {"left": left, "right": right}


def _add(runs: list[Part], kind: str, words: list[str]) -> None:
    if words:
        runs.append((kind, "".join(words)))
