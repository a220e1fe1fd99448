"""The limits of a YAML file, held while its events are read: before anything is built from it.

A few lines of aliases stand for gigabytes (« billion laughs », CVE-2003-1564), and nested brackets cost the square of their depth:
a safe loader alone does not hold them. YAML 1.2.2, section 3.1, names the events.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import yaml

Excess = Literal["bytes", "depth", "nodes", "alias"]


@dataclass(frozen=True)
class Limits:
    """What a file may hold at most: ``size`` in bytes of UTF-8, ``depth`` in levels, ``nodes`` in values, keys included."""

    size: int
    depth: int
    nodes: int


class OutOfBoundsError(yaml.YAMLError):
    """A limit is passed. ``excess``: which; ``line``: where, from 1 (None: the whole file); ``name``: that of an alias.

    Its text says it in French.
    """

    def __init__(self, excess: Excess, limits: Limits, line: int | None, name: str = "") -> None:
        said = {
            "bytes": f"fichier trop gros : {limits.size // 1024} Kio au plus",
            "depth": f"imbrication trop profonde : {limits.depth} niveaux au plus",
            "nodes": f"fichier trop long : {limits.nodes} valeurs au plus",
            "alias": f"renvoi « *{name} » refusé",
        }
        self.excess, self.line, self.name, self.said = excess, line, name, said[excess]
        super().__init__(f"ligne {line} : {self.said}" if line else self.said)


def bounded(events: Iterable[yaml.Event], limits: Limits) -> Iterator[yaml.Event]:
    """Yield events one by one while they hold.

    Args:
        events: Those of `yaml.parse`, of one file.
        limits: Their depth and number; the size is that of `check_bounds`.

    Raises:
        OutOfBoundsError: at the first event too deep or too many, and at any alias.
    """
    depth = nodes = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise OutOfBoundsError("alias", limits, line, str(event.anchor))
        nodes += isinstance(event, yaml.NodeEvent)
        if nodes > limits.nodes:
            raise OutOfBoundsError("nodes", limits, line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > limits.depth:
            raise OutOfBoundsError("depth", limits, line)
        yield event


def check_bounds(text: str, limits: Limits, loader: type[yaml.SafeLoader | yaml.CSafeLoader] = yaml.SafeLoader) -> None:
    """Read a whole text without building anything from it.

    Args:
        text: The file.
        limits: What it may hold.
        loader: The parser that will build it: both read the same events.

    Raises:
        OutOfBoundsError: a limit is passed.
        yaml.YAMLError: it is no YAML.
    """
    if len(text.encode("utf-8", "replace")) > limits.size:
        raise OutOfBoundsError("bytes", limits, None)
    for _event in bounded(yaml.parse(text, Loader=loader), limits):
        pass
