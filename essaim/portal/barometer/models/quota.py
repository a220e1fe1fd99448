"""How many people of each kind a wave interviews."""

from django.db import models


class Quota(models.Model):
    """One grid of cells: profile questions that interlock (sex × age), with the official totals it was made from.

    ``axes``: slugs of profile questions, in order. A person fills one cell of each grid of the wave.
    """

    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="quotas", verbose_name="vague")
    position = models.PositiveSmallIntegerField("place")
    axes = models.JSONField("questions croisées")
    source = models.CharField("source des totaux", max_length=300, blank=True)
    source_date = models.CharField("période de la source", max_length=40, blank=True)

    class Meta:
        verbose_name = "quota"
        verbose_name_plural = "quotas"
        ordering = ["wave", "position", "pk"]

    def __str__(self) -> str:
        return " × ".join(self.axes)


class QuotaCell(models.Model):
    """One cell: how many are wanted, how many answered (``done``), how many are answering now (``held``).

    ``codes``: one code of choice per axis, in the order of the grid. ``population``: official number of people, from which
    the target was computed; None where the target was typed in.
    """

    quota = models.ForeignKey(Quota, models.CASCADE, related_name="cells", verbose_name="quota")
    position = models.PositiveSmallIntegerField("place")
    codes = models.JSONField("réponses de cette case")
    population = models.PositiveIntegerField("effectif officiel", null=True, blank=True)
    target = models.PositiveIntegerField("nombre visé")
    done = models.PositiveIntegerField("réponses reçues", default=0)
    held = models.PositiveIntegerField("réponses en cours", default=0)

    class Meta:
        verbose_name = "case de quota"
        verbose_name_plural = "cases de quota"
        ordering = ["quota", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["quota", "position"], name="quota_cell_once"),
            models.CheckConstraint(
                condition=models.Q(target__gte=models.F("done") + models.F("held")), name="quota_cell_never_overrun"
            ),
        ]

    def __str__(self) -> str:
        return " × ".join(self.codes)
