"""Pictures that the team published."""

import uuid

from django.db import models
from django.db.models import Q

from essaim.engines.ballots.models.follow_up import Milestone
from essaim.engines.ballots.models.idea import Idea


class Picture(models.Model):
    """A picture that the team published, with nothing but what it shows (`cores.picture`), and its words for who does not see it."""

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    idea = models.ForeignKey(Idea, models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name="idée")
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name="étape"
    )
    file = models.FileField("image", upload_to="ballots/")
    alternative = models.CharField("ce que montre l’image", max_length=300)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "image publiée"
        verbose_name_plural = "images publiées"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(idea__isnull=False, milestone__isnull=True) | Q(idea__isnull=True, milestone__isnull=False),
                name="ballots_picture_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(alternative=""), name="ballots_picture_is_said"),
        ]

    def __str__(self) -> str:
        return self.alternative
