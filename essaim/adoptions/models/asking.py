"""Somebody who may not adopt asks her territory to do it."""

import uuid

from django.db import models
from django.urls import reverse

from essaim.adoptions.models.adoption import Adoption


class AdoptionRequest(models.Model):
    """An association, a commune or a person asks a territory to adopt a kit; whoever may answers.

    Its address is its key: whoever holds it reads the state of the request, without an account.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SENT = "sent", "en attente de réponse"
        ACCEPTED = "accepted", "acceptée"
        DECLINED = "declined", "refusée"

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    kit = models.CharField("kit", max_length=40, db_index=True)
    territory = models.ForeignKey("territories.Territory", models.PROTECT, related_name="+", verbose_name="territoire")
    structure = models.CharField("structure qui demande", max_length=200)
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse électronique")
    message = models.TextField("message", max_length=4000)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.SENT)
    answer = models.TextField("réponse", max_length=4000, blank=True)
    adoption = models.ForeignKey(
        Adoption, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name="adoption"
    )
    sent_at = models.DateTimeField("envoyée le", auto_now_add=True)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    answered_by = models.UUIDField("répondue par", null=True, blank=True)

    class Meta:
        verbose_name = "demande d’adoption"
        verbose_name_plural = "demandes d’adoption"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent") | models.Q(answered_at__isnull=False),
                name="adoption_request_answer_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kit} pour {self.structure}"

    def get_absolute_url(self) -> str:
        return reverse("adoptions:request", args=[self.key])
