"""Whom the engines serve: a person, a household or a structure, and who acts for another. An account is optional."""

import uuid

from django.db import models


class Party(models.Model):
    """Somebody served, as one service knows them: nothing joins the same person in two services.

    What is blank is not known; nothing is asked that the service does not use.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "personne"
        HOUSEHOLD = "household", "foyer"
        STRUCTURE = "structure", "structure"

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("nature", max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField("nom", max_length=200, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.TextField("adresse postale", max_length=500, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "partie"
        verbose_name_plural = "parties"
        ordering = ["pk"]
        indexes = [models.Index(fields=["email"], name="party_email")]

    def __str__(self) -> str:
        return self.name or "sans nom"


class Mandate(models.Model):
    """Somebody acts for another: on what ground, since when, who wrote it down."""

    class Ground(models.TextChoices):
        RELATIVE = "relative", "un proche, avec son accord"
        GUARDIAN = "guardian", "tuteur, curateur ou personne habilitée"
        HELPER = "helper", "un professionnel qui l’aide, avec son accord"
        REPRESENTATIVE = "representative", "représentant de la structure"

    party = models.ForeignKey(Party, models.CASCADE, related_name="mandates", verbose_name="pour")
    by_name = models.CharField("qui agit", max_length=200)
    by_contact = models.CharField("où joindre qui agit", max_length=320, blank=True)
    ground = models.CharField("à quel titre", max_length=20, choices=Ground.choices)
    recorded_by = models.UUIDField("noté par", null=True, blank=True)
    recorded_at = models.DateTimeField("noté le", auto_now_add=True)
    ended_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by_name} ({self.get_ground_display()})"
