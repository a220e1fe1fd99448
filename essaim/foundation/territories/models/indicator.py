"""Official indicators: what is counted, each vintage that was published, one value per territory."""

from django.db import models


class Indicator(models.Model):
    """What is counted, whatever the year."""

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    theme = models.CharField("thème", max_length=60)
    label = models.CharField("libellé", max_length=200)
    unit = models.CharField("unité", max_length=60)

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ["theme", "label"]

    def __str__(self) -> str:
        return self.label


class Vintage(models.Model):
    """One publication of an indicator. Older ones are kept: they make the series.

    ``france`` is the value of the whole country, ``metropole`` that of metropolitan France: they are not the same thing.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="vintages", verbose_name="indicateur")
    period = models.CharField("période", max_length=40)
    as_of = models.DateField("dernier jour de la période", help_text="sert à ranger les millésimes")
    producer = models.CharField("producteur", max_length=300)
    publication = models.CharField("publication", max_length=300)
    licence = models.CharField("licence", max_length=60)
    decimals = models.PositiveSmallIntegerField("décimales publiées", default=0)
    france = models.FloatField("valeur de la France", null=True)
    metropole = models.FloatField("valeur de la France métropolitaine", null=True)
    sha256 = models.CharField("empreinte du fichier", max_length=64)
    imported_at = models.DateTimeField("importé le", auto_now=True)

    class Meta:
        verbose_name = "millésime"
        verbose_name_plural = "millésimes"
        ordering = ["indicator", "as_of"]
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="vintage_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period}"


class Value(models.Model):
    """The value of one territory in one vintage. A missing value has no row."""

    vintage = models.ForeignKey(Vintage, models.CASCADE, related_name="values", verbose_name="millésime")
    territory = models.ForeignKey("territories.Territory", models.PROTECT, related_name="+", verbose_name="territoire")
    value = models.FloatField("valeur")

    class Meta:
        verbose_name = "valeur"
        verbose_name_plural = "valeurs"
        constraints = [models.UniqueConstraint(fields=["vintage", "territory"], name="value_once")]

    def __str__(self) -> str:
        return str(self.value)
