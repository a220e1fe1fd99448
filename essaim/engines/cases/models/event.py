"""What happened to a case, and what was decided: written once."""

from django.db import models

from essaim.engines.cases.models.case import Case

ERASED = "(effacé)"
"""What takes the place of words about a person once they are erased: that there was a reason stays known."""


class CaseEvent(models.Model):
    """One act on a case: who, when, from where to where, why. Append-only; only its words may be erased.

    ``verb`` is one of the engine's, `late` for a deadline that ran out, `assign` for a case given to somebody. ``way`` is the transition or the
    deadline of the kit. ``version`` is that of the case once done: two acts can never make the same one.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="events", verbose_name="dossier")
    version = models.PositiveIntegerField("version")
    verb = models.CharField("acte", max_length=20)
    way = models.CharField("transition du kit", max_length=40, blank=True)
    before = models.CharField("de l’état", max_length=40, blank=True)
    after = models.CharField("à l’état", max_length=40)
    kind = models.CharField("nature de l’état", max_length=10, choices=Case.Kind.choices)
    role = models.CharField("rôle", max_length=40, blank=True)
    actor = models.UUIDField("par", null=True, blank=True)
    machine = models.BooleanField("par la plateforme", default=False)
    reason = models.TextField("motif", max_length=4000, blank=True)
    at = models.DateTimeField("le")
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "acte sur un dossier"
        verbose_name_plural = "actes sur les dossiers"
        ordering = ["case", "version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="case_version_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="refused") | ~models.Q(reason=""), name="case_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} de {self.case_id}"


class Decision(models.Model):
    """What was decided: granted or refused, why, how much, on what grounds. Frozen.

    ``grounds``: what the rule that guarded it answered, in words, on that day. ``days``: whole days from the opening to the decision.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="decision", verbose_name="dossier")
    granted = models.BooleanField("accordé")
    reason = models.TextField("motif", max_length=4000, blank=True)
    amount_cents = models.BigIntegerField("somme (centimes)", null=True, blank=True)
    quantity = models.BigIntegerField("quantité", null=True, blank=True)
    grounds = models.JSONField("ce qui a été vérifié", default=list)
    role = models.CharField("rôle", max_length=40, blank=True)
    actor = models.UUIDField("par", null=True, blank=True)
    machine = models.BooleanField("par la plateforme", default=False)
    days = models.PositiveIntegerField("jours depuis l’ouverture")
    in_time = models.BooleanField("dans les délais", default=True)
    at = models.DateTimeField("le")
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(granted=True) | ~models.Q(reason=""), name="decision_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{'accord' if self.granted else 'refus'} du dossier {self.case_id}"
