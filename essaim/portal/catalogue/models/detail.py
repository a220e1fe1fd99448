"""The parts of an initiative that come in lists: figures, dates, partners, obstacles, links, files."""

from django.db import models

from essaim.portal.catalogue import params

KIND_LABELS = {
    params.FigureKind.MEASURED: "mesuré",
    params.FigureKind.TARGET: "objectif",
    params.FigureKind.PLANNED: "prévu",
    params.FigureKind.CONTEXT: "contexte",
}
PRECISION_LABELS = {
    params.Precision.EXACT: "",
    params.Precision.ABOUT: "environ",
    params.Precision.NEARLY: "près de",
    params.Precision.MORE_THAN: "plus de",
    params.Precision.AT_MOST: "au plus",
}
OBSTACLE_LABELS = {
    params.ObstacleState.MET: "rencontré",
    params.ObstacleState.ASKED: "dérogation demandée",
    params.ObstacleState.GRANTED: "dérogation obtenue",
    params.ObstacleState.REFUSED: "dérogation refusée",
    params.ObstacleState.LAW_CHANGED: "la règle a changé",
}


class Part(models.Model):
    """A part of an initiative, kept in the order in which it was written."""

    initiative = models.ForeignKey("catalogue.Initiative", models.CASCADE, related_name="%(class)ss")
    order = models.PositiveSmallIntegerField("ordre", default=0)
    passage = models.PositiveSmallIntegerField("passage de la note", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Figure(Part):
    """A dated, sourced number; ``value`` to ``value_max`` where the source gives a range."""

    label = models.CharField("ce que dit le chiffre", max_length=300)
    value = models.DecimalField("valeur", max_digits=18, decimal_places=4)
    value_max = models.DecimalField("jusqu’à", max_digits=18, decimal_places=4, null=True, blank=True)
    precision = models.CharField(
        "précision",
        max_length=10,
        choices=[(precision.value, label or "exactement") for precision, label in PRECISION_LABELS.items()],
        default=params.Precision.EXACT.value,
    )
    unit = models.CharField("unité", max_length=300)
    kind = models.CharField(
        "nature", max_length=10, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    when_text = models.CharField("date", max_length=300, blank=True)
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    source = models.CharField("source", max_length=300)
    method = models.TextField("méthode", blank=True)

    class Meta(Part.Meta):
        verbose_name = "chiffre"
        verbose_name_plural = "chiffres"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value_max__isnull=True) | models.Q(value_max__gte=models.F("value")),
                name="figure_range_is_ordered",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="figure_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.label} : {self.value} {self.unit}"


class StageDate(Part):
    """The date, exact or vague, on which a stage was reached."""

    stage = models.CharField("étape", max_length=12)
    when_text = models.CharField("date", max_length=300, blank=True)
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = "date d’étape"
        verbose_name_plural = "dates d’étape"

    def __str__(self) -> str:
        return f"{self.stage} {self.when_text}"


class Partner(Part):
    """A structure that takes part, and its part."""

    name = models.CharField("structure", max_length=300)
    part = models.CharField("son rôle", max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"

    def __str__(self) -> str:
        return self.name


class Obstacle(Part):
    """A legal obstacle, the derogation or proposal that answers it, and where it stands."""

    obstacle = models.TextField("obstacle de droit")
    derogation = models.TextField("dérogation recherchée", blank=True)
    proposal = models.TextField("proposition à l’État", blank=True)
    state = models.CharField(
        "où cela en est",
        max_length=12,
        choices=[(state.value, label) for state, label in OBSTACLE_LABELS.items()],
        default=params.ObstacleState.MET.value,
    )

    class Meta(Part.Meta):
        verbose_name = "obstacle de droit"
        verbose_name_plural = "obstacles de droit"

    def __str__(self) -> str:
        return self.obstacle[:80]


class Link(Part):
    label = models.CharField("intitulé", max_length=300)
    url = models.URLField("adresse", max_length=500)

    class Meta(Part.Meta):
        verbose_name = "lien"
        verbose_name_plural = "liens"

    def __str__(self) -> str:
        return self.label


class Document(Part):
    label = models.CharField("intitulé", max_length=300)
    file = models.FileField("fichier", upload_to="catalogue/documents/")

    class Meta(Part.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"

    def __str__(self) -> str:
        return self.label


class Image(Part):
    """A picture of the real thing, with the text that replaces it and its credit."""

    file = models.FileField("image", upload_to="catalogue/images/")
    alternative = models.CharField("texte de remplacement", max_length=300)
    credit = models.CharField("crédit", max_length=200, blank=True)

    class Meta(Part.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    def __str__(self) -> str:
        return self.alternative
