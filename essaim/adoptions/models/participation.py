"""One person or one structure taking part in an adoption."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models

from essaim.adoptions.kits.given import given_value
from essaim.adoptions.models.adoption import Adoption, Terms
from essaim.cores.rules.kinds import Value


class Standing(models.TextChoices):
    """How far a participation is: what a change of terms may still touch."""

    DRAFT = "draft", "en cours de saisie"
    SUBMITTED = "submitted", "déposé"
    DECIDED = "decided", "décidé"
    ENDED = "ended", "terminé"


class Channel(models.TextChoices):
    """How it reached us."""

    ONLINE = "online", "en ligne"
    PHONE = "phone", "au téléphone"
    DESK = "desk", "au guichet"
    POST = "post", "sur papier"
    HOME_VISIT = "home-visit", "à domicile"


class Participation(models.Model):
    """What one holder began through one door (`cases.demande`), under which terms, with which answers.

    Engines keep what they do with it; the answers, the contact and the standing are here, once.
    ``answers``: values as they were written, by identifier of the kit's fields. ``version`` moves with every change of them.
    ``writers``: for each page of a draft, the mark of the screen that wrote it last (`domain.answering`).
    ``secret_hash``: hash of the secret that opens it without an account.
    """

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="participations", verbose_name="adoption")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="participations", verbose_name="conditions")
    door = models.CharField("entrée", max_length=81)
    role = models.CharField("rôle", max_length=40)
    number = models.PositiveIntegerField("numéro", null=True, blank=True)
    standing = models.CharField("état", max_length=10, choices=Standing.choices, default=Standing.DRAFT)
    channel = models.CharField("arrivé", max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    trial = models.BooleanField("d’essai", default=False)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name="qui")
    mandate = models.ForeignKey(
        "parties.Mandate", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="mandat"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="compte"
    )
    commune = models.ForeignKey(
        "territories.Territory", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    answers = models.JSONField("réponses", default=dict)
    version = models.PositiveIntegerField("version", default=1)
    writers = models.JSONField("derniers écrivains", default=dict)
    secret_hash = models.CharField("empreinte du code", max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField("commencé le", auto_now_add=True)
    active_at = models.DateTimeField("dernière activité le", auto_now_add=True)
    submitted_at = models.DateTimeField("déposé le", null=True, blank=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    erased_at = models.DateTimeField("effacé le", null=True, blank=True)

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "number"], name="participation_number_once"),
            models.CheckConstraint(
                condition=models.Q(standing=Standing.DRAFT) | models.Q(number__isnull=False),
                name="participation_sent_has_number",
            ),
        ]
        indexes = [models.Index(fields=["adoption", "standing", "active_at"], name="participation_desk")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Its number as a person reads and dictates it; a draft has none yet."""
        return f"n° {self.number}" if self.number else "brouillon"

    @property
    def engine(self) -> str:
        """The engine whose door it came through."""
        return self.door.partition(".")[0]

    @property
    def values(self) -> Mapping[str, Value]:
        """The answers, typed. They were read when they were written: one that no longer reads is not known."""
        kit, settings_ = self.terms.kit, self.terms.values
        return {
            name: given_value(kit, kit.book.fields[name], written, settings_)
            for name, written in self.answers.items()
            if name in kit.book.fields
        }
