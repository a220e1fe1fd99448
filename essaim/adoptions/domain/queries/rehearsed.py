"""The scenarios of a kit played with an adopter's values: remembered, for a page asks them more often than they change."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from essaim.adoptions import registry
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.showing import View
from essaim.adoptions.models import Terms

KEPT = 128


@dataclass(frozen=True)
class Rehearsed:
    """One scenario, told, with what did not come as it says (``problems``); ``played``: an engine that it needs is here."""

    id: str
    title: str
    told: tuple[str, ...]
    played: bool
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.played and not self.problems


class _Held:
    """Terms beside the key of the cache, not in it."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


def rehearsed(terms: Terms) -> tuple[Rehearsed, ...]:
    """Return the scenarios of these terms, played with their values."""
    values = json.dumps(terms.settings, sort_keys=True)
    return _played(terms.version.digest, values, tuple(sorted(registry.engines)), _Held(terms))


@lru_cache(maxsize=KEPT)
def _played(_digest: str, _values: str, _engines: tuple[str, ...], held: _Held) -> tuple[Rehearsed, ...]:
    return tuple(_one(found) for found in View(held.terms.kit, held.terms.values).scenarios())


def _one(found: dict[str, Any]) -> Rehearsed:
    return Rehearsed(found["id"], found["title"], tuple(found["told"]), found["played"], tuple(found["problems"]))


def failing(kit: Kit, found: tuple[Rehearsed, ...]) -> list[Rehearsed]:
    """Return what did not pass, of a kit whose engines are all here."""
    return [] if kit.absent else [one for one in found if not one.passed]
