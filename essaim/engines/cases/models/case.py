"""A case: where a demand stands. Its answers, its contact and its terms are those of its participation."""

from django.db import models

from essaim.adoptions.checks.machines import ENDS

GOING_ON = ("open", "waiting")
DECIDED = ("granted", "refused")


class Case(models.Model):
    """Where a demand stands. Its number is that of its participation; ``rank`` tells the cases of one participation apart.

    ``version`` moves by one with every change: an act says which one it saw. ``kind`` is that of the state in the kit.
    ``due_at``: the first moment from which a deadline that runs is over; ``late_since``: the service is behind on one, or was when it ended. Once decided or closed, it never changes again.
    """

    class Kind(models.TextChoices):
        OPEN = "open", "en cours"
        WAITING = "waiting", "en attente de la personne"
        GRANTED = "granted", "accordé"
        REFUSED = "refused", "refusé"
        CLOSED = "closed", "clos"

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="cases", verbose_name="adoption")
    participation = models.ForeignKey(
        "adoptions.Participation", models.CASCADE, related_name="cases", verbose_name="participation"
    )
    rank = models.PositiveSmallIntegerField("rang", default=1)
    state = models.CharField("état", max_length=40)
    kind = models.CharField("nature de l’état", max_length=10, choices=Kind.choices, default=Kind.OPEN)
    version = models.PositiveIntegerField("version", default=1)
    sector = models.ForeignKey(
        "cases.Sector", models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name="secteur"
    )
    assigned_to = models.UUIDField("confié à", null=True, blank=True)
    opened_at = models.DateTimeField("ouvert le")
    since = models.DateTimeField("dans cet état depuis")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    due_at = models.DateTimeField("à traiter avant", null=True, blank=True)
    late_since = models.DateTimeField("en retard depuis", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "rank"], name="case_rank_once"),
            models.UniqueConstraint(
                fields=["participation"], condition=models.Q(kind__in=GOING_ON), name="case_one_under_way"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=GOING_ON, ended_at__isnull=True)
                | models.Q(kind__in=sorted(ENDS), ended_at__isnull=False, due_at__isnull=True),
                name="case_end_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["adoption", "kind", "due_at"], name="case_desk"),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="case_running_out"),
        ]

    def __str__(self) -> str:
        return f"dossier {self.pk} ({self.state})"

    @property
    def late(self) -> bool:
        """Whether the service is behind, or was when the case ended."""
        return self.late_since is not None

    @property
    def ended(self) -> bool:
        """Whether it is decided or closed: frozen."""
        return self.kind in ENDS

    @property
    def reference(self) -> str:
        """The number that a person reads and dictates; the second case of one demand is « n° 12-2 »."""
        again = f"-{self.rank}" if self.rank > 1 else ""
        return f"{self.participation.reference}{again}"


class CaseClock(models.Model):
    """One deadline of one case: due at a moment, or standing still with so much left; late since."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks", verbose_name="dossier")
    deadline = models.CharField("délai du kit", max_length=40)
    due_at = models.DateTimeField("échéance", null=True, blank=True)
    left = models.PositiveIntegerField("reste", default=0)
    late = models.BooleanField("passé", default=False)

    class Meta:
        verbose_name = "délai d’un dossier"
        verbose_name_plural = "délais des dossiers"
        ordering = ["case", "due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "deadline"], name="clock_once")]

    def __str__(self) -> str:
        return f"{self.deadline} de {self.case_id}"
