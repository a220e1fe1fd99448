"""Questionnaires received on paper, keyed twice by two agents. Poured together into the answers, then nothing of them is left but counts."""

from django.db import models
from django.db.models import F, Q


class PaperBatch(models.Model):
    """A pile of paper questionnaires, numbered by hand from 1 to ``received`` before anybody keys them.

    No date, no agent: once ``poured``, it only says how many were stored, how many found their quota cell full and how many were
    unusable, and the database refuses counts that do not make the number received.
    """

    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="paper_batches", verbose_name="vague")
    label = models.CharField("nom du lot", max_length=120)
    received = models.PositiveIntegerField("questionnaires reçus")
    poured = models.BooleanField("versé", default=False)
    stored = models.PositiveIntegerField("réponses versées", default=0)
    full = models.PositiveIntegerField("case pleine", default=0)
    void = models.PositiveIntegerField("inexploitables", default=0)

    class Meta:
        verbose_name = "lot de papier"
        verbose_name_plural = "lots de papier"
        ordering = ["wave", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(poured=False, stored=0, full=0, void=0)
                | Q(poured=True, received=F("stored") + F("full") + F("void")),
                name="paper_batch_reconciled",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PaperSheet(models.Model):
    """One questionnaire of a pile while it is being keyed; erased when its pile is poured or thrown away.

    ``first``, ``second``: what two agents read, each alone; ``agreed``: what is stored, theirs when they are alike, settled by a
    third act where they differ. An empty mapping is an unusable sheet. It holds no code and no date.
    """

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="sheets", verbose_name="lot")
    number = models.PositiveIntegerField("numéro écrit sur le papier")
    first = models.JSONField("première saisie", null=True, blank=True)
    first_by = models.UUIDField("agent de la première saisie", null=True, blank=True)
    second = models.JSONField("deuxième saisie", null=True, blank=True)
    second_by = models.UUIDField("agent de la deuxième saisie", null=True, blank=True)
    agreed = models.JSONField("réponses retenues", null=True, blank=True)

    class Meta:
        verbose_name = "questionnaire papier"
        verbose_name_plural = "questionnaires papier"
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="paper_sheet_once"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | Q(first_by__isnull=False) & ~Q(second_by=F("first_by")),
                name="paper_sheet_two_agents",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
