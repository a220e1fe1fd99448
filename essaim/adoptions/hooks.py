"""What upper apps do when an adoption opens or closes: synchronous, in the same transaction, registered at start.

The catalogue makes the initiative page and the edge of diffusion this way, and adoptions never learns of it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from essaim.adoptions.models import Adoption

Hook = Callable[["Adoption"], None]

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


def opened(adoption: "Adoption") -> None:
    for hook in _opened:
        hook(adoption)


def closed(adoption: "Adoption") -> None:
    for hook in _closed:
        hook(adoption)
