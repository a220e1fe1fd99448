"""The two closed lists that sort the catalogue: themes and publics."""

from django.db import models


class Term(models.Model):
    """A word of a closed list, with the sentence that explains it."""

    slug = models.SlugField("identifiant", max_length=100, unique=True)
    label = models.CharField("libellé", max_length=120)
    description = models.CharField("explication", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label


class Theme(Term):
    tint = models.CharField("teinte", max_length=8, default="sky")

    class Meta(Term.Meta):
        verbose_name = "thème"
        verbose_name_plural = "thèmes"


class Public(Term):
    class Meta(Term.Meta):
        verbose_name = "public"
        verbose_name_plural = "publics"
