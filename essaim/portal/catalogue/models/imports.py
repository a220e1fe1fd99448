"""What came from elsewhere: each import that wrote something, and each page as it was when it came."""

from django.db import models


class ImportRun(models.Model):
    """One import: which file, which mapping, what it did. No person is named here; the journal says who."""

    file_name = models.CharField("fichier", max_length=200)
    file_hash = models.CharField("empreinte du fichier", max_length=64)
    mapping = models.CharField("correspondance", max_length=100, blank=True)
    mapping_hash = models.CharField("empreinte de la correspondance", max_length=64, blank=True)
    started_at = models.DateTimeField("le")
    created = models.PositiveIntegerField("fiches créées", default=0)
    updated = models.PositiveIntegerField("fiches mises à jour", default=0)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["file_hash", "mapping_hash"], name="import_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.started_at:%Y-%m-%d})"


class ImportedPage(models.Model):
    """A page that came from an import: ``source_digest`` of the record that came, ``page_digest`` of the page it made.

    A page that differs from ``page_digest`` was changed here since: an import leaves it alone.
    """

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="pages", verbose_name="import")
    solution = models.OneToOneField(
        "catalogue.Solution", models.CASCADE, null=True, blank=True, related_name="imported", verbose_name="solution"
    )
    initiative = models.OneToOneField(
        "catalogue.Initiative",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="imported",
        verbose_name="initiative",
    )
    source_digest = models.CharField("empreinte de la fiche reçue", max_length=64)
    page_digest = models.CharField("empreinte de la page faite", max_length=64)

    class Meta:
        verbose_name = "page importée"
        verbose_name_plural = "pages importées"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(solution__isnull=False, initiative__isnull=True)
                | models.Q(solution__isnull=True, initiative__isnull=False),
                name="imported_page_is_one_page",
            )
        ]

    def __str__(self) -> str:
        return f"page importée {self.solution_id or self.initiative_id}"
