"""Django's cache, kept in the database: limits hold for the whole node, whatever the number of its processes.

Django's own `DatabaseCache` keeps the keys as they are (ours and allauth's hold a network address), increments without
a lock and forgets an hour after five minutes; here a key is a digest, and adding or incrementing is one act.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac


class SharedCounts(BaseCache):
    """A cache of small values that JSON can hold. `CACHES` names it."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless the key has one; say whether it did: true for one process only."""
        name, expires = self._digest(key, version), self._expires(timeout)
        with transaction.atomic():
            _rows().filter(key=name, expires_at__lte=timezone.now()).delete()
            _, created = _rows().get_or_create(key=name, defaults={"value": value, "expires_at": expires})
        return created

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        row = _alive().filter(key=self._digest(key, version)).first()
        return default if row is None else row.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        values = {"value": value, "expires_at": self._expires(timeout)}
        _rows().update_or_create(key=self._digest(key, version), defaults=values)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a count under lock, and leave its end where it is. Raises ValueError where there is none."""
        with transaction.atomic():
            row = _alive().select_for_update().filter(key=self._digest(key, version)).first()
            if row is None:
                raise ValueError("no such count")
            row.value = int(row.value) + delta
            row.save(update_fields=["value"])
        return int(row.value)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(_alive().filter(key=self._digest(key, version)).update(expires_at=self._expires(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(_rows().filter(key=self._digest(key, version)).delete()[0])

    def clear(self) -> None:
        _rows().delete()

    def _digest(self, key: str, version: int | None) -> str:
        return salted_hmac("essaim.counts", self.make_key(key, version), algorithm="sha256").hexdigest()

    def _expires(self, timeout: Any) -> datetime | None:
        moment = self.get_backend_timeout(timeout)
        return None if moment is None else datetime.fromtimestamp(moment, tz=UTC)


def due_for_erasure() -> int:
    """Say how many counts have ended and are still there."""
    return _ended().count()


def erase_ended() -> int:
    """Erase the counts that have ended; return how many. Side effects: rows deleted."""
    return _ended().delete()[0]


def _rows() -> "QuerySet[Any]":
    from essaim.foundation.storage.models import Count

    return Count.objects.all()


def _alive() -> "QuerySet[Any]":
    return _rows().filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def _ended() -> "QuerySet[Any]":
    return _rows().filter(expires_at__lte=timezone.now())
