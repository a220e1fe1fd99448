"""An account is deleted, or handed over as data."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from essaim.foundation.accounts.domain.roles import keep_an_administrator
from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.journal.public import record
from essaim.foundation.parties import public as parties


@transaction.atomic
def delete(*, account: Account, by: UUID | None) -> None:
    """Erase an account at once: address, name, password, keys, open sessions. Raises LastAdministratorError.

    What the person wrote for the public stays, without her name; the journal keeps an opaque identifier.
    Side effects, in one transaction: every row that refers to the account, the journal.
    """
    _keep_administrators(account)
    key = account.key
    for session in sessions_of(account):
        session.delete()
    account.delete()
    record(act="account.delete", actor=by, target="account", key=str(key))


def _keep_administrators(account: Account) -> None:
    for membership in account.memberships.filter(role=Role.ADMINISTRATOR).select_related("territory"):
        keep_an_administrator(membership)


def sessions_of(account: Account) -> Iterator[Session]:
    """Return the open sessions of an account: they hold the address in their data, so all are read."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(account.pk):
            yield session


@transaction.atomic
def leave(*, account: Account) -> None:
    """Delete the account that its owner leaves, and all that the platform holds on her address.

    The account goes with the rest, not before: what she sent while signed in is hers by her account alone.
    Side effects, in one transaction: those of `delete` and of every holder of the register. Raises LastAdministratorError.
    """
    _keep_administrators(account)
    record(act="account.leave", actor=account.key, target="account", key=str(account.key))
    parties.erase_person(email=account.email)


def erase(email: str) -> int:
    """Erase the account of an address; return how many there were (0 or 1). Side effects and errors: those of `delete`."""
    account = Account.objects.filter(email=email).first()
    if account is None:
        return 0
    delete(account=account, by=None)
    return 1


def export(email: str) -> list[dict[str, Any]]:
    """Return what is held on an address, in plain words: profile, addresses, roles, means of signing in. No secret."""
    account = Account.objects.filter(email=email).first()
    return [] if account is None else list(_export(account))


def _export(account: Account) -> Iterator[dict[str, Any]]:
    yield {
        "what": "compte",
        "identifier": str(account.key),
        "email": account.email,
        "name": account.name,
        "created_at": account.created_at.isoformat(),
        "last_login": account.last_login.isoformat() if account.last_login else None,
        "has_password": account.has_usable_password(),
    }
    for membership in account.memberships.select_related("territory"):
        place = membership.territory
        yield {
            "what": "rôle",
            "role": membership.role,
            "territory": place.code,
            "since": membership.created_at.isoformat(),
        }
    for address in EmailAddress.objects.filter(user=account):
        yield {"what": "adresse", "email": address.email, "verified": address.verified}
    for means in Authenticator.objects.filter(user=account):
        yield {"what": "second facteur", "kind": means.type, "since": means.created_at.isoformat()}
    for identity in SocialAccount.objects.filter(user=account):
        yield {"what": "identité externe", "provider": identity.provider, "identifier": identity.uid}
