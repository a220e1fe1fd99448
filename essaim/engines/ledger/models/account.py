"""Where an amount can be, with its bounds. The database keeps the balance; nothing else writes it."""

from django.db import models
from django.db.models import F, Q

from essaim.adoptions.models import Adoption, Participation
from essaim.engines.ledger.domain.book import Place, Position
from essaim.engines.ledger.domain.periods import EVER


class LedgerAccount(models.Model):
    """One account of a kit for one holder and one period; or the place of an acceptor, the envelope, the outside.

    ``balance``, ``leaving`` and ``coming`` are in parts of the unit, and are kept by triggers on the movements and the
    holds (`guards`). The outside has no balance of its own: it is what makes the sum zero.
    """

    PLACES = (
        (Place.HOLDER, "titulaire"),
        (Place.ACCEPTOR, "qui accepte"),
        (Place.ENVELOPE, "enveloppe"),
        (Place.OUTSIDE, "hors du service"),
    )

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="ledger_accounts", verbose_name="adoption")
    key = models.CharField("compte du kit", max_length=40)
    place = models.CharField("lieu", max_length=10, choices=PLACES)
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="ledger_accounts", verbose_name="dossier"
    )
    since = models.DateField("période depuis", default=EVER)
    opened_on = models.DateField("ouvert le")
    expires_on = models.DateField("dernier jour", null=True, blank=True)
    closed_at = models.DateTimeField("fermé le", null=True, blank=True)
    declared_until = models.DateField("déclarations jusqu’au", null=True, blank=True)
    unit = models.CharField("unité", max_length=10)
    balance = models.BigIntegerField("solde", default=0)
    floor = models.BigIntegerField("plancher", null=True, blank=True)
    cap = models.BigIntegerField("plafond", null=True, blank=True)
    leaving = models.BigIntegerField("réservé, à sortir", default=0)
    coming = models.BigIntegerField("réservé, à entrer", default=0)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["adoption", "key", "place", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(balance__gte=F("floor") + F("leaving")), name="ledger_floor"
            ),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gte=F("balance") + F("coming")), name="ledger_cap"
            ),
            models.CheckConstraint(condition=Q(leaving__gte=0) & Q(coming__gte=0), name="ledger_held"),
            models.UniqueConstraint(
                fields=["adoption", "participation", "key", "place", "since"],
                condition=Q(participation__isnull=False), name="ledger_account_once",
            ),
            models.UniqueConstraint(
                fields=["adoption", "key", "place", "since", "trial"],
                condition=Q(participation__isnull=True), name="ledger_common_account_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.key} ({self.get_place_display()})"

    @property
    def promised(self) -> bool:
        """Whether something of it is held."""
        return bool(self.leaving or self.coming)

    @property
    def position(self) -> Position:
        """Where it stands, for the pure core."""
        floor = self.floor if self.floor is not None else -(2**62)
        return Position(self.balance, floor, self.cap, self.leaving, self.coming, self.expires_on)
