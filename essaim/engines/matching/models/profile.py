"""Somebody registered on a side."""

from django.db import models


class ProfileState(models.TextChoices):
    """Whether somebody may be proposed to others."""

    ACTIVE = "active", "inscription active"
    SUSPENDED = "suspended", "inscription suspendue"
    ENDED = "ended", "inscription terminée"


class Profile(models.Model):
    """A participation on a side. Its answers stay in the participation.

    ``taken``: agreements that run, counted here so that the database refuses one more than ``capacity``.
    """

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="+", verbose_name="adoption")
    participation = models.OneToOneField(
        "adoptions.Participation", models.CASCADE, related_name="matching", verbose_name="dossier"
    )
    side = models.CharField("côté", max_length=40)
    state = models.CharField("état", max_length=10, choices=ProfileState.choices, default=ProfileState.ACTIVE)
    capacity = models.PositiveIntegerField("accords au plus")
    taken = models.PositiveIntegerField("accords en cours", default=0)
    registered_at = models.DateTimeField("inscription le")
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        ordering = ["registered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("capacity")), name="matching_within_capacity"
            ),
        ]
        indexes = [models.Index(fields=["adoption", "side", "state"], name="matching_side")]

    def __str__(self) -> str:
        return f"{self.side} {self.participation_id}"

    @property
    def free(self) -> int:
        return self.capacity - self.taken
