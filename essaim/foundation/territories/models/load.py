"""What was loaded from the files committed under `data/`, so that a second start changes nothing."""

from django.db import models


class Load(models.Model):
    """One set of files, known by its hash."""

    name = models.CharField("jeu de fichiers", max_length=40, unique=True)
    sha256 = models.CharField("empreinte", max_length=64)
    loaded_at = models.DateTimeField("chargé le", auto_now=True)

    class Meta:
        verbose_name = "chargement"
        verbose_name_plural = "chargements"

    def __str__(self) -> str:
        return self.name
