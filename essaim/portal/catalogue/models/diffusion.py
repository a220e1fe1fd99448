"""The graph of diffusion: how a solution goes from a territory to another."""

from django.db import models

from essaim.portal.catalogue import params

STATE_LABELS = {
    params.DiffusionState.LAUNCHED: "lancée",
    params.DiffusionState.STUDIED: "à l’étude",
    params.DiffusionState.STOPPED: "arrêtée",
}


class Diffusion(models.Model):
    """One edge. The initiative at either end is named where there is one; the date may be vague."""

    solution = models.ForeignKey(
        "catalogue.Solution", models.CASCADE, related_name="diffusions", verbose_name="solution"
    )
    from_territory = models.ForeignKey(
        "territories.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="depuis le territoire",
    )
    from_initiative = models.ForeignKey(
        "catalogue.Initiative",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="inspired",
        verbose_name="depuis l’initiative",
    )
    to_territory = models.ForeignKey(
        "territories.Territory", models.PROTECT, related_name="+", verbose_name="vers le territoire"
    )
    to_initiative = models.ForeignKey(
        "catalogue.Initiative",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="inspired_by",
        verbose_name="vers l’initiative",
    )
    state = models.CharField(
        "état", max_length=10, choices=[(state.value, label) for state, label in STATE_LABELS.items()]
    )
    when_text = models.CharField("date", max_length=300, blank=True)
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    changes = models.TextField("ce qui a été changé", blank=True)
    source = models.CharField("source", max_length=300, blank=True)
    passage = models.PositiveSmallIntegerField("passage de la note", null=True, blank=True)

    class Meta:
        verbose_name = "lien de diffusion"
        verbose_name_plural = "liens de diffusion"
        ordering = ["solution", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["solution", "from_territory", "to_territory"], nulls_distinct=False, name="diffusion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.solution_id} → {self.to_territory_id} ({self.get_state_display()})"
