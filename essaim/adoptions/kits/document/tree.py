"""The document once read: strings, lists and tables, each with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from essaim.adoptions.kits.document.problems import Finding, Path, Problem, Step

Tree = Any
"""A string, a list of trees, or a mapping of strings to trees: nothing else comes out of the reader."""


@dataclass(frozen=True)
class Document:
    """A kit as it was written. ``lines`` gives the line where each path begins."""

    name: str
    tree: Tree
    lines: Mapping[Path, int]

    def problem(self, finding: Finding) -> Problem:
        """Return a finding with its line and its path as it is shown."""
        path = self.located(finding.path)
        return Problem(self.name, self.line(path), self.shown(path), finding.message, finding.advice)

    def located(self, path: Path) -> Path:
        """Return a path in which each item of a list that was named by its ``id`` is named by its place."""
        found: list[Step] = []
        here = self.tree
        for step in path:
            place = _place(here, step)
            found.append(place)
            here = _below(here, place)
        return tuple(found)

    def value(self, path: Path) -> Tree:
        """Return what is at a path, or None."""
        here = self.tree
        for step in self.located(path):
            here = _below(here, step)
        return here

    def line(self, path: Path) -> int | None:
        """Return the line of a path, or of the nearest thing above it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def shown(self, path: Path) -> str:
        """Return a path as it is read: « rules[majeur].when.all[2].field ». Items without ``id`` are counted from 1."""
        shown, here = "", self.tree
        for step in path:
            here = _below(here, step)
            if isinstance(step, int):
                shown += f"[{_name(here) or step + 1}]"
            else:
                shown += f".{step}" if shown else step
        return shown


def _place(here: Tree, step: Step) -> Step:
    if isinstance(here, list) and isinstance(step, str):
        return next((place for place, item in enumerate(here) if _name(item) == step), step)
    return step


def _below(here: Tree, step: Step) -> Tree:
    if isinstance(here, dict) and isinstance(step, str):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
        return here[step]
    return None


def _name(item: Tree) -> str:
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) else ""
