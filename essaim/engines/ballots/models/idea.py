"""An idea that somebody sent: what is published of it, who supports it, what the team and its author say to each other."""

from django.db import models
from django.db.models import F, Q

from essaim.engines.ballots.models.consultation import Consultation, Zone

ERASED = "(effacé)"


class IdeaState(models.TextChoices):
    """What the public sees of an idea."""

    RECEIVED = "received", "à relire"
    PUBLISHED = "published", "publiée"
    HIDDEN = "hidden", "non publiée"
    MERGED = "merged", "réunie à une autre"


class Idea(models.Model):
    """An idea. The answers stay in the participation: the columns hold what the team published of them, read over.

    ``merged_into``: the idea that goes on for both; ``consent``: how its author agreed. ``reason``: why it is not published.
    ``version`` moves with every act, so that none is done from a stale screen.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="ideas", verbose_name="édition")
    participation = models.OneToOneField(
        "adoptions.Participation", models.CASCADE, related_name="ballots_idea", verbose_name="dossier"
    )
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name="secteur de vote"
    )
    commune = models.ForeignKey(
        "territories.Territory", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    state = models.CharField("état", max_length=10, choices=IdeaState.choices, default=IdeaState.RECEIVED)
    title = models.CharField("titre", max_length=200)
    summary = models.TextField("résumé", max_length=4000)
    category = models.CharField("thème", max_length=40, blank=True)
    reason = models.TextField("motif", max_length=2000, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="réunie à"
    )
    consent = models.CharField("accord de l’auteur", max_length=300, blank=True)
    received_at = models.DateTimeField("reçue le")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "idée"
        verbose_name_plural = "idées"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=IdeaState.PUBLISHED) | Q(published_at__isnull=False),
                name="ballots_published_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=IdeaState.HIDDEN) | ~Q(reason=""), name="ballots_hidden_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=IdeaState.MERGED, merged_into__isnull=False) & ~Q(consent="")
                | ~Q(state=IdeaState.MERGED) & Q(merged_into__isnull=True),
                name="ballots_merged_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="ballots_not_merged_into_itself"
            ),
        ]
        indexes = [models.Index(fields=["consultation", "state"], name="ballots_idea_state")]

    def __str__(self) -> str:
        return self.title


class Support(models.Model):
    """Somebody supports an idea, once. ``token`` is made of the idea and of who it is, through a key: it tells nobody who.

    No date, and its key is the token: nothing orders supports, and nothing joins those of one person.
    """

    token = models.CharField("jeton", max_length=64, primary_key=True)
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supports", verbose_name="idée")

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"

    def __str__(self) -> str:
        return f"soutien de {self.idea_id}"


class Side(models.TextChoices):
    """Who writes in a dialogue."""

    HOLDER = "holder", "l’auteur de l’idée"
    TEAM = "team", "l’équipe"


class Exchange(models.Model):
    """One message of the dialogue between the team and the author of an idea. Written once; the words may be erased."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="exchanges", verbose_name="idée")
    side = models.CharField("de", max_length=6, choices=Side.choices)
    words = models.TextField("message", max_length=4000)
    at = models.DateTimeField("écrit le")
    by = models.UUIDField("par", null=True, blank=True)
    trial = models.BooleanField("d’essai", default=False)

    class Meta:
        verbose_name = "message du dialogue"
        verbose_name_plural = "messages des dialogues"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="ballots_exchange_says_something")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, {self.at:%d/%m/%Y}"
