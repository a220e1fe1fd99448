"""One edition of a participatory budget: its dates, its zones and their money, the rules that the vote froze."""

from django.db import models
from django.db.models import F, Q


class PhaseKey(models.TextChoices):
    """The phases of an edition, in their order."""

    IDEAS = "ideas", "dépôt des idées"
    INSTRUCTION = "instruction", "étude des idées"
    CATALOGUE = "catalogue", "présentation des projets"
    VOTE = "vote", "vote"
    RESULTS = "results", "résultats"
    FOLLOW_UP = "follow-up", "réalisation"


RANKS: dict[str, int] = {key.value: rank for rank, key in enumerate(PhaseKey, start=1)}


class Consultation(models.Model):
    """An edition. Once ended it only has what it built to follow; the next one may then begin.

    ``tried``: during the test of a service only, the phase that the team tries, whatever the dates.
    ``cantons``: the names of its cantons, where a rule counts by canton; ``apart``: pairs of numbers of projects that do not go
    together. ``last_project``: the last number given to a project. ``sealed_rules``, ``sealed_hash``: the rules as they were when
    the vote opened and the SHA-256 of their canonical JSON; empty until then. ``sealed_trial``: sealed in the test,
    so that opening the service breaks the seal. ``drafted_rule``: the way to count that the workshop chose, in place of the kit's
    (`domain.vote.drafting`); empty: the kit's.
    """

    adoption = models.ForeignKey(
        "adoptions.Adoption", models.CASCADE, related_name="consultations", verbose_name="adoption"
    )
    number = models.PositiveSmallIntegerField("édition")
    title = models.CharField("titre", max_length=200)
    tried = models.CharField("étape essayée", max_length=12, choices=PhaseKey.choices, blank=True)
    last_project = models.PositiveIntegerField("dernier numéro de projet", default=0)
    cantons = models.JSONField("cantons", default=list, blank=True)
    apart = models.JSONField("projets incompatibles", default=list, blank=True)
    drafted_rule = models.JSONField("règle choisie à l’atelier", default=dict, blank=True)
    sealed_rules = models.JSONField("règles gelées", default=dict, blank=True)
    sealed_hash = models.CharField("empreinte des règles", max_length=64, blank=True)
    sealed_at = models.DateTimeField("gelées le", null=True, blank=True)
    sealed_trial = models.BooleanField("gelées pendant l’essai", default=False)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "édition"
        verbose_name_plural = "éditions"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "number"], name="ballots_edition_number_once"),
            models.UniqueConstraint(
                fields=["adoption"], condition=Q(ended_at__isnull=True), name="ballots_one_running_edition"
            ),
            models.CheckConstraint(
                condition=Q(sealed_hash="", sealed_at__isnull=True) | (~Q(sealed_hash="") & Q(sealed_at__isnull=False)),
                name="ballots_seal_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sealed(self) -> bool:
        """Whether its rules are frozen: the vote has opened."""
        return bool(self.sealed_hash)


class Phase(models.Model):
    """When a phase of an edition is open, both days included. ``rank`` is the place of its key: phases follow each other."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="phases", verbose_name="édition")
    key = models.CharField("étape", max_length=12, choices=PhaseKey.choices)
    rank = models.PositiveSmallIntegerField("rang")
    opens = models.DateField("ouvre le")
    closes = models.DateField("ferme le")

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ["consultation", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "key"], name="ballots_phase_once"),
            models.CheckConstraint(condition=Q(opens__lte=F("closes")), name="ballots_phase_ends_after"),
            models.CheckConstraint(
                condition=Q(*(Q(key=key, rank=rank) for key, rank in RANKS.items()), _connector=Q.OR),
                name="ballots_phase_in_its_rank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.opens:%d/%m/%Y})"


class Zone(models.Model):
    """A part of the territory with its own money. Without any commune it is the whole territory: it is then alone."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="zones", verbose_name="édition")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("nom", max_length=100)
    envelope_cents = models.PositiveBigIntegerField("enveloppe, en centimes")

    class Meta:
        verbose_name = "secteur de vote"
        verbose_name_plural = "secteurs de vote"
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "code"], name="ballots_zone_code_once"),
            models.UniqueConstraint(fields=["consultation", "label"], name="ballots_zone_label_once"),
        ]

    def __str__(self) -> str:
        return self.label


class ZoneCommune(models.Model):
    """A commune belongs to one zone of an edition."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+", verbose_name="édition")
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="communes", verbose_name="secteur de vote")
    commune = models.ForeignKey("territories.Territory", models.CASCADE, related_name="+", verbose_name="commune")

    class Meta:
        verbose_name = "commune d’un secteur de vote"
        verbose_name_plural = "communes des secteurs de vote"
        ordering = ["zone", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "commune"], name="ballots_commune_in_one_zone")]

    def __str__(self) -> str:
        return f"{self.commune_id} dans {self.zone_id}"
