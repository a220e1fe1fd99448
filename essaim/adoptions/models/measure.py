"""Outcomes that no engine counts: entered by hand or imported, dated and sourced."""

from django.db import models

from essaim.adoptions.models.adoption import Adoption


class Measure(models.Model):
    """One value of one measure of the kit at one date. A correction is a new row that names what it replaces.

    ``low``, ``high``: the interval of a value that is estimated. ``people``: how many people it counts; None: it counts none.
    """

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="measures", verbose_name="adoption")
    measure = models.CharField("mesure du kit", max_length=40)
    value = models.DecimalField("valeur", max_digits=18, decimal_places=4)
    low = models.DecimalField("au moins", max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("au plus", max_digits=18, decimal_places=4, null=True, blank=True)
    people = models.PositiveIntegerField("personnes comptées", null=True, blank=True)
    on = models.DateField("à la date du")
    source = models.CharField("source", max_length=300)
    author = models.UUIDField("saisie par", null=True, blank=True)
    written_at = models.DateTimeField("saisie le", auto_now_add=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="corrige"
    )

    class Meta:
        verbose_name = "mesure"
        verbose_name_plural = "mesures"
        ordering = ["adoption", "measure", "on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "measure", "on"], condition=models.Q(replaces__isnull=True), name="measure_once"
            ),
            models.CheckConstraint(
                condition=models.Q(low__isnull=True, high__isnull=True)
                | models.Q(
                    low__isnull=False, high__isnull=False, low__lte=models.F("value"), high__gte=models.F("value")
                ),
                name="measure_inside_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} au {self.on}"
