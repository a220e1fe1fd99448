"""The tables of a vote: who may vote, who did, sealed envelopes, paper slips, what was counted.

Nothing here joins a voter to a choice. A mark says that somebody voted, never what; an envelope has no time, no number of
order and no voter; its rows and those of marks are kept in random order (`domain.vote.mixing`). See docs/adr/0024-secret.md.
"""

import secrets
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from essaim.engines.ballots.models.consultation import Consultation, Zone

LEAST_KEY = 2**40
"""Keys are drawn above this, never counted from one: a row that the database numbered is refused."""


def random_key() -> int:
    """Draw the key of a row that must tell no order."""
    return LEAST_KEY + secrets.randbelow(2**61)


class Stage(models.TextChoices):
    """How far a vote is. It never goes back."""

    PREPARING = "preparing", "en préparation"
    OPEN = "open", "ouvert"
    CLOSED = "closed", "clos"
    COUNTED = "counted", "dépouillé"
    PUBLISHED = "published", "publié"


class Channel(models.TextChoices):
    """How somebody voted."""

    WEB = "web", "en ligne"
    PAPER = "paper", "sur papier"


class Urn(models.Model):
    """The vote of one edition.

    ``public_key`` seals; the private key is in no table. ``trustees``: of each share its number, its holder's title and the
    SHA-256 of its bytes, so that a mistyped share is named. ``salt`` makes the handles of `Envelope` while the vote is open;
    it is erased when it closes. ``lot``: the seed that settles equals, drawn at the opening and frozen with the rules.
    ``signatures``: of the result of each zone, by its code, made when results are published.
    """

    key = models.UUIDField("clé publique", default=uuid.uuid4, unique=True, editable=False)
    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="urn", verbose_name="édition")
    stage = models.CharField("étape", max_length=10, choices=Stage.choices, default=Stage.PREPARING)
    public_key = models.CharField("clé qui scelle", max_length=64, blank=True)
    trustees = models.JSONField("dépositaires", default=list)
    keys_tried_at = models.DateTimeField("clés essayées le", null=True, blank=True)
    cancels = models.BooleanField("le papier annule le vote en ligne", default=False)
    salt = models.CharField("sel des repères", max_length=64, blank=True)
    lot = models.CharField("graine du tirage", max_length=64, blank=True)
    opened_at = models.DateTimeField("ouvert le", null=True, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    counted_at = models.DateTimeField("dépouillé le", null=True, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    signatures = models.JSONField("signatures des résultats", default=dict, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "urne"
        verbose_name_plural = "urnes"
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.PREPARING) | (~Q(public_key="") & ~Q(lot="") & Q(opened_at__isnull=False)),
                name="ballots_open_urn_has_keys",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.PREPARING, Stage.OPEN]) | Q(salt="", closed_at__isnull=False),
                name="ballots_closed_urn_forgot_its_salt",
            ),
        ]

    def __str__(self) -> str:
        return f"urne de {self.consultation_id}"

    @property
    def begun(self) -> bool:
        """Whether it opened, whatever it became since."""
        return self.stage != Stage.PREPARING


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


class UnorderedModel(models.Model):
    """A row whose key is drawn: kept by key in SQLite's file, it says nothing of when it came."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.pk is None:
            self.pk = random_key()


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


class Envelope(UnorderedModel):
    """A sealed ballot. ``receipt`` is the SHA-256 of its bytes, in hexadecimal: whoever made it knows it.

    ``handle``: empty where the first ballot counts. Where paper cancels the web, what finds the envelope of a voter whose
    paper came: made of her key, the urn's salt and the platform's secret, erased with the salt when the vote closes.
    ``struck``: set aside unopened, paper came. ``batch``: the checkpoint that first counted it.
    """

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="envelopes", verbose_name="urne")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name="secteur de vote")
    receipt = models.CharField("reçu", max_length=64)
    sealed = models.BinaryField("bulletin scellé")
    handle = models.CharField("repère", max_length=64, blank=True)
    struck = models.BooleanField("écarté", default=False)
    batch = models.PositiveIntegerField("relevé", null=True, blank=True)

    class Meta:
        verbose_name = "bulletin scellé"
        verbose_name_plural = "bulletins scellés"
        constraints = [
            models.UniqueConstraint(fields=["urn", "receipt"], name="ballots_receipt_once"),
            models.UniqueConstraint(fields=["urn", "handle"], condition=~Q(handle=""), name="ballots_handle_once"),
            models.CheckConstraint(condition=Q(id__gte=LEAST_KEY), name="ballots_envelope_unordered"),
        ]
        indexes = [models.Index(fields=["urn", "zone", "id"], name="ballots_envelope_zone")]

    def __str__(self) -> str:
        return f"bulletin scellé {self.receipt[:8]}"


class Checkpoint(models.Model):
    """How many envelopes the urn held at a moment, and the root of their hash tree: an envelope that vanishes shows.

    ``proof``: that the checkpoint before is the beginning of this one (RFC 9162). ``signature`` and ``signed_by``: empty for
    those made before the platform signed. ``final``: the one of the close.
    """

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="checkpoints", verbose_name="urne")
    number = models.PositiveIntegerField("relevé")
    size = models.PositiveIntegerField("bulletins scellés")
    root = models.CharField("racine de l’arbre", max_length=64)
    at = models.DateTimeField("fait le")
    final = models.BooleanField("de la clôture", default=False)
    proof = models.JSONField("preuve de continuité", default=list, blank=True)
    signed_by = models.CharField("clé publique", max_length=64, blank=True)
    signature = models.CharField("signature", max_length=128, blank=True)

    class Meta:
        verbose_name = "relevé de l’urne"
        verbose_name_plural = "relevés de l’urne"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["urn", "number"], name="ballots_checkpoint_once")]

    def __str__(self) -> str:
        return f"relevé {self.number}"


class Observer(models.Model):
    """Somebody outside who receives checkpoints by mail and keeps them."""

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    urn = models.ForeignKey(Urn, models.CASCADE, related_name="observers", verbose_name="urne")
    label = models.CharField("qui", max_length=100)
    email = models.EmailField("adresse électronique")

    class Meta:
        verbose_name = "observateur d’un vote"
        verbose_name_plural = "observateurs d’un vote"
        ordering = ["label", "pk"]
        constraints = [models.UniqueConstraint(fields=["urn", "email"], name="ballots_observer_once")]

    def __str__(self) -> str:
        return self.label


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


class Count(models.Model):
    """What was counted in a zone: the published result, why each project won or lost, who took part, what was void."""

    urn = models.ForeignKey(Urn, models.CASCADE, related_name="counts", verbose_name="urne")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name="secteur de vote")
    published = models.JSONField("résultat publié")
    reasons = models.JSONField("explications")
    figures = models.JSONField("participation")

    class Meta:
        verbose_name = "dépouillement d’un secteur"
        verbose_name_plural = "dépouillements des secteurs"
        ordering = ["zone__label"]
        constraints = [models.UniqueConstraint(fields=["urn", "zone"], name="ballots_zone_counted_once")]

    def __str__(self) -> str:
        return f"dépouillement de {self.zone_id}"
