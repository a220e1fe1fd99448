"""A search of proposals: from what, by which lots, with what result. And why somebody has none."""

from django.db import models

from essaim.engines.matching.models.profile import Profile


class RunKind(models.TextChoices):
    """What looked for pairs."""

    BEST = "best", "répartition"
    DRAW = "draw", "tirage au sort"
    ARRIVAL = "arrival", "arrivée"


class RunState(models.TextChoices):
    """A search is looked at before anything is sent."""

    PREPARED = "prepared", "préparée"
    SENT = "sent", "envoyée"
    DISCARDED = "discarded", "laissée"


class Run(models.Model):
    """One search. With ``seed`` and what ``digest`` sums up (people, answers, capacities, rules), anybody finds the same pairs.

    ``waiting``: seekers without any agreement nor proposal; ``served``: how many of them have one by this search;
    ``first_come``: how many would have, served one by one in their order of registration. ``proved``: the certificate
    of the optimum was checked (None: quotas, or another kind of search). ``draw``: seats, order and reserve by stratum.
    """

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="+", verbose_name="adoption")
    terms = models.ForeignKey("adoptions.Terms", models.PROTECT, related_name="+", verbose_name="conditions")
    kind = models.CharField("nature", max_length=10, choices=RunKind.choices)
    state = models.CharField("état", max_length=10, choices=RunState.choices, default=RunState.PREPARED)
    seed = models.CharField("graine du tirage", max_length=100)
    digest = models.CharField("empreinte des données", max_length=64)
    target = models.ForeignKey(
        Profile, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="places tirées au sort"
    )
    waiting = models.PositiveIntegerField("personnes qui attendaient")
    partners = models.PositiveIntegerField("personnes en face")
    served = models.PositiveIntegerField("personnes servies")
    first_come = models.PositiveIntegerField("servies dans l’ordre d’arrivée", null=True, blank=True)
    proved = models.BooleanField("optimum prouvé", null=True, blank=True)
    draw = models.JSONField("tirage", default=list, blank=True)
    made_by = models.UUIDField("par", null=True, blank=True)
    made_at = models.DateTimeField("faite le")
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "recherche"
        verbose_name_plural = "recherches"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption"],
                condition=models.Q(state=RunState.PREPARED),
                name="matching_one_prepared_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} n° {self.pk}"


class NoProposal(models.Model):
    """Why a search proposed nothing to somebody who waited. ``reason``: as `domain.reasons.none_reason` gives it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="without", verbose_name="recherche")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="without", verbose_name="inscription")
    reason = models.JSONField("raison")

    class Meta:
        verbose_name = "absence de proposition"
        verbose_name_plural = "absences de proposition"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "profile"], name="matching_reason_once")]

    def __str__(self) -> str:
        return f"{self.profile_id} : {self.reason.get('kind', '')}"
