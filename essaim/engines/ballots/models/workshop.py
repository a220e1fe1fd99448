"""The workshop of rules: ballots that a team looks at before it chooses a rule, and what it saw. None of it is a vote."""

from django.db import models

from essaim.engines.ballots.models.consultation import Consultation


class Origin(models.TextChoices):
    """Where ballots come from."""

    PAST = "past", "édition passée"
    FILE = "file", "fichier"
    SIMULATED = "simulated", "simulation"


class BallotSet(models.Model):
    """Anonymous ballots and the projects that they choose from, for one edition that prepares its rules.

    ``packed``: the election as `scrutin` JSON, compressed; emptied when the workshop ends. ``projects``: what pages show of each:
    id, name, cost, fields. ``erased_at``: when its ballots were. ``parted``: ballots that their publication parted project by project: only votes are then true.
    ``voters``: how many people they come from. ``zones``: value of the field « secteur » and envelope, where money is by zone.
    ``model``: what was supposed and the seed, for a simulation. ``remarks``: what is odd in the file, line by line.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="ballot_sets", verbose_name="édition")
    origin = models.CharField("provenance", max_length=10, choices=Origin.choices)
    name = models.CharField("nom", max_length=200)
    archive = models.CharField("archive publiée", max_length=300, blank=True)
    digest = models.CharField("empreinte des bulletins", max_length=64)
    packed = models.BinaryField("bulletins")
    projects = models.JSONField("projets", default=list)
    budget = models.CharField("enveloppe", max_length=60)
    currency = models.CharField("monnaie", max_length=10, default="EUR")
    voters = models.PositiveIntegerField("votants")
    parted = models.PositiveIntegerField("bulletins séparés", default=0)
    zones = models.JSONField("secteurs", default=list, blank=True)
    model = models.JSONField("modèle", default=dict, blank=True)
    remarks = models.JSONField("remarques", default=list, blank=True)
    made_at = models.DateTimeField("ajouté le")
    made_by = models.UUIDField("par", null=True, blank=True)
    erased_at = models.DateTimeField("bulletins effacés le", null=True, blank=True)

    class Meta:
        verbose_name = "jeu de bulletins"
        verbose_name_plural = "jeux de bulletins"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(origin=Origin.SIMULATED) | ~models.Q(model={}), name="ballots_simulation_is_stated"
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(packed=b""), name="ballots_erased_set_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def simulated(self) -> bool:
        """Whether nobody cast these ballots."""
        return self.origin == Origin.SIMULATED

    @property
    def kept(self) -> bool:
        """Whether its ballots are still there to be counted."""
        return self.erased_at is None


class Comparison(models.Model):
    """The same ballots counted by several candidate rules: what was asked, and a line for each one counted so far.

    ``ways``: keys of `domain.workshop.candidates`. ``field``: what money is shared out by; ``bounds``, ``shares``: upper bounds of the
    cost bands in euros, and the part of the envelope of each, in percent. ``lines``: as `domain.workshop.counting` writes them.
    """

    ballot_set = models.ForeignKey(
        BallotSet, models.CASCADE, related_name="comparisons", verbose_name="jeu de bulletins"
    )
    ways = models.JSONField("règles", default=list)
    field = models.CharField("répartition", max_length=60, blank=True)
    bounds = models.JSONField("bornes des tranches", default=list)
    shares = models.JSONField("parts des tranches", default=list)
    lines = models.JSONField("résultats", default=list)
    made_at = models.DateTimeField("demandée le")
    made_by = models.UUIDField("par", null=True, blank=True)

    class Meta:
        verbose_name = "comparaison de règles"
        verbose_name_plural = "comparaisons de règles"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"comparaison {self.pk}"

    @property
    def done(self) -> bool:
        """Whether every rule was counted."""
        return len(self.lines) >= len(self.ways)
