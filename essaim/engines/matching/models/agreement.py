"""What two people agreed on: its life, its visits, what went wrong."""

from django.db import models
from django.db.models import Q

from essaim.engines.matching.models.profile import Profile
from essaim.engines.matching.models.proposal import Proposal


class AgreementState(models.TextChoices):
    RUNNING = "running", "en cours"
    ENDED = "ended", "terminé"


class Agreement(models.Model):
    """An agreement that runs or has run: one for one proposal.

    ``probation_until``: last day of the trial, when the kit has one; ``next_visit``: when the next follow-up is due;
    ``signed_on``: the day of the paper that both signed; ``groups``: quotas of the kit in which it counts;
    ``answers``: what is agreed on, the kit's fields as they were written, fixed once the paper is signed.
    """

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="+", verbose_name="adoption")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="agreement", verbose_name="proposition")
    seeker = models.ForeignKey(Profile, models.PROTECT, related_name="agreements_sought", verbose_name="qui cherche")
    partner = models.ForeignKey(Profile, models.PROTECT, related_name="agreements_offered", verbose_name="qui propose")
    state = models.CharField("état", max_length=10, choices=AgreementState.choices, default=AgreementState.RUNNING)
    begun_on = models.DateField("commencé le")
    begun_at = models.DateTimeField("validé le")
    signed_on = models.DateField("signé le", null=True, blank=True)
    probation_until = models.DateField("essai jusqu’au", null=True, blank=True)
    next_visit = models.DateField("prochain suivi le", null=True, blank=True)
    visits = models.PositiveIntegerField("suivis faits", default=0)
    groups = models.JSONField("quotas", default=list, blank=True)
    answers = models.JSONField("ce qui est convenu", default=dict, blank=True)
    end_reason = models.CharField("raison de la fin", max_length=40, blank=True)
    ended_well = models.BooleanField("fini comme prévu", null=True, blank=True)
    ended_on = models.DateField("terminé le", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "accord"
        verbose_name_plural = "accords"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seeker", "partner"], condition=Q(state=AgreementState.RUNNING), name="matching_one_agreement"
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.RUNNING, ended_on__isnull=True)
                | Q(state=AgreementState.ENDED, ended_on__isnull=False),
                name="matching_end_has_date",
            ),
        ]
        indexes = [models.Index(fields=["adoption", "state", "next_visit"], name="matching_visits")]

    def __str__(self) -> str:
        return f"accord n° {self.pk}"


class QuotaCount(models.Model):
    """How many running agreements count in a quota that has a maximum: one row, so that two never pass it together."""

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="+", verbose_name="adoption")
    quota = models.CharField("quota", max_length=40)
    taken = models.PositiveIntegerField("accords", default=0)

    class Meta:
        verbose_name = "compte d’un quota"
        verbose_name_plural = "comptes des quotas"
        ordering = ["quota"]
        constraints = [models.UniqueConstraint(fields=["adoption", "quota"], name="matching_quota_once")]

    def __str__(self) -> str:
        return f"{self.quota} : {self.taken}"


class FollowUp(models.Model):
    """One visit or call: what it found. ``answers``: the kit's fields as they were written that day."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="follow_ups", verbose_name="accord")
    number = models.PositiveIntegerField("numéro")
    due_on = models.DateField("prévu le", null=True, blank=True)
    done_on = models.DateField("fait le")
    answers = models.JSONField("réponses")
    quantity = models.PositiveIntegerField("compté", default=0)
    made_by = models.UUIDField("par", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "suivi"
        verbose_name_plural = "suivis"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="matching_visit_once")]

    def __str__(self) -> str:
        return f"suivi n° {self.number}"


class Incident(models.Model):
    """A problem that somebody reported, until the team has answered it. ``side``: who reported it; blank: the team."""

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="+", verbose_name="adoption")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="incidents", verbose_name="paire")
    side = models.CharField("signalé par", max_length=10, blank=True)
    answers = models.JSONField("réponses")
    answer = models.TextField("suite donnée", blank=True)
    reported_at = models.DateTimeField("signalé le")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    closed_by = models.UUIDField("clos par", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "problème signalé"
        verbose_name_plural = "problèmes signalés"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"problème du {self.reported_at:%d/%m/%Y}"
