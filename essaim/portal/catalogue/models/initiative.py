"""The two words that the catalogue stands on: solution and initiative."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from essaim.portal.catalogue import params


class Status(models.TextChoices):
    """Where a page stands in the life cycle draft → review → published."""

    DRAFT = "draft", "brouillon"
    REVIEW = "review", "en relecture"
    SCHEDULED = "scheduled", "publication programmée"
    PUBLISHED = "published", "publiée"
    ARCHIVED = "archived", "retirée"


STAGE_LABELS = {
    params.Stage.IDEA: "idée",
    params.Stage.TEST: "à l’essai",
    params.Stage.RUNNING: "en service",
    params.Stage.SPREAD: "essaimée",
    params.Stage.STOPPED: "arrêtée",
}
EVIDENCE_LABELS = {
    params.EvidenceLevel.NONE: "aucune preuve",
    params.EvidenceLevel.STORY: "récit",
    params.EvidenceLevel.FOLLOWED: "suivi chiffré",
    params.EvidenceLevel.PLANNED: "évaluation prévue",
    params.EvidenceLevel.COMPARED: "évaluation comparée",
    params.EvidenceLevel.POOLED: "plusieurs évaluations",
}


class Page(models.Model):
    """What solutions and initiatives share: texts, terms, life cycle, origin."""

    slug = models.SlugField("identifiant", max_length=100, unique=True)
    key = models.UUIDField("clé permanente", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("titre", max_length=300)
    summary = models.TextField("en bref")
    problem = models.TextField("le problème", blank=True)
    how_it_works = models.TextField("comment ça marche", blank=True)
    for_whom = models.TextField("pour qui", blank=True)
    everyday_words = models.JSONField("mots de tous les jours", default=list, blank=True)
    passages = models.JSONField("passages de la note, par champ", default=dict, blank=True)
    status = models.CharField("état", max_length=12, choices=Status.choices, default=Status.DRAFT, db_index=True)
    publish_at = models.DateTimeField("à publier le", null=True, blank=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    updated_at = models.DateTimeField("mise à jour le", default=timezone.now)
    source_key = models.CharField("clé d’origine", max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Solution(Page):
    """What can be copied: the practice, free of any one territory."""

    needs = models.JSONField("ce qu’il faut", default=dict, blank=True)
    themes = models.ManyToManyField("catalogue.Theme", related_name="solutions", verbose_name="thèmes")
    publics = models.ManyToManyField("catalogue.Public", related_name="solutions", verbose_name="publics", blank=True)
    similar = models.ManyToManyField("self", verbose_name="solutions proches", blank=True)

    class Meta:
        verbose_name = "solution"
        verbose_name_plural = "solutions"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_key"], condition=~models.Q(source_key=""), name="solution_source_once"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("catalogue:solution", args=[self.slug])


class Initiative(Page):
    """One territory's version of a solution, with its story, its figures and its sources."""

    solution = models.ForeignKey(
        Solution, models.SET_NULL, null=True, blank=True, related_name="initiatives", verbose_name="solution"
    )
    themes = models.ManyToManyField("catalogue.Theme", related_name="initiatives", verbose_name="thèmes")
    publics = models.ManyToManyField("catalogue.Public", related_name="initiatives", verbose_name="publics", blank=True)
    territories = models.ManyToManyField("territories.Territory", related_name="+", verbose_name="territoires")
    holder = models.CharField("porteur", max_length=300, blank=True)
    stage = models.CharField(
        "étape", max_length=12, choices=[(stage.value, label) for stage, label in STAGE_LABELS.items()], db_index=True
    )
    lessons = models.TextField("ce qui a été appris", blank=True)
    costs = models.TextField("coûts", blank=True)
    funding = models.TextField("financements", blank=True)
    legal_basis = models.TextField("base légale", blank=True)
    evidence_level = models.CharField(
        "preuve",
        max_length=12,
        choices=[(level.value, label) for level, label in EVIDENCE_LABELS.items()],
        default=params.EvidenceLevel.NONE.value,
        db_index=True,
    )
    provenance = models.CharField("provenance", max_length=300, blank=True)
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="référent"
    )
    fresh_at = models.DateField("relue par son référent le", null=True, blank=True)
    refresh_months = models.PositiveSmallIntegerField("rythme de relecture (mois)", default=12)

    class Meta:
        verbose_name = "initiative"
        verbose_name_plural = "initiatives"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_key"], condition=~models.Q(source_key=""), name="initiative_source_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=params.Stage.STOPPED.value) | ~models.Q(lessons=""),
                name="stopped_says_what_was_learnt",
                violation_error_message="Une initiative arrêtée dit ce qui a été appris.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("catalogue:initiative", args=[self.slug])
