"""What is wrong in a kit, said so that its author can mend it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong at a path of the document: what, and what to do. In French."""

    path: Path
    message: str
    advice: str


@dataclass(frozen=True)
class Problem:
    """A finding with the file, the line and the path as an author reads them."""

    file: str
    line: int | None
    path: str
    message: str
    advice: str

    def __str__(self) -> str:
        place = [self.file, f"ligne {self.line}" if self.line else "", self.path]
        return f"{', '.join(part for part in place if part)} : {self.message} → {self.advice}"

    def as_dict(self) -> dict[str, Any]:
        """Return the problem for a program."""
        return asdict(self)


class UnreadableError(Exception):
    """A file is not a kit document. `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class FaultyKitError(Exception):
    """A kit may not be installed. `problems` says everything that was found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
