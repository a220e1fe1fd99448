"""The one door to accounts for other apps: who is signed in, who may, who can be asked."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from essaim.foundation.accounts.access import ACTS, roles_for
from essaim.foundation.accounts.domain import queries
from essaim.foundation.accounts.domain.acts import act_in_words, name_acts
from essaim.foundation.accounts.domain.demo import TEAM as DEMO_TEAM
from essaim.foundation.accounts.domain.demo import DemoAccount, create_demo_accounts
from essaim.foundation.accounts.domain.queries import AccountView, RoleView
from essaim.foundation.accounts.domain.roles import LastAdministratorError, NotAllowedError, grant, revoke
from essaim.foundation.accounts.guard import (
    may,
    must_set_up,
    refuse,
    requires,
    scope,
    signed_in,
    signed_in_only,
    to_sign_in,
)
from essaim.foundation.accounts.models import Role

__all__ = [
    "ACTS",
    "DEMO_TEAM",
    "AccountView",
    "DemoAccount",
    "LastAdministratorError",
    "NotAllowedError",
    "Role",
    "RoleView",
    "accounts_with",
    "act_in_words",
    "create_demo_accounts",
    "display_name",
    "display_names",
    "emails_with",
    "grant",
    "may",
    "must_set_up",
    "name_acts",
    "refuse",
    "requires",
    "revoke",
    "scope",
    "signed_in",
    "signed_in_only",
    "to_sign_in",
]


def accounts_with(
    *, act: str | None = None, role: Role | None = None, territory: str | None = None
) -> list[AccountView]:
    """Return the active people who may do an act, or hold a role, in a territory.

    Args:
        act: Name of an act of the table; an unknown act is allowed to nobody.
        role: Exact role; with `act` too, both must hold.
        territory: Code; roles on what contains it count. None: anywhere.
    """
    allowed = roles_for(act) if act is not None else frozenset(Role)
    return queries.accounts_with(roles=allowed & {role} if role else allowed, territory=territory)


def emails_with(*, act: str, territory: str | None = None) -> list[str]:
    """Return the addresses of those who may do an act in a territory.

    When nobody may, return the contact address of the node (setting `contact_email`), so that no message is lost;
    an empty list when that is empty too.
    """
    found = [view.email for view in accounts_with(act=act, territory=territory)]
    contact = settings.ESSAIM_ENVIRONMENT.contact_email
    return found or ([contact] if contact else [])


def display_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Return the shown name of each account that still exists, in one query; deleted ones are absent."""
    return queries.display_names(keys)


def display_name(key: UUID | None) -> str:
    """Return the shown name of one account: « compte supprimé » when it is gone, « le système » for None."""
    if key is None:
        return "le système"
    return queries.display_names([key]).get(key, queries.DELETED)
