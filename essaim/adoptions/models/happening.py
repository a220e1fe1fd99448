"""What happened in an adoption, what it caused, what was told. Append-only: the trial's is erased at opening."""

from django.db import models

from essaim.adoptions.models.adoption import Adoption
from essaim.adoptions.models.participation import Participation


class Happening(models.Model):
    """An event of an engine: when, to which participation, by which role, with its payload as it was written."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="happenings", verbose_name="adoption")
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="happenings", verbose_name="dossier"
    )
    event = models.CharField("événement", max_length=81)
    payload = models.JSONField("valeurs", default=dict)
    depth = models.PositiveSmallIntegerField("profondeur", default=1)
    role = models.CharField("rôle", max_length=40, blank=True)
    actor = models.UUIDField("par", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "événement"
        verbose_name_plural = "événements"
        ordering = ["pk"]
        indexes = [models.Index(fields=["adoption", "event"], name="happening_event")]

    def __str__(self) -> str:
        return self.event


class Carried(models.Model):
    """An effect that an event caused, by the line of the kit's table: each line runs once for one event."""

    happening = models.ForeignKey(Happening, models.CASCADE, related_name="carried", verbose_name="événement")
    line = models.PositiveSmallIntegerField("ligne de la table")
    effect = models.CharField("effet", max_length=81)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "effet"
        verbose_name_plural = "effets"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["happening", "line"], name="effect_once")]

    def __str__(self) -> str:
        return self.effect


class DoneRequest(models.Model):
    """An act whose form carried a key: sent twice, it is done once."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="+", verbose_name="adoption")
    key = models.CharField("clé de la demande", max_length=64)
    verb = models.CharField("acte", max_length=81)
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, related_name="+", verbose_name="dossier"
    )
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "demande faite"
        verbose_name_plural = "demandes faites"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["adoption", "key"], name="request_once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class Told(models.Model):
    """A message of the kit as it was told to somebody: its words stay as they were sent."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="told", verbose_name="dossier")
    message = models.CharField("message du kit", max_length=40)
    channel = models.CharField("par", max_length=10)
    subject = models.CharField("objet", max_length=300, blank=True)
    body = models.TextField("texte")
    at = models.DateTimeField("le")
    printed_at = models.DateTimeField("imprimé le", null=True, blank=True)

    class Meta:
        verbose_name = "message dit"
        verbose_name_plural = "messages dits"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["participation"],
                condition=models.Q(channel="letter", printed_at__isnull=True),
                name="told_to_print",
            )
        ]

    def __str__(self) -> str:
        return self.subject or self.message
