"""Who says « this page is mine »: a request that a moderator accepts in one click."""

from django.conf import settings
from django.db import models


class Claim(models.Model):
    """One person signed in asks to be the referent of one initiative."""

    class State(models.TextChoices):
        SENT = "sent", "envoyée"
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"

    initiative = models.ForeignKey("catalogue.Initiative", models.CASCADE, related_name="claims")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.SENT, db_index=True)
    sent_at = models.DateTimeField("envoyée le", auto_now_add=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de référent"
        verbose_name_plural = "demandes de référent"
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "account"], condition=models.Q(state="sent"), name="claim_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.initiative_id}"
