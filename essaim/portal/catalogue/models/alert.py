"""Searches that people keep: a message when something new answers them, without an account."""

import uuid

from django.db import models


class Alert(models.Model):
    """One search kept by one address. Nothing is sent before the person has confirmed by the link she received.

    ``search`` is the query string of the results page; ``words`` says it in French. ``checked_at`` is how far what is
    new has already been looked for. An address that was not confirmed is erased after seven days.
    """

    token = models.UUIDField("clé des liens", default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("adresse électronique")
    search = models.CharField("recherche, comme dans l’adresse", max_length=1000, blank=True)
    words = models.CharField("recherche, en mots", max_length=500)
    created_at = models.DateTimeField("demandée le")
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    checked_at = models.DateTimeField("regardée le", null=True, blank=True)

    class Meta:
        verbose_name = "alerte"
        verbose_name_plural = "alertes"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["email", "search"], name="alert_once")]

    def __str__(self) -> str:
        return self.words


class AlertSent(models.Model):
    """One page that one alert has announced: it is never announced to it again."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="sent")
    page = models.UUIDField("clé permanente de la page")

    class Meta:
        verbose_name = "page annoncée"
        verbose_name_plural = "pages annoncées"
        constraints = [models.UniqueConstraint(fields=["alert", "page"], name="alert_announces_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} : {self.page}"
