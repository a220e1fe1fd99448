"""A project of the frozen rules, as who votes, who counts and who reads the results sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from essaim.cores import voting
from essaim.cores.rules.kinds import Kind, Shape
from essaim.cores.rules.wording import say_number
from essaim.cores.text.folding import fold


@dataclass(frozen=True)
class Choice:
    """A project as a voter reads it."""

    number: int
    title: str
    cost: str
    place: str
    category: str
    summary: str
    chosen: bool = False

    @property
    def folded(self) -> str:
        """What a search looks in, without accents or capitals."""
        return fold(f"{self.title} {self.place} {self.category}")

    def says(self, words: str) -> bool:
        """Whether it holds each of some words; a number asks for that project alone."""
        if words.isdigit():
            return str(self.number) == words.lstrip("0")
        return all(part in self.folded for part in fold(words).split())


def choice_of(project: Mapping[str, Any], chosen: frozenset[int] = frozenset()) -> Choice:
    """Return a project of the frozen rules as it is read."""
    return Choice(
        project["number"], project["title"], euros(project["cost"]), project["place"], project["category"],
        project["summary"], project["number"] in chosen,
    )  # fmt: skip


def euros(written: str) -> str:
    """Return a frozen amount as it is read."""
    return say_number(voting.read_number(written).value * 100, Shape(Kind.MONEY))
