"""Rows that tell no order: their keys are drawn, and kept shuffled (`domain.vote.mixing`). See docs/adr/0024-secret.md."""

import secrets
from typing import Any

from django.db import models

LEAST_KEY = 2**40
"""Keys are drawn above this, never counted from one: a row that the database numbered is refused."""


def random_key() -> int:
    """Draw the key of a row that must tell no order."""
    return LEAST_KEY + secrets.randbelow(2**61)


class UnorderedModel(models.Model):
    """A row whose key is drawn: kept by key in SQLite's file, it says nothing of when it came."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.pk is None:
            self.pk = random_key()
