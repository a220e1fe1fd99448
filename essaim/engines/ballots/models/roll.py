"""The roll of a vote: the list it came from, who may vote, the codes sent, and that somebody voted, never what."""

import uuid

from django.db import models
from django.db.models import Q

from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.unordered import LEAST_KEY, UnorderedModel
from essaim.engines.ballots.models.urn import Urn


class Channel(models.TextChoices):
    """How somebody voted."""

    WEB = "web", "en ligne"
    PAPER = "paper", "sur papier"


class RollImport(models.Model):
    """A list of voters that was taken in: the same file, or another under the same name, changes nothing again."""

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="imports", verbose_name="urne")
    source = models.CharField("nom de la liste", max_length=100)
    file_hash = models.CharField("empreinte du fichier", max_length=64)
    voters = models.PositiveIntegerField("électeurs")
    at = models.DateTimeField("importée le")
    by = models.UUIDField("par", null=True, blank=True)

    class Meta:
        verbose_name = "liste importée"
        verbose_name_plural = "listes importées"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["urn", "source"], name="ballots_list_once"),
            models.UniqueConstraint(fields=["urn", "file_hash"], name="ballots_list_file_once"),
        ]

    def __str__(self) -> str:
        return self.source


class Voter(models.Model):
    """Somebody who may vote. ``number`` is the one of the list. The code is kept as a digest only.

    ``born``: the birth date of the list; the declared age of who registers alone is checked, then forgotten.
    """

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    urn = models.ForeignKey(Urn, models.CASCADE, related_name="voters", verbose_name="urne")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name="secteur de vote")
    source = models.ForeignKey(
        RollImport, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="liste"
    )
    number = models.CharField("numéro sur la liste", max_length=40)
    name = models.CharField("nom et prénoms", max_length=200)
    born = models.DateField("date de naissance", null=True, blank=True)
    address = models.TextField("adresse", max_length=500, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    code_digest = models.CharField("empreinte du code", max_length=64, unique=True)
    code_turn = models.PositiveSmallIntegerField("codes faits", default=1)
    printed_at = models.DateTimeField("lettre imprimée le", null=True, blank=True)

    class Meta:
        verbose_name = "électeur"
        verbose_name_plural = "électeurs"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["urn", "number"], name="ballots_voter_number_once"),
            models.UniqueConstraint(fields=["urn", "email"], condition=~Q(email=""), name="ballots_voter_email_once"),
            models.UniqueConstraint(fields=["urn", "phone"], condition=~Q(phone=""), name="ballots_voter_phone_once"),
        ]
        indexes = [models.Index(fields=["urn", "zone"], name="ballots_voter_zone")]

    def __str__(self) -> str:
        return f"électeur {self.number}"


class CodeRequest(UnorderedModel):
    """Somebody asks for a code at an address, on the roll or not. No time; gone as soon as the worker has looked."""

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="+", verbose_name="urne")
    address = models.CharField("adresse", max_length=254)

    class Meta:
        verbose_name = "demande de code"
        verbose_name_plural = "demandes de code"

    def __str__(self) -> str:
        return "demande de code"


class OneTimeCode(UnorderedModel):
    """A code that was sent, as a digest, until it is used or over. The database does not check its voter: see `domain.vote.codes`."""

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="+", verbose_name="urne")
    voter = models.ForeignKey(Voter, models.CASCADE, related_name="+", db_constraint=False, verbose_name="électeur")
    digest = models.CharField("empreinte du code", max_length=64, unique=True)
    until = models.DateTimeField("sert jusqu’à")

    class Meta:
        verbose_name = "code à usage unique"
        verbose_name_plural = "codes à usage unique"

    def __str__(self) -> str:
        return "code à usage unique"


class Mark(UnorderedModel):
    """Somebody voted: once, by one channel. No time: with that of a log it would be that of a ballot."""

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="marks", verbose_name="urne")
    voter = models.ForeignKey(Voter, models.PROTECT, related_name="marks", verbose_name="électeur")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name="secteur de vote")
    channel = models.CharField("moyen", max_length=5, choices=Channel.choices)

    class Meta:
        verbose_name = "émargement"
        verbose_name_plural = "émargements"
        constraints = [
            models.UniqueConstraint(fields=["urn", "voter"], name="ballots_one_vote_a_voter"),
            models.CheckConstraint(condition=Q(id__gte=LEAST_KEY), name="ballots_mark_unordered"),
        ]
        indexes = [models.Index(fields=["urn", "zone", "id"], name="ballots_mark_zone")]

    def __str__(self) -> str:
        return f"émargement {self.get_channel_display()}"
