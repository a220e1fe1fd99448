"""A project of the frozen rules, as who votes, who counts and who reads the results sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from essaim.cores import voting
from essaim.cores.text.folding import fold
from essaim.engines.ballots.domain.finding import answers
from essaim.engines.ballots.domain.framing import told


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
        return answers(words, self.number, self.folded)


def choice_of(project: Mapping[str, Any], chosen: frozenset[int] = frozenset()) -> Choice:
    """Return a project of the frozen rules as it is read."""
    return Choice(
        project["number"], project["title"], euros(project["cost"]), project["place"], project["category"],
        project["summary"], project["number"] in chosen,
    )  # fmt: skip


def euros(written: str) -> str:
    """Return a frozen amount as it is read."""
    return told.euros(voting.read_number(written).value)
