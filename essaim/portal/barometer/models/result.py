"""What the answers are brought to, and what came of it."""

from django.db import models


class Margin(models.Model):
    """What is known of the population on one profile question: the target of the weighting.

    ``totals``: official number by code of choice, or shares of 1 when ``in_shares``. ``groups``: codes read together,
    as code → name of the group, where a category has too few answers; empty: each code for itself.
    """

    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="margins", verbose_name="vague")
    question = models.ForeignKey(
        "barometer.WaveQuestion", models.CASCADE, related_name="margins", verbose_name="question de profil"
    )
    totals = models.JSONField("effectifs ou parts, par code")
    in_shares = models.BooleanField("en parts", default=False)
    groups = models.JSONField("codes regroupés", default=dict, blank=True)
    source = models.CharField("source", max_length=300)
    source_date = models.CharField("période de la source", max_length=40, blank=True)

    class Meta:
        verbose_name = "marge"
        verbose_name_plural = "marges"
        ordering = ["wave", "pk"]
        constraints = [models.UniqueConstraint(fields=["wave", "question"], name="margin_once")]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.question_id}"


class Result(models.Model):
    """What the core computed of a closed wave: kept with its parameters, frozen with the wave's publication.

    ``parameters``: method, margins, bounds, trimming, thresholds, as given to the core. ``trace``: what it reported (gap,
    steps, quality). ``weights``: key of answer → weight. ``figures``: every published number, with its three readings.
    ``archive``: the open data file, byte for byte, and its hash.
    """

    wave = models.OneToOneField("barometer.Wave", models.CASCADE, related_name="result", verbose_name="vague")
    parameters = models.JSONField("paramètres", default=dict)
    trace = models.JSONField("compte rendu du calcul", default=dict)
    weights = models.JSONField("poids", default=dict)
    figures = models.JSONField("chiffres", default=dict)
    core_version = models.CharField("version du calcul", max_length=40)
    computed_at = models.DateTimeField("calculé le")
    archive = models.BinaryField("archive ouverte", null=True, blank=True)
    archive_sha256 = models.CharField("empreinte de l’archive", max_length=64, blank=True)

    class Meta:
        verbose_name = "résultat"
        verbose_name_plural = "résultats"

    def __str__(self) -> str:
        return f"{self.wave_id}"
