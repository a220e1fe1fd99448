"""What is shown to spend: vouchers spent once, the card of an account; and who accepts them. Codes are kept as hashes."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from essaim.adoptions.models import Adoption, Participation
from essaim.engines.ledger.domain.book import Acceptance
from essaim.engines.ledger.models.account import LedgerAccount

if TYPE_CHECKING:
    from essaim.engines.ledger.models.movement import Movement


class Title(models.Model):
    """A voucher of one value: spent once and whole, before its last day, where it is accepted."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="titles", verbose_name="adoption")
    account = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="titles", verbose_name="compte")
    key = models.UUIDField("clé", default=uuid.uuid4, unique=True)
    code_hash = models.CharField("empreinte du code", max_length=64, unique=True)
    number = models.PositiveIntegerField("numéro")
    batch = models.UUIDField("émission", db_index=True)
    value = models.BigIntegerField("valeur")
    issued_at = models.DateTimeField("émis le")
    expires_on = models.DateField("dernier jour", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "titre"
        verbose_name_plural = "titres"
        ordering = ["adoption", "number"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "number", "trial"], name="ledger_title_number_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="ledger_title_positive"),
        ]

    def __str__(self) -> str:
        return f"titre n° {self.number}"

    @property
    def spent(self) -> "Movement | None":
        """The movement that spent it, if one did."""
        found: Movement | None = getattr(self, "spending", None)
        return found


class Card(models.Model):
    """What a holder shows so that somebody moves one of her accounts: a code, also printed as a QR code."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="cards", verbose_name="dossier")
    account = models.CharField("compte du kit", max_length=40)
    key = models.UUIDField("clé", default=uuid.uuid4, unique=True)
    code_hash = models.CharField("empreinte du code", max_length=64, unique=True)
    issued_at = models.DateTimeField("faite le")
    ended_at = models.DateTimeField("perdue le", null=True, blank=True)

    class Meta:
        verbose_name = "carte"
        verbose_name_plural = "cartes"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "account"], condition=Q(ended_at__isnull=True), name="ledger_card_once"
            )
        ]

    def __str__(self) -> str:
        return f"carte de {self.account}"


class Acceptor(models.Model):
    """A structure that takes what an account pays, since a day and until another, while it is admitted.

    ``standing`` is what the database reads at each spending; ``standing_since``: the day of the last decision about it;
    ``reason``: why it is suspended, as whoever is refused there reads it.
    """

    ACCEPTANCES = (
        (Acceptance.WAITING, "à admettre"),
        (Acceptance.ADMITTED, "admise"),
        (Acceptance.SUSPENDED, "suspendue"),
    )

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="acceptances", verbose_name="dossier")
    account = models.CharField("compte du kit", max_length=40)
    since = models.DateField("depuis")
    until = models.DateField("jusqu’au", null=True, blank=True)
    standing = models.CharField("état", max_length=10, choices=ACCEPTANCES, default=Acceptance.ADMITTED)
    standing_since = models.DateField("état depuis", null=True, blank=True)
    reason = models.TextField("motif", max_length=1000, blank=True)

    class Meta:
        verbose_name = "structure qui accepte"
        verbose_name_plural = "structures qui acceptent"
        ordering = ["participation", "account"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "account"], name="ledger_acceptor_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="ledger_acceptor_days"
            ),
            models.CheckConstraint(condition=Q(standing__in=list(Acceptance)), name="ledger_acceptor_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.account} depuis le {self.since}"

    @property
    def suspended(self) -> bool:
        return self.standing == Acceptance.SUSPENDED

    @property
    def ends(self) -> date | None:
        """The day from which it no longer accepts, if there is one: it was taken off the list, or it is suspended."""
        days = [day for day in (self.until, self.standing_since if self.suspended else None) if day]
        return min(days, default=None)
