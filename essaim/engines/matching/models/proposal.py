"""Two people who might suit each other: why, who has said yes, until when."""

from django.db import models
from django.db.models import Q

from essaim.engines.matching.domain.standing import (
    AGREED,
    CONSENTED,
    DECLINED,
    EXPIRED,
    OPEN,
    WITHDRAWN,
    Pair,
    Side,
)
from essaim.engines.matching.models.profile import Profile
from essaim.engines.matching.models.run import Run


class ProposalState(models.TextChoices):
    """The words of `domain.standing`, and `prepared`: seen by the desk only."""

    PREPARED = "prepared", "préparée"
    OPEN = OPEN, "en attente de réponse"
    CONSENTED = CONSENTED, "acceptée par les deux"
    AGREED = AGREED, "devenue un accord"
    DECLINED = DECLINED, "refusée"
    EXPIRED = EXPIRED, "sans réponse à temps"
    WITHDRAWN = WITHDRAWN, "retirée"


LIVE = (ProposalState.OPEN, ProposalState.CONSENTED)
BOTH = Q(seeker_at__isnull=False, partner_at__isnull=False)


class Answered(models.TextChoices):
    """How an answer came."""

    ONLINE = "online", "en ligne"
    PHONE = "phone", "au téléphone"
    DESK = "desk", "au guichet"
    POST = "post", "sur papier"


class Proposal(models.Model):
    """A pair proposed, by a search or by hand (no run).

    ``seeker_at``, ``partner_at``: when each said yes; both or nothing: the contacts show after. ``reason``: as
    `domain.reasons` gives it. ``declined_side``, ``decline``, ``words``: who said no, for which reason of the kit, with
    which words of her own.
    """

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="+", verbose_name="adoption")
    run = models.ForeignKey(
        Run, models.CASCADE, null=True, blank=True, related_name="proposals", verbose_name="recherche"
    )
    seeker = models.ForeignKey(Profile, models.CASCADE, related_name="as_seeker", verbose_name="qui cherche")
    partner = models.ForeignKey(Profile, models.CASCADE, related_name="as_partner", verbose_name="qui propose")
    state = models.CharField("état", max_length=10, choices=ProposalState.choices, default=ProposalState.PREPARED)
    score = models.IntegerField("points", default=0)
    reason = models.JSONField("raisons")
    seeker_at = models.DateTimeField("acceptée par qui cherche le", null=True, blank=True)
    partner_at = models.DateTimeField("acceptée par qui propose le", null=True, blank=True)
    seeker_by = models.CharField("réponse arrivée", max_length=10, choices=Answered.choices, blank=True)
    partner_by = models.CharField("réponse arrivée", max_length=10, choices=Answered.choices, blank=True)
    declined_side = models.CharField("refusée par", max_length=10, blank=True)
    decline = models.CharField("motif", max_length=40, blank=True)
    words = models.TextField("ses mots", blank=True)
    made_by = models.UUIDField("par", null=True, blank=True)
    made_at = models.DateTimeField("faite le")
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    expires_on = models.DateField("répondre avant le", null=True, blank=True)
    reminded_at = models.DateTimeField("rappelée le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seeker", "partner"], condition=Q(state__in=LIVE), name="matching_one_live_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.CONSENTED, ProposalState.AGREED]) | BOTH,
                name="matching_both_consented",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LIVE) | Q(sent_at__isnull=False, expires_on__isnull=False),
                name="matching_live_has_dates",
            ),
        ]
        indexes = [models.Index(fields=["adoption", "state", "expires_on"], name="matching_due")]

    def __str__(self) -> str:
        return f"{self.seeker_id} et {self.partner_id}"

    @property
    def standing(self) -> Pair:
        """The proposal as `domain.standing` sees it."""
        said: list[tuple[Side, object]] = [("seeker", self.seeker_at), ("partner", self.partner_at)]
        return Pair(self.state, frozenset(side for side, at in said if at is not None))

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def consented(self) -> bool:
        """Both have said yes, and it still holds."""
        return self.standing.consented

    def side_of(self, profile: Profile) -> Side:
        """Return on which side of this pair a profile is. Raises ValueError."""
        if profile.pk not in {self.seeker_id, self.partner_id}:
            raise ValueError(f"{profile.pk} is not of the pair {self}")
        return "seeker" if profile.pk == self.seeker_id else "partner"
