"""A person changes what her account says, or reads all that is held on her."""

from typing import Any

from django.conf import settings
from django.db import transaction

from essaim.foundation.accounts.models import Account
from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal.public import record
from essaim.foundation.parties import public as parties

CHANGED_BODY = """Bonjour,

Le mot de passe de votre compte sur {service} vient d’être choisi ou changé.

Si ce n’est pas vous, connectez-vous par code et choisissez-en un autre tout de suite.
"""


@transaction.atomic
def rename(*, account: Account, name: str) -> None:
    """Change the shown name. Side effects: the account, the journal."""
    account.name = name
    account.save(update_fields=["name"])
    record(act="account.rename", actor=account.key, target="account", key=str(account.key))


@transaction.atomic
def choose_password(*, account: Account, password: str) -> None:
    """Set the password. Side effects, in one transaction: every other session ends, a message, the journal."""
    account.set_password(password)
    account.save(update_fields=["password"])
    service = settings.ESSAIM_SERVICE_NAME
    send_message(
        to=account.email, subject=f"Votre mot de passe sur {service}", body=CHANGED_BODY.format(service=service)
    )
    record(act="account.password", actor=account.key, target="account", key=str(account.key))


def everything(*, email: str) -> dict[str, Any]:
    """Return all that the apps of the platform hold on an address, app by app. No side effect."""
    return dict(parties.export_person(email=email))
