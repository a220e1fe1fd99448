"""Paper ballots: piles of slips, each read by two people."""

from django.db import models
from django.db.models import F, Q

from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.urn import Urn


class Batch(models.Model):
    """Paper slips of one zone, typed twice by two people. ``expected``: how many were taken out of their envelopes."""

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="batches", verbose_name="urne")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name="secteur de vote")
    number = models.PositiveIntegerField("lot")
    expected = models.PositiveIntegerField("bulletins")
    first_by = models.UUIDField("première saisie par", null=True, blank=True)
    second_by = models.UUIDField("seconde saisie par", null=True, blank=True)
    settled_by = models.UUIDField("arrêté par", null=True, blank=True)
    settled_at = models.DateTimeField("arrêté le", null=True, blank=True)

    class Meta:
        verbose_name = "lot de bulletins papier"
        verbose_name_plural = "lots de bulletins papier"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["urn", "number"], name="ballots_batch_number_once"),
            models.CheckConstraint(condition=Q(expected__gte=1), name="ballots_batch_holds_something"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | Q(first_by__isnull=True) | ~Q(first_by=F("second_by")),
                name="ballots_two_people_type",
            ),
        ]

    def __str__(self) -> str:
        return f"lot {self.number}"


class Slip(models.Model):
    """One paper slip of a batch, by its place in the pile: what each of two people read, and what was settled.

    Each reading is `{"choices": [numbers], "void": reason}`; ``void`` is empty when the slip counts.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="slips", verbose_name="lot")
    place = models.PositiveIntegerField("place dans la pile")
    first = models.JSONField("première saisie", null=True, blank=True)
    second = models.JSONField("seconde saisie", null=True, blank=True)
    settled = models.JSONField("retenu", null=True, blank=True)

    class Meta:
        verbose_name = "bulletin papier"
        verbose_name_plural = "bulletins papier"
        ordering = ["batch", "place"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="ballots_slip_place_once")]

    def __str__(self) -> str:
        return f"bulletin papier {self.place}"
