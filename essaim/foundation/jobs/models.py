"""The outbox, the periodic jobs and the workers that were seen alive."""

from django.db import models


class Message(models.Model):
    """One mail, SMS or letter, written in the transaction of the act that causes it.

    ``unknown``: a worker stopped between sending and saying so; it may have left, so it is not sent again by itself.
    Recipient, subject and body are erased some days after the end (`ESSAIM_MESSAGE_DAYS`); at the end where it is ``fleeting``.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", "courrier électronique"
        SMS = "sms", "SMS"
        LETTER = "letter", "lettre"

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        LEASED = "leased", "en cours d’envoi"
        SENT = "sent", "envoyé"
        FAILED = "failed", "échec"
        UNKNOWN = "unknown", "sort inconnu"

    kind = models.CharField("nature", max_length=8, choices=Kind.choices)
    to = models.CharField("destinataire", max_length=320, blank=True)
    fleeting = models.BooleanField("effacé dès qu’il est parti", default=False)
    subject = models.CharField("objet", max_length=300, blank=True)
    body = models.TextField("texte", blank=True)
    key = models.CharField("clé d’envoi unique", max_length=200, unique=True, null=True)  # noqa: DJ001  several without key
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    next_try_at = models.DateTimeField("prochain essai")
    leased_by = models.CharField("pris par", max_length=64, blank=True)
    lease_until = models.DateTimeField("pris jusqu’à", null=True)
    failure = models.CharField("raison de l’échec", max_length=120, blank=True)
    created_at = models.DateTimeField("écrit le")
    sent_at = models.DateTimeField("envoyé le", null=True)
    erased_at = models.DateTimeField("texte effacé le", null=True)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="message_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} n° {self.pk} : {self.get_state_display()}"


class PeriodicRun(models.Model):
    """When a periodic job runs next, and how it went last."""

    name = models.CharField("nom", max_length=80, unique=True)
    next_at = models.DateTimeField("prochaine fois")
    lease_until = models.DateTimeField("pris jusqu’à", null=True)
    last_at = models.DateTimeField("dernière fois", null=True)
    failure = models.CharField("dernier échec", max_length=120, blank=True)

    class Meta:
        verbose_name = "travail périodique"
        verbose_name_plural = "travaux périodiques"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """A worker that was alive at `seen_at`. Its name says machine and process, never a person."""

    worker = models.CharField("travailleur", max_length=64, unique=True)
    seen_at = models.DateTimeField("vu le")

    class Meta:
        verbose_name = "signe de vie"
        verbose_name_plural = "signes de vie"

    def __str__(self) -> str:
        return self.worker
