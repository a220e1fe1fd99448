"""Whoever signs in, and what they may do where."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Role(models.TextChoices):
    """What a person may do in a territory, from the least to the most."""

    READER = "reader", "lecture"
    CONTRIBUTOR = "contributor", "contribution"
    MODERATOR = "moderator", "modération"
    MANAGER = "manager", "gestion du territoire"
    ADMINISTRATOR = "administrator", "administration"


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in. ``key`` is the opaque identifier that the journal keeps after erasure."""

    key = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("nom affiché", max_length=120, blank=True)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return the displayed name, empty where none was given."""
        return self.name


class Membership(models.Model):
    """One role of one person in one territory; on France, the role holds everywhere."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships", verbose_name="compte")
    territory = models.ForeignKey("territories.Territory", models.CASCADE, related_name="+", verbose_name="territoire")
    role = models.CharField("rôle", max_length=16, choices=Role.choices)
    created_at = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "rôle"
        verbose_name_plural = "rôles"
        ordering = ["territory", "account"]
        constraints = [models.UniqueConstraint(fields=["account", "territory"], name="one_role_per_territory")]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_role_display()} · {self.territory}"
