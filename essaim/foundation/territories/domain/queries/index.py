"""Names and postcodes in memory: 35,000 names are small, and a search by name then asks nothing of the database.

The index is made once per process; `load` and a saved territory throw it away. A server that runs while another
process loads a new vintage sees it when it restarts, as an upgrade asks anyway.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db.models.signals import post_delete, post_save

from essaim.foundation.territories.domain.names import fold, spellings
from essaim.foundation.territories.models import Containment, Level, Territory

LEVELS = tuple(level.value for level in Level)
Entry = tuple[int, int, str]
Names = Mapping[str, tuple[str, ...]]

_caches: list[Callable[[], None]] = []


@dataclass(frozen=True)
class Index:
    """``names``: folded name → codes, larger level first, then population; ``sorted_names``: for prefixes."""

    names: Names
    sorted_names: tuple[str, ...]
    postcodes: Names
    order: Mapping[str, Entry]

    def with_prefix(self, folded: str) -> list[str]:
        """Return every name that starts with a folded text."""
        start = bisect_left(self.sorted_names, folded)
        end = bisect_left(self.sorted_names, folded + "\U0010ffff")
        return list(self.sorted_names[start:end])


@cache
def index() -> Index:
    """Return the index of all territories in force."""
    names, postcodes = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    rows = Territory.objects.filter(retired=False).order_by()
    order: dict[str, Entry] = {}
    for code, level, name, population, posts in rows.values_list("code", "level", "name", "population", "postcodes"):
        order[code] = (LEVELS.index(level), -(population or 0), code)
        for spelling in spellings(fold(name), epci=level == Level.EPCI):
            names[spelling].append(code)
        for postcode in posts.split():
            postcodes[postcode].append(code)
    return Index(_ranked(names, order), tuple(sorted(names)), _ranked(postcodes, order), MappingProxyType(order))


def _ranked(found: Mapping[str, list[str]], order: Mapping[str, Entry]) -> Names:
    return MappingProxyType({key: tuple(sorted(codes, key=order.__getitem__)) for key, codes in found.items()})


def cleared_with_territories(clear: Callable[[], None]) -> None:
    """Have a cache thrown away with the index."""
    _caches.append(clear)


def forget_caches(**_signal: Any) -> None:
    """Throw away what is kept in memory about territories."""
    index.cache_clear()
    for clear in _caches:
        clear()


def watch() -> None:
    """Forget when a territory, or what contains it, is saved or deleted one by one."""
    for model in (Territory, Containment):
        post_save.connect(forget_caches, sender=model, dispatch_uid=f"territories.{model.__name__}.saved")
        post_delete.connect(forget_caches, sender=model, dispatch_uid=f"territories.{model.__name__}.deleted")
