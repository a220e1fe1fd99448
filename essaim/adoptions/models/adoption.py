"""A territory runs a kit: with which values, by whom, how far it is."""

import hashlib
import json
import uuid

from django.db import models
from django.urls import reverse

from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.kits.settings import read_settings
from essaim.adoptions.models.kit import KitVersion


class Phase(models.TextChoices):
    """How far an adoption is. It never goes back to the test once open."""

    PREPARING = "preparing", "en préparation"
    TESTING = "testing", "en test"
    OPEN = "open", "ouvert"
    CLOSED = "closed", "fermé"


RUNNING = (Phase.TESTING, Phase.OPEN)


class Adoption(models.Model):
    """One territory (or one structure in it) running one kit.

    ``simulated``: a demonstration, whose people are invented; said wherever it is shown, and never counted with the others.
    ``counted_at``: when its outcomes were last counted to be published; None: never yet.
    ``reviewed``: which page was read over, under which `Terms.fingerprint` (`{"preview": "…"}`).
    """

    slug = models.SlugField("adresse", max_length=80, unique=True)
    key = models.UUIDField("clé permanente", default=uuid.uuid4, unique=True, editable=False)
    kit = models.CharField("kit", max_length=40, db_index=True)
    territory = models.ForeignKey("territories.Territory", models.PROTECT, related_name="+", verbose_name="territoire")
    structure = models.CharField("structure porteuse", max_length=200)
    title = models.CharField("nom du service", max_length=200)
    contact = models.CharField("où joindre le service", max_length=320, blank=True)
    phase = models.CharField("étape", max_length=10, choices=Phase.choices, default=Phase.PREPARING, db_index=True)
    simulated = models.BooleanField("simulée", default=False)
    created_by = models.UUIDField("adoptée par", null=True, blank=True)
    created_at = models.DateTimeField("adoptée le", auto_now_add=True)
    tested_at = models.DateTimeField("en test depuis", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("fermée le", null=True, blank=True)
    counted_at = models.DateTimeField("résultats comptés le", null=True, blank=True)
    last_number = models.PositiveIntegerField("dernier numéro de dossier", default=0)
    reviewed = models.JSONField("relectures", default=dict)

    class Meta:
        verbose_name = "adoption"
        verbose_name_plural = "adoptions"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kit", "territory", "structure"], name="adoption_once"),
            models.CheckConstraint(
                condition=~models.Q(phase=Phase.OPEN) | models.Q(opened_at__isnull=False), name="adoption_open_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.structure})"

    def get_absolute_url(self) -> str:
        return reverse("adoptions:service", args=[self.slug])

    @property
    def running(self) -> bool:
        """Whether people may act in it."""
        return self.phase in RUNNING

    @property
    def trial(self) -> bool:
        """Whether what is done in it now belongs to the test, and is erased at opening. Once closed, what it holds is real."""
        return self.phase in (Phase.PREPARING, Phase.TESTING)

    @property
    def terms(self) -> "Terms":
        """The terms in force: the newest."""
        found: Terms | None = self.all_terms.order_by("-number").select_related("version").first()
        if found is None:
            raise Terms.DoesNotExist(f"{self.slug} has no terms")
        return found


class Terms(models.Model):
    """One version of a kit with the values of its parameters, numbered. What was begun under some keeps them.

    ``settings`` are the values as they were written; ``reason`` is what decided them (a deliberation, its date).
    """

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="all_terms", verbose_name="adoption")
    number = models.PositiveSmallIntegerField("numéro")
    version = models.ForeignKey(KitVersion, models.PROTECT, related_name="+", verbose_name="version du kit")
    settings = models.JSONField("valeurs", default=dict)
    reason = models.CharField("ce qui les décide", max_length=300, blank=True)
    since = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "conditions"
        verbose_name_plural = "conditions"
        ordering = ["adoption", "number"]
        constraints = [models.UniqueConstraint(fields=["adoption", "number"], name="terms_once")]

    def __str__(self) -> str:
        return f"{self.adoption_id} n° {self.number}"

    @property
    def kit(self) -> Kit:
        return self.version.loaded

    @property
    def values(self) -> Settings:
        """The parameters, typed, the others at the kit's defaults."""
        return read_settings(self.kit, self.settings)

    @property
    def fingerprint(self) -> str:
        """What a screen was drawn from: another version or another value changes it."""
        said = json.dumps([self.number, self.version_id, self.settings, self.reason], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class TeamMember(models.Model):
    """Somebody who holds a role of the kit in an adoption, known by the address of her account."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="team", verbose_name="adoption")
    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=40)
    added_at = models.DateTimeField("ajoutée le", auto_now_add=True)

    class Meta:
        verbose_name = "membre de l’équipe"
        verbose_name_plural = "membres de l’équipe"
        ordering = ["email", "role"]
        constraints = [models.UniqueConstraint(fields=["adoption", "email", "role"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.role} de {self.adoption_id}"
