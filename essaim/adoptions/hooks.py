"""What upper apps do when an adoption opens or closes: synchronous, in the same transaction, registered at start.

The catalogue makes the initiative page and the edge of diffusion this way, and adoptions never learns of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class AdoptionChange:
    """An adoption that opened or closed, as upper apps may know it.

    ``family``: identifier of the first kit of its family, from which it was forked, one or more times (itself without fork).
    ``origin``: code of the territory where the solution comes from. ``basis``: the legal text that allows it.
    """

    key: UUID
    slug: str
    kit: str
    version: str
    family: str
    title: str
    summary: str
    structure: str
    territory: str
    place: str
    origin: str
    basis: str
    on: date
    simulated: bool
    url: str
    actor: UUID | None


Hook = Callable[[AdoptionChange], None]

_opened: list[Hook] = []
_closed: list[Hook] = []


def on_opened(hook: Hook) -> None:
    """Call this when an adoption opens for real. What it raises undoes the opening."""
    if hook not in _opened:
        _opened.append(hook)


def on_closed(hook: Hook) -> None:
    """Call this when an adoption closes."""
    if hook not in _closed:
        _closed.append(hook)


def opened(change: AdoptionChange) -> None:
    for hook in _opened:
        hook(change)


def closed(change: AdoptionChange) -> None:
    for hook in _closed:
        hook(change)
