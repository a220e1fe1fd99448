"""A file that somebody gave with a participation. It is kept apart from what the site publishes, and sent by a view only."""

import uuid
from typing import Any

from django.core.files.storage import storages
from django.db import models

from essaim.adoptions.models.participation import Participation


def private_files() -> Any:
    """Return where the files of people are: no address leads there."""
    return storages["private"]


class Scan(models.TextChoices):
    """What the scan of the content said."""

    CLEAN = "clean", "analysé, rien trouvé"
    UNKNOWN = "unknown", "non analysé"


class Attachment(models.Model):
    """One file: which document of the door it answers, its name as it was given, its kind as its content proves."""

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="attachments", verbose_name="dossier")
    asked = models.CharField("document demandé", max_length=40)
    name = models.CharField("nom du fichier", max_length=120)
    kind = models.CharField("type", max_length=5)
    size = models.PositiveIntegerField("taille")
    file = models.FileField("fichier", upload_to="", storage=private_files)
    scan = models.CharField("analyse", max_length=10, choices=Scan.choices, default=Scan.UNKNOWN)
    given_at = models.DateTimeField("déposé le", auto_now_add=True)

    class Meta:
        verbose_name = "pièce"
        verbose_name_plural = "pièces"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
