"""What is collected. Nothing here, alone or joined, tells who gave an answer (docs/adr/0015-anonymous-answers.md).

A code is spent in one transaction, the answer stored in another; both tables are rewritten in random order as they fill
(``settled``) and once more at closing, so that neither order nor PostgreSQL's hidden transaction numbers pair them; then the
codes are erased.
No row has a time of creation, an address, an account. How people answered is counted in `Tally`, not on the answers.
"""

import uuid

from django.db import models


class InvitationBatch(models.Model):
    """Personal codes made together, to be printed or sent. They are shown once: only their hashes stay.

    Closing counts the codes used and erases them all, spent or not. ``reminders``, ``reminded_on``: of a panel.
    """

    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="batches", verbose_name="vague")
    label = models.CharField("à quoi servent ces codes", max_length=120)
    size = models.PositiveIntegerField("nombre de codes")
    used = models.PositiveIntegerField("codes utilisés, comptés à la clôture", null=True, blank=True)
    created_at = models.DateTimeField("créés le", auto_now_add=True)
    reminders = models.PositiveSmallIntegerField("relances envoyées", default=0)
    reminded_on = models.DateField("dernière relance", null=True, blank=True)

    class Meta:
        verbose_name = "lot d’invitations"
        verbose_name_plural = "lots d’invitations"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.label


class Invitation(models.Model):
    """One code. It never changes: that it was used is said by `SpentCode`, apart."""

    digest = models.CharField("empreinte du code", max_length=64, primary_key=True)
    batch = models.ForeignKey(InvitationBatch, models.CASCADE, related_name="invitations", verbose_name="lot")

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"

    def __str__(self) -> str:
        return self.digest[:8]


class Panelist(models.Model):
    """The address of an invited person, so that she may be reminded; erased when she refuses, and at closing.

    Her code is not here, nor its hash: it is computed from ``key`` and the secret of the node, which no database holds. So these
    tables do not tell who answered (the outbox does, while it keeps the message), and neither they nor the secret tell what.
    """

    key = models.UUIDField("clé tirée au sort", primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(InvitationBatch, models.CASCADE, related_name="panel", verbose_name="lot")
    address = models.EmailField("adresse électronique", max_length=254)

    class Meta:
        verbose_name = "personne invitée"
        verbose_name_plural = "personnes invitées"
        constraints = [models.UniqueConstraint(fields=["batch", "address"], name="panelist_once")]

    def __str__(self) -> str:
        return str(self.key)


class Intake(models.Model):
    """The file of an institute while its columns are being matched; erased when it is taken in, thrown away, or after two days.

    ``content``: its cells, compressed. ``columns``: what each column is called and holds. ``matching``: what the officer said of
    each column and of each of its values.
    """

    wave = models.OneToOneField("barometer.Wave", models.CASCADE, related_name="intake", verbose_name="vague")
    name = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte du fichier", max_length=64)
    rows = models.PositiveIntegerField("lignes")
    columns = models.JSONField("colonnes", default=list)
    matching = models.JSONField("correspondances", default=dict)
    content = models.BinaryField("cellules")
    created_at = models.DateTimeField("reçu le", auto_now_add=True)

    class Meta:
        verbose_name = "fichier d’institut"
        verbose_name_plural = "fichiers d’institut"

    def __str__(self) -> str:
        return self.name


class SpentCode(models.Model):
    """A code that was used. ``claim``: hash of a secret that the browser alone holds.

    If the machine dies between the spending and the storing, the same browser proves by it that the act was its own, and
    the answer is stored once. Nothing stored on our side leads from a claim to an answer.
    """

    digest = models.CharField("empreinte du code", max_length=64, primary_key=True)
    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="spent", verbose_name="vague")
    claim = models.CharField("preuve du navigateur", max_length=64, blank=True)
    settled = models.BooleanField("mêlée", default=False)

    class Meta:
        verbose_name = "code utilisé"
        verbose_name_plural = "codes utilisés"

    def __str__(self) -> str:
        return self.digest[:8]


class Draft(models.Model):
    """An answer being given, and the seats that it holds. Erased when it is sent, or at ``expires_at``.

    ``cells``: keys of the quota cells where a seat is held. ``sent``: whole and checked, about to be stored.
    The personal code is not here: the browser keeps it.
    """

    key = models.UUIDField("clé", primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="drafts", verbose_name="vague")
    mode = models.CharField("mode", max_length=10)
    values = models.JSONField("réponses en cours", default=dict)
    cells = models.JSONField("places retenues", default=list)
    sent = models.BooleanField("envoyée", default=False)
    expires_at = models.DateTimeField("effacée après", db_index=True)

    class Meta:
        verbose_name = "réponse en cours"
        verbose_name_plural = "réponses en cours"

    def __str__(self) -> str:
        return str(self.key)


class Answer(models.Model):
    """The closed answers of one person, without anything about her but what she said.

    ``values``: by slug of question: a code (single), a list of codes (multiple; ranking, the first preferred), a whole number
    (scale, number), the answer of each line by its code (grid), null for an asked question that was left without answer. A
    question that was not asked (condition) is absent. Free texts are not here: they are `Remark`. What is tabulated of each kind
    is said in `domain.variables`. Answers of a wave in preparation are tests, erased at opening.
    ``weight``: the weight that an institute gave with its file, to start from; None: 1.
    """

    key = models.UUIDField("clé tirée au sort", primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="answers", verbose_name="vague")
    values = models.JSONField("réponses", default=dict)
    weight = models.FloatField("poids donné par l’institut", null=True, blank=True)
    settled = models.BooleanField("mêlée", default=False)

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__isnull=True) | models.Q(weight__gt=0), name="answer_weight_positive"
            )
        ]

    def __str__(self) -> str:
        return str(self.key)


class Remark(models.Model):
    """A free text, kept apart from the other answers of the person: it may give her away, not the rest.

    ``theme``: what somebody of the team read in it, once the wave is closed; the only thing of it that may be told.
    """

    key = models.UUIDField("clé tirée au sort", primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="remarks", verbose_name="vague")
    slug = models.SlugField("nom de la variable", max_length=60)
    text = models.TextField("réponse libre")
    theme = models.CharField("thème donné par l’équipe", max_length=80, blank=True)
    settled = models.BooleanField("mêlée", default=False)

    class Meta:
        verbose_name = "réponse libre"
        verbose_name_plural = "réponses libres"

    def __str__(self) -> str:
        return self.text[:60]


class Tally(models.Model):
    """Counts by mode: begun, stored, turned away because their cell was full, left unfinished."""

    wave = models.ForeignKey("barometer.Wave", models.CASCADE, related_name="tallies", verbose_name="vague")
    mode = models.CharField("mode", max_length=10)
    begun = models.PositiveIntegerField("commencées", default=0)
    done = models.PositiveIntegerField("reçues", default=0)
    full = models.PositiveIntegerField("remerciées, case pleine", default=0)
    left = models.PositiveIntegerField("abandonnées", default=0)

    class Meta:
        verbose_name = "décompte"
        verbose_name_plural = "décomptes"
        constraints = [models.UniqueConstraint(fields=["wave", "mode"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.mode}"
