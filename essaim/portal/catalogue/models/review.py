"""What people propose and what moderators decide: proposals, amendments, history."""

import uuid

from django.conf import settings
from django.db import models


class Proposal(models.Model):
    """An initiative that somebody is writing or has sent, before it becomes a draft of the catalogue.

    ``answers`` holds the questions answered so far, saved one by one. The resumable link carries ``token``.
    """

    class State(models.TextChoices):
        WRITING = "writing", "en cours d’écriture"
        SENT = "sent", "envoyée"
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"

    token = models.UUIDField("clé du lien", default=uuid.uuid4, unique=True, editable=False)
    answers = models.JSONField("réponses", default=dict)
    email = models.EmailField("adresse de la personne", blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WRITING, db_index=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    initiative = models.ForeignKey(
        "catalogue.Initiative", models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    created_at = models.DateTimeField("commencée le", auto_now_add=True)
    updated_at = models.DateTimeField("enregistrée le", auto_now=True)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return str(self.answers.get("title", "proposition sans titre"))


class Amendment(models.Model):
    """A change that somebody proposes to a published page, reviewed as a difference."""

    class State(models.TextChoices):
        SENT = "sent", "envoyée"
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"

    initiative = models.ForeignKey("catalogue.Initiative", models.CASCADE, related_name="amendments")
    base_version = models.PositiveIntegerField("version lue par l’auteur", default=0)
    changes = models.JSONField("nouveaux textes, par champ", default=dict)
    comment = models.TextField("explication", blank=True)
    email = models.EmailField("adresse de la personne", blank=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.SENT, db_index=True)
    sent_at = models.DateTimeField("envoyée le", auto_now_add=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "modification proposée"
        verbose_name_plural = "modifications proposées"
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"modification de {self.initiative_id}"


class Version(models.Model):
    """The whole record of a page as it was at one moment: history, comparison, restoration."""

    solution = models.ForeignKey("catalogue.Solution", models.CASCADE, null=True, blank=True, related_name="versions")
    initiative = models.ForeignKey(
        "catalogue.Initiative", models.CASCADE, null=True, blank=True, related_name="versions"
    )
    number = models.PositiveIntegerField("numéro")
    record = models.JSONField("fiche")
    reason = models.CharField("motif", max_length=300, blank=True)
    actor = models.UUIDField("auteur (identifiant opaque)", null=True, blank=True)
    created_at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versions"
        ordering = ["-number", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(solution__isnull=False, initiative__isnull=True)
                | models.Q(solution__isnull=True, initiative__isnull=False),
                name="version_of_one_page",
            ),
            models.UniqueConstraint(fields=["solution", "number"], name="solution_version_once"),
            models.UniqueConstraint(fields=["initiative", "number"], name="initiative_version_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
