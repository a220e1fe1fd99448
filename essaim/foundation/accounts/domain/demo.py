"""One demonstration account per role, on a machine where nothing is real."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from essaim.foundation.accounts.domain import roles
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.territories import public as territories

DOMAIN = "@demo.essaim"


@dataclass(frozen=True)
class Demo:
    """Who is shown: a first name, a role, a territory."""

    address: str
    name: str
    role: Role
    territory: str


@dataclass(frozen=True)
class DemoAccount:
    """A demonstration account with its password of the day."""

    role: Role
    role_label: str
    email: str
    password: str
    territory_name: str


DEMOS = (
    Demo("lecture", "Louise Lecture", Role.READER, "departement-32"),
    Demo("contribution", "Camille Contribution", Role.CONTRIBUTOR, "departement-32"),
    Demo("moderation", "Modeste Modération", Role.MODERATOR, "pays-FR"),
    Demo("gestion", "Gisèle Gestion", Role.MANAGER, "departement-32"),
    Demo("administration", "Adèle Administration", Role.ADMINISTRATOR, "pays-FR"),
)


def check_demonstration() -> None:
    """Raise NotAllowedError outside development: a known password has no place on a real node."""
    if not settings.DEBUG:
        raise roles.NotAllowedError("Comptes de démonstration refusés : ESSAIM_DEBUG n’est pas actif.")


TEAM = tuple(f"{demo.address}{DOMAIN}" for demo in DEMOS if demo.role in {Role.MANAGER, Role.ADMINISTRATOR})
"""Who works in the services of demonstration."""


@transaction.atomic
def create_demo_accounts() -> list[DemoAccount]:
    """Make (or renew) one account per role and return them with a new password, the same for all.

    Side effects: accounts, their roles, their password. Raises NotAllowedError outside DEBUG.
    """
    check_demonstration()
    password = f"abeille-{secrets.randbelow(9000) + 1000}-ruche"
    return [_create(demo, password) for demo in DEMOS]


def _create(demo: Demo, password: str) -> DemoAccount:
    email = demo.address + DOMAIN
    account = Account.objects.filter(email=email).first() or roles.invite(email=email, name=demo.name)
    account.set_password(password)
    account.save(update_fields=["password"])
    roles.confirm_address(account=account)
    place = territories.get(demo.territory)
    Membership.objects.update_or_create(account=account, territory_id=place.id, defaults={"role": demo.role})
    return DemoAccount(demo.role, str(demo.role.label), email, password, place.name)


def demo_accounts() -> list[Account]:
    """Return the demonstration accounts that exist, from the least role to the most; none outside DEBUG."""
    if not settings.DEBUG:
        return []
    order = [demo.address + DOMAIN for demo in DEMOS]
    return sorted(Account.objects.filter(email__in=order), key=lambda account: order.index(account.email))
