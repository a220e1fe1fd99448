"""The versions of kits that this platform has installed. A version never changes: adoptions stand on it."""

import json

from django.db import models

from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.loading import loaded


class KitVersion(models.Model):
    """One version of a kit, checked when it was installed. ``document`` is the kit as it was written."""

    kit = models.CharField("kit", max_length=40)
    number = models.CharField("version", max_length=20)
    digest = models.CharField("empreinte", max_length=64, unique=True)
    title = models.CharField("titre", max_length=200)
    document = models.TextField(
        "document"
    )  # JSON as text: jsonb would sort its keys, and their order is that of a service
    installed_at = models.DateTimeField("installé le", auto_now_add=True)

    class Meta:
        verbose_name = "version de kit"
        verbose_name_plural = "versions de kits"
        ordering = ["kit", "pk"]
        constraints = [models.UniqueConstraint(fields=["kit", "number"], name="kit_version_once")]

    def __str__(self) -> str:
        return f"{self.kit}@{self.number}"

    @property
    def loaded(self) -> Kit:
        """The kit, typed with the engines of this platform; read once a process."""
        return loaded(self.digest, json.loads(self.document))
