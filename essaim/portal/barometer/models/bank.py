"""The bank of a barometer: questions kept word for word from wave to wave."""

from django.db import models


class Kind(models.TextChoices):
    """What a question asks for, and so what its answer holds (see `Answer.values`)."""

    SINGLE = "single", "une réponse parmi plusieurs"
    MULTIPLE = "multiple", "plusieurs réponses possibles"
    SCALE = "scale", "note sur une échelle"
    NUMBER = "number", "nombre"
    RANKING = "ranking", "classement"
    GRID = "grid", "grille : la même réponse pour plusieurs lignes"
    TEXT = "text", "réponse libre"


class Question(models.Model):
    """A question through time. ``slug`` names its column in the open data; it is never used for another question."""

    barometer = models.ForeignKey("barometer.Barometer", models.CASCADE, related_name="bank", verbose_name="baromètre")
    slug = models.SlugField("nom de la variable", max_length=60)
    label = models.CharField("nom court", max_length=120)

    class Meta:
        verbose_name = "question"
        verbose_name_plural = "questions"
        ordering = ["barometer", "slug"]
        constraints = [models.UniqueConstraint(fields=["barometer", "slug"], name="question_slug_once")]

    def __str__(self) -> str:
        return self.label


class QuestionVersion(models.Model):
    """The exact words of a question. Frozen as soon as a wave that asks it opens; other words make another version.

    ``lowest`` and ``highest`` bound a scale or a number, or each line of a grid that has no choices. ``at_most``: choices that
    one may tick or rank, 0 for no limit. ``translations``: by language, the words of this version in it (`params.Translation`).
    ``fingerprint``: hash of words, kind and choices: two versions with the same one are the same question, whatever
    the barometer. ``sensitive``: health, opinions, beliefs… (article 9 RGPD): the wave must then say its basis.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions", verbose_name="question")
    number = models.PositiveSmallIntegerField("version")
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    wording = models.TextField("libellé")
    help = models.TextField("précision", blank=True)
    unit = models.CharField("unité", max_length=40, blank=True)
    lowest = models.IntegerField("plus petite valeur", null=True, blank=True)
    highest = models.IntegerField("plus grande valeur", null=True, blank=True)
    lowest_label = models.CharField("sens de la plus petite", max_length=80, blank=True)
    highest_label = models.CharField("sens de la plus grande", max_length=80, blank=True)
    at_most = models.PositiveSmallIntegerField("nombre de choix permis", default=0)
    sensitive = models.BooleanField("sensible", default=False)
    translations = models.JSONField("traductions", default=dict, blank=True)
    fingerprint = models.CharField("empreinte", max_length=64, db_index=True)
    created_at = models.DateTimeField("écrite le", auto_now_add=True)

    class Meta:
        verbose_name = "version d’une question"
        verbose_name_plural = "versions d’une question"
        ordering = ["question", "-number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]

    def __str__(self) -> str:
        return self.wording


class Choice(models.Model):
    """One closed answer. ``code`` keeps its meaning from version to version: it is what the data hold.

    ``exclusive``: ticked alone (« aucune »). ``fixed``: keeps its place when the order is drawn. ``no_opinion``:
    « ne se prononce pas »: an answer, shown apart, never mixed with a missing one.
    """

    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="choices", verbose_name="question")
    position = models.PositiveSmallIntegerField("place")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("libellé", max_length=200)
    exclusive = models.BooleanField("exclusif", default=False)
    fixed = models.BooleanField("garde sa place", default=False)
    no_opinion = models.BooleanField("sans opinion", default=False)

    class Meta:
        verbose_name = "choix"
        verbose_name_plural = "choix"
        ordering = ["version", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="choice_code_once")]

    def __str__(self) -> str:
        return self.label


class Item(models.Model):
    """One line of a grid: what the same answers are given of. ``code`` keeps its meaning from version to version."""

    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="items", verbose_name="question")
    position = models.PositiveSmallIntegerField("place")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("libellé", max_length=200)

    class Meta:
        verbose_name = "ligne d’une grille"
        verbose_name_plural = "lignes d’une grille"
        ordering = ["version", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="item_code_once")]

    def __str__(self) -> str:
        return self.label
