"""The journal: entries chained by hash inside a month, and the signed checkpoint of each month."""

from django.db import models


class Entry(models.Model):
    """One act. Neither name nor address: the actor and the target are known by opaque keys.

    ``hash`` covers every other field and ``previous``, the hash of the entry before it.
    """

    segment = models.CharField("mois", max_length=7)
    number = models.PositiveIntegerField("rang dans le mois")
    at = models.DateTimeField("le")
    act = models.CharField("acte", max_length=80)
    actor = models.UUIDField("acteur (identifiant opaque)", null=True, db_index=True)
    target = models.CharField("sur quoi", max_length=40)
    key = models.CharField("clé", max_length=200)
    details = models.JSONField("précisions", default=dict)
    previous = models.CharField("empreinte précédente", max_length=64)
    hash = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "acte du journal"
        verbose_name_plural = "actes du journal"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["segment", "number"], name="journal_rank_once")]
        indexes = [models.Index(fields=["target", "key"], name="journal_by_target")]

    def __str__(self) -> str:
        return f"{self.segment} n° {self.number} : {self.act}"


class Checkpoint(models.Model):
    """One month: where it starts and ends, signed. It is kept when the entries of the month are dropped."""

    segment = models.CharField("mois", max_length=7, unique=True)
    opening = models.CharField("empreinte d’ouverture", max_length=64)
    count = models.PositiveIntegerField("nombre d’actes", default=0)
    last_hash = models.CharField("dernière empreinte", max_length=64)
    signature = models.CharField("signature", max_length=64)
    dropped_at = models.DateTimeField("retiré le", null=True)

    class Meta:
        verbose_name = "point de contrôle du journal"
        verbose_name_plural = "points de contrôle du journal"
        ordering = ["segment"]

    def __str__(self) -> str:
        return f"{self.segment} : {self.count}"
