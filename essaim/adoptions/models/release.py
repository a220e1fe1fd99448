"""What was published of the outcomes of an adoption: never edited, for what was read cannot be unread."""

from django.db import models

from essaim.adoptions.models.adoption import Adoption


class Release(models.Model):
    """What was said of one outcome at one moment, and the counts that it was decided on.

    ``number``: from 1. ``month``: the month that it closes, or in which the first number was said (``whole_month`` is false).
    ``counted``: what came since the release before, by commune: hundredths and people. It is not published.
    ``said``: the numbers, in hundredths, with the releases that they cover (`essaim.cores.disclosure.Said`).
    ``withheld``: how many numbers were left out to protect others; ``secrets``: how many were proved open.
    """

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="releases", verbose_name="adoption")
    outcome = models.CharField("résultat du kit", max_length=40)
    number = models.PositiveIntegerField("numéro")
    month = models.DateField("mois")
    whole_month = models.BooleanField("mois entier", default=True)
    counted = models.JSONField("compté", default=dict)
    said = models.JSONField("publié", default=list)
    withheld = models.PositiveIntegerField("nombres gardés", default=0)
    secrets = models.PositiveIntegerField("nombres protégés", default=0)
    made_at = models.DateTimeField("publié le")

    class Meta:
        verbose_name = "publication de résultat"
        verbose_name_plural = "publications de résultats"
        ordering = ["adoption", "outcome", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "outcome", "number"], condition=models.Q(number__gte=1), name="release_once"
            ),
            models.UniqueConstraint(
                fields=["adoption", "outcome", "month"], condition=models.Q(whole_month=True), name="month_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} n° {self.number}"
