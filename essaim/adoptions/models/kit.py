"""The versions of kits that this platform has installed. A version never changes: adoptions stand on it."""

import json
from typing import Any

from django.db import models

from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.loading import loaded


class KitVersion(models.Model):
    """One version of a kit, checked when it was installed.

    ``document`` is the kit as it was written, in JSON kept as text: jsonb would sort its keys, and their order is that of a
    service. ``forked_from``: the parent (`kit@version`), empty for none.
    """

    kit = models.CharField("kit", max_length=40)
    number = models.CharField("version", max_length=20)
    digest = models.CharField("empreinte", max_length=64, unique=True)
    title = models.CharField("titre", max_length=200)
    forked_from = models.CharField("issu de", max_length=61, blank=True)
    document = models.TextField("document")
    installed_at = models.DateTimeField("installé le", auto_now_add=True)

    class Meta:
        verbose_name = "version de kit"
        verbose_name_plural = "versions de kits"
        ordering = ["kit", "pk"]
        constraints = [models.UniqueConstraint(fields=["kit", "number"], name="kit_version_once")]

    def __str__(self) -> str:
        return f"{self.kit}@{self.number}"

    @property
    def steps(self) -> tuple[int, ...]:
        """Its number, to compare two of them: 1.10.0 comes after 1.9.0."""
        return tuple(int(step) for step in self.number.split("."))

    @property
    def loaded(self) -> Kit:
        """The kit, typed with the engines of this platform; read once a process."""
        return loaded(self.digest, self.document)

    @property
    def tree(self) -> dict[str, Any]:
        """The document, for whoever makes another of it: a new one each time."""
        found: dict[str, Any] = json.loads(self.document)
        return found
