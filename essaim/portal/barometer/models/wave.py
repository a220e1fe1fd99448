"""A barometer and its waves: what is asked, when, by whom, under which legal notice."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse


class Barometer(models.Model):
    """A series of waves that a territory asks of its people. Rights come from roles in its territory."""

    slug = models.SlugField("adresse", max_length=100, unique=True)
    key = models.UUIDField("clé permanente", default=uuid.uuid4, unique=True, editable=False)
    territory = models.ForeignKey("territories.Territory", models.PROTECT, related_name="+", verbose_name="territoire")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="responsable"
    )
    title = models.CharField("titre", max_length=200)
    purpose = models.TextField("à quoi il sert", blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "baromètre"
        verbose_name_plural = "baromètres"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Status(models.TextChoices):
    """Where a wave stands. It never goes back."""

    DRAFT = "draft", "en préparation"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "close"
    PUBLISHED = "published", "publiée"


class Mode(models.TextChoices):
    """How an answer reached us."""

    LINK = "link", "lien public"
    INVITATION = "invitation", "lien personnel"
    PAPER = "paper", "papier"
    PHONE = "phone", "téléphone"
    IMPORT = "import", "fichier d’un institut"


class Wave(models.Model):
    """One collection of a barometer: its questions in order, its quotas, its answers, its notice.

    The legal texts are those that law 77-808 of 19 July 1977 (articles 2 and 3) asks of a poll: those of the first
    publication (institute, commissioner with its capacity, buyer, dates) and those of the notice (purpose, how people were
    chosen, conditions, reward, criteria of adjustment). They may be corrected until publication; the questionnaire, the
    quotas and the modes are frozen at opening.

    ``simulated``: made by the machine from stated parameters, for demonstration; said wherever the wave is shown.
    ``electoral``: touches the electoral debate, so that the law binds (elsewhere we follow it all the same).
    ``by_import`` and ``origin``: the answers were collected elsewhere and came in one file; the legal card says which.
    ``languages``: those that a person may choose beside French; ``translations``: the title and the texts of the wave in each.
    ``pretest``: opens the wave in preparation to whoever has this key; its answers are trials, erased at opening.
    ``seat_minutes``: minutes without an act after which a begun answer is erased and its seat freed.
    """

    barometer = models.ForeignKey(Barometer, models.PROTECT, related_name="waves", verbose_name="baromètre")
    key = models.UUIDField("clé permanente", default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("titre", max_length=200)
    status = models.CharField("état", max_length=10, choices=Status.choices, default=Status.DRAFT, db_index=True)
    simulated = models.BooleanField("simulée", default=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    planned_end = models.DateField("fin prévue", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    population = models.CharField("population interrogée", max_length=300, blank=True)
    population_size = models.PositiveIntegerField("effectif de cette population", null=True, blank=True)
    sample_target = models.PositiveIntegerField("nombre de réponses visé", null=True, blank=True)
    by_link = models.BooleanField("lien public", default=True)
    by_invitation = models.BooleanField("liens personnels", default=False)
    by_paper = models.BooleanField("papier", default=False)
    by_phone = models.BooleanField("téléphone", default=False)
    by_import = models.BooleanField("fichier d’un institut", default=False)
    languages = models.JSONField("autres langues", default=list, blank=True)
    translations = models.JSONField("traductions", default=dict, blank=True)
    pretest = models.UUIDField("clé du prétest", null=True, blank=True)
    seat_minutes = models.PositiveSmallIntegerField("minutes avant de libérer une place", default=60)
    welcome = models.TextField("texte d’accueil", blank=True)
    thanks = models.TextField("texte de remerciement", blank=True)
    contact = models.CharField("à qui s’adresser", max_length=300, blank=True)

    institute = models.CharField("organisme qui réalise le sondage", max_length=200, blank=True)
    commissioner = models.CharField("commanditaire", max_length=200, blank=True)
    commissioner_capacity = models.CharField("qualité du commanditaire", max_length=200, blank=True)
    origin = models.CharField("origine des réponses", max_length=500, blank=True)
    buyer = models.CharField("acheteur", max_length=200, blank=True)
    objective = models.TextField("objet du sondage", blank=True)
    selection = models.TextField("comment les personnes sont choisies", blank=True)
    conditions = models.TextField("conditions des entretiens", blank=True)
    reward = models.CharField("récompense donnée aux personnes", max_length=300, blank=True)
    adjustment = models.TextField("critères du redressement", blank=True)
    electoral = models.BooleanField("touche au débat électoral", default=False)
    sensitive_basis = models.TextField("base légale des questions sensibles", blank=True)

    class Meta:
        verbose_name = "vague"
        verbose_name_plural = "vagues"
        ordering = ["barometer", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["barometer", "number"], name="wave_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft", opened_at__isnull=True)
                | models.Q(status="open", opened_at__isnull=False, closed_at__isnull=True)
                | models.Q(status="closed", closed_at__isnull=False, published_at__isnull=True)
                | models.Q(status="published", closed_at__isnull=False, published_at__isnull=False),
                name="wave_dates_follow_status",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page of the wave; it exists once the wave is published."""
        return reverse("barometer:wave", args=[self.barometer.slug, self.number])

    def modes(self) -> list[Mode]:
        """Return the ways in which this wave takes answers."""
        return [mode for mode in Mode if getattr(self, f"by_{mode.value}")]


class WaveQuestion(models.Model):
    """One question at its place in a wave, asked in the exact words of one version.

    ``profile``: describes the person (sex, age…) rather than an opinion: it may hold a quota or a margin. Those that hold a quota
    are asked first, whatever their place. ``block``: questions of one name that follow each other; blocks that follow each other are
    asked in an order drawn for each person, the questions of a block in theirs. ``shown_if`` with ``shown_if_codes``: asked only to whom answered one of these there.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="questions", verbose_name="vague")
    version = models.ForeignKey(
        "barometer.QuestionVersion", models.PROTECT, related_name="uses", verbose_name="question"
    )
    position = models.PositiveSmallIntegerField("place")
    profile = models.BooleanField("question de profil", default=False)
    required = models.BooleanField("réponse nécessaire", default=False)
    random_order = models.BooleanField("choix dans un ordre tiré au sort", default=False)
    block = models.CharField("bloc", max_length=60, blank=True)
    shown_if = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="posée selon la réponse à",
    )
    shown_if_codes = models.JSONField("réponses qui la font poser", default=list, blank=True)

    class Meta:
        verbose_name = "question d’une vague"
        verbose_name_plural = "questions d’une vague"
        ordering = ["wave", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["wave", "version"], name="wave_asks_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.version_id}"
