"""What moved, and what is promised to move. A movement never changes; it is undone by another."""

import uuid

from django.db import models
from django.db.models import Q

from essaim.adoptions.models import Adoption, Participation
from essaim.engines.ledger.domain.book import Moved
from essaim.engines.ledger.models.account import LedgerAccount


class Hold(models.Model):
    """An amount promised from an account to another: neither may move it elsewhere until the promise ends, once."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="+", verbose_name="adoption")
    source = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="holds_out", verbose_name="de")
    target = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="holds_in", verbose_name="vers")
    amount = models.BigIntegerField("quantité")
    at = models.DateTimeField("réservé le")
    ended_at = models.DateTimeField("rendu ou utilisé le", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "réservation"
        verbose_name_plural = "réservations"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_hold_positive")]

    def __str__(self) -> str:
        return f"{self.amount} réservés"


class Movement(models.Model):
    """An amount that left an account for another: one row, two legs, so that the sum is zero whatever happens.

    ``act`` joins the movements of one act (euros paid, months owed). ``owes`` for each ``per``: the rate at which it makes
    another account grow, kept so that what is owed in all is exact before it is rounded. ``by``: the participation of whoever declared or
    accepted; what they wrote with it is a `Note`.
    """

    WORDS = (
        (Moved.CREDITED, "crédité"),
        (Moved.DECLARED, "déclaré"),
        (Moved.SPENT, "dépensé"),
        (Moved.EXPIRED, "périmé"),
        (Moved.SETTLED, "payé à qui accepte"),
        (Moved.REVERSED, "annulé"),
        (Moved.ROUNDED, "arrondi"),
    )

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="movements", verbose_name="adoption")
    act = models.UUIDField("acte", default=uuid.uuid4, db_index=True)
    moved = models.CharField("pourquoi", max_length=10, choices=WORDS)
    key = models.CharField("compte du kit", max_length=40)
    source = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="movements_out", verbose_name="de")
    target = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="movements_in", verbose_name="vers")
    amount = models.BigIntegerField("quantité")
    on = models.DateField("jour")
    at = models.DateTimeField("écrit le")
    title = models.OneToOneField(
        "ledger.Title", models.CASCADE, null=True, blank=True, related_name="spending", verbose_name="titre"
    )
    reverses = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="reversal", verbose_name="annule"
    )
    owes = models.BigIntegerField("parts dues", null=True, blank=True)
    per = models.BigIntegerField("pour tant de parts", null=True, blank=True)
    by = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dossier de qui a agi"
    )
    role = models.CharField("rôle", max_length=40, blank=True)
    actor = models.UUIDField("par", null=True, blank=True)
    request_key = models.CharField("clé de la demande", max_length=64, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "mouvement"
        verbose_name_plural = "mouvements"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_movement_positive"),
            models.CheckConstraint(
                condition=Q(moved=Moved.REVERSED, reverses__isnull=False)
                | (~Q(moved=Moved.REVERSED) & Q(reverses__isnull=True)),
                name="ledger_reversal_names_what",
            ),
            models.CheckConstraint(
                condition=Q(owes__isnull=True, per__isnull=True) | Q(owes__gte=0, per__gte=1), name="ledger_rate"
            ),
            models.UniqueConstraint(
                fields=["adoption", "request_key"], condition=~Q(request_key=""), name="ledger_request_once"
            ),
        ]
        indexes = [models.Index(fields=["adoption", "on"], name="ledger_movement_day")]

    def __str__(self) -> str:
        return f"{self.get_moved_display()} {self.amount}"


class Note(models.Model):
    """What a person wrote with a movement: who declared, why it was undone. Apart, for it is erased with the person."""

    movement = models.OneToOneField(Movement, models.CASCADE, related_name="note", verbose_name="mouvement")
    label = models.CharField("nom donné", max_length=200, blank=True)
    reason = models.TextField("motif", max_length=1000, blank=True)

    class Meta:
        verbose_name = "mention"
        verbose_name_plural = "mentions"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label or self.reason[:40]
