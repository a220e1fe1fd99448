"""What becomes of a winner: what was done, what was spent."""

from django.db import models
from django.db.models import Q

from essaim.engines.ballots.models.project import Project


class Milestone(models.Model):
    """A step of the works, in words, with its date. Written once."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name="projet")
    on = models.DateField("le")
    words = models.CharField("ce qui est fait", max_length=500)
    at = models.DateTimeField("écrit le")
    by = models.UUIDField("par", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "étape de réalisation"
        verbose_name_plural = "étapes de réalisation"
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="ballots_milestone_says_something")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} : {self.words}"


class Spending(models.Model):
    """Money spent on a project. Written once: a mistake is mended by the opposite sum, with its words."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="spendings", verbose_name="projet")
    on = models.DateField("le")
    cents = models.BigIntegerField("somme, en centimes")
    words = models.CharField("pour quoi", max_length=300)
    at = models.DateTimeField("écrit le")
    by = models.UUIDField("par", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "dépense"
        verbose_name_plural = "dépenses"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(cents=0), name="ballots_spending_is_a_sum"),
            models.CheckConstraint(condition=~Q(words=""), name="ballots_spending_is_said"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} : {self.cents}"
