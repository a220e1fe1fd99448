"""A project: an idea that was studied, or one that the territory brings; what services said of it."""

from django.db import models
from django.db.models import Q

from essaim.engines.ballots.models.consultation import Consultation, Zone
from essaim.engines.ballots.models.idea import Idea


class Standing(models.TextChoices):
    """How far a project is. `domain.edition.standing` says which way leads to which."""

    STUDIED = "studied", "à l’étude"
    ADMITTED = "admitted", "soumis au vote"
    REFUSED = "refused", "non retenu pour le vote"
    WITHDRAWN = "withdrawn", "retiré"
    WINNER = "winner", "lauréat"
    NOT_RETAINED = "not-retained", "non lauréat"
    DELIVERED = "delivered", "réalisé"
    ABANDONED = "abandoned", "abandonné"


ON_THE_BALLOT = (
    Standing.ADMITTED, Standing.WINNER, Standing.NOT_RETAINED, Standing.DELIVERED, Standing.ABANDONED,
)  # fmt: skip
"""The standings of a project that was put to the vote."""
WITH_REASON = (Standing.REFUSED, Standing.WITHDRAWN, Standing.ABANDONED)


class Project(models.Model):
    """A project of an edition. ``number`` is the one that people read on the ballot.

    ``cost_cents``, ``costed_by``: the estimate and the service that made it. ``reason``: why it is refused, withdrawn or
    abandoned: published. ``public``: the key of the share that is reserved to it, in the kit's frame. ``band``: the key of its
    cost band, written when it is admitted. ``version`` moves with every act.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="projects", verbose_name="édition")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="projects", verbose_name="secteur de vote")
    idea = models.OneToOneField(
        Idea, models.SET_NULL, null=True, blank=True, related_name="project", verbose_name="idée"
    )
    commune = models.ForeignKey(
        "territories.Territory", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    number = models.PositiveIntegerField("numéro")
    title = models.CharField("titre", max_length=200)
    summary = models.TextField("résumé", max_length=4000)
    category = models.CharField("thème", max_length=40, blank=True)
    canton = models.CharField("canton", max_length=100, blank=True)
    public = models.CharField("part réservée", max_length=40, blank=True)
    band = models.CharField("tranche de coût", max_length=40, blank=True)
    cost_cents = models.PositiveBigIntegerField("coût estimé, en centimes", null=True, blank=True)
    costed_by = models.CharField("estimé par", max_length=40, blank=True)
    standing = models.CharField("état", max_length=12, choices=Standing.choices, default=Standing.STUDIED)
    reason = models.TextField("motif", max_length=2000, blank=True)
    created_at = models.DateTimeField("ouvert le")
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    decided_by = models.UUIDField("décidé par", null=True, blank=True)
    ended_on = models.DateField("réalisé ou abandonné le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "projet"
        verbose_name_plural = "projets"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="ballots_project_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ballots_project_is_numbered"),
            models.CheckConstraint(
                condition=~Q(standing__in=WITH_REASON) | ~Q(reason=""), name="ballots_refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=ON_THE_BALLOT) | Q(cost_cents__gt=0, cost_cents__isnull=False),
                name="ballots_admitted_has_cost",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.STUDIED) | Q(decided_at__isnull=False), name="ballots_decision_has_date"
            ),
        ]
        indexes = [models.Index(fields=["consultation", "standing"], name="ballots_project_standing")]

    def __str__(self) -> str:
        return f"n° {self.number} {self.title}"


class View(models.TextChoices):
    """What a service thinks of a project."""

    FAVOURABLE = "favourable", "favorable"
    RESERVED = "reserved", "favorable sous réserve"
    UNFAVOURABLE = "unfavourable", "défavorable"


class Opinion(models.Model):
    """What a service of the kit says of a project, why, and what it would cost in its eyes. Written once."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="opinions", verbose_name="projet")
    service = models.CharField("service", max_length=40)
    view = models.CharField("avis", max_length=12, choices=View.choices)
    reason = models.TextField("raisons", max_length=4000)
    cost_cents = models.PositiveBigIntegerField("coût estimé, en centimes", null=True, blank=True)
    at = models.DateTimeField("donné le")
    by = models.UUIDField("par", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "avis d’un service"
        verbose_name_plural = "avis des services"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ballots_opinion_has_reason")]

    def __str__(self) -> str:
        return f"{self.service} : {self.get_view_display()}"
