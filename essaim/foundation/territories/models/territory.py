"""Territories as a graph: which contains which, at every level."""

from django.db import models


class Level(models.TextChoices):
    """The levels, from the largest to the smallest. Their order is the order of every list."""

    COUNTRY = "pays", "France"
    REGION = "region", "région"
    DEPARTEMENT = "departement", "département"
    EPCI = "epci", "intercommunalité"
    COMMUNE = "commune", "commune"


class Territory(models.Model):
    """One territory. Its code carries its level: ``pays-FR``, ``region-76``, ``departement-32``, ``epci-…``, ``commune-…``.

    The point of a region or a département is its seat, that of an EPCI its most populous commune.
    A commune that a later vintage no longer knows is ``retired``: what refers to it stays readable.
    """

    code = models.CharField("code", max_length=24, unique=True)
    level = models.CharField("niveau", max_length=12, choices=Level.choices, db_index=True)
    insee = models.CharField("code officiel", max_length=12)
    name = models.CharField("nom", max_length=200)
    slug = models.SlugField("adresse", max_length=220)
    population = models.PositiveIntegerField("population municipale", null=True)
    latitude = models.FloatField("latitude", null=True)
    longitude = models.FloatField("longitude", null=True)
    postcodes = models.CharField("codes postaux", max_length=400, blank=True)
    kind = models.CharField("nature", max_length=8, blank=True)
    retired = models.BooleanField("disparu du code officiel géographique", default=False)

    class Meta:
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ["level", "name", "code"]

    def __str__(self) -> str:
        return self.name


class Containment(models.Model):
    """``whole`` contains ``part``, directly or not: every pair is stored, so that one join answers.

    An EPCI may spread over two départements: it is then part of both.
    """

    whole = models.ForeignKey(Territory, models.CASCADE, related_name="parts")
    part = models.ForeignKey(Territory, models.CASCADE, related_name="wholes")

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        constraints = [models.UniqueConstraint(fields=["whole", "part"], name="containment_once")]

    def __str__(self) -> str:
        return f"{self.whole_id} ⊃ {self.part_id}"
