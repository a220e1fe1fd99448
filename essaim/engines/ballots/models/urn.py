"""The urn of an edition: how far its vote is, its sealed envelopes, its checkpoints, who keeps them, what was counted."""

import uuid

from django.db import models
from django.db.models import Q

from essaim.engines.ballots.models.consultation import Consultation, Zone
from essaim.engines.ballots.models.unordered import LEAST_KEY, UnorderedModel


class Stage(models.TextChoices):
    """How far a vote is. It never goes back."""

    PREPARING = "preparing", "en préparation"
    OPEN = "open", "ouvert"
    CLOSED = "closed", "clos"
    COUNTED = "counted", "dépouillé"
    PUBLISHED = "published", "publié"


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
