"""Give a role, withdraw one. The last administrator stays; nobody gives more than she holds."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from essaim.foundation.accounts.access import EVERYWHERE, RANKS, at_most, labels_for
from essaim.foundation.accounts.domain import queries
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal.public import record
from essaim.foundation.territories import public as territories

MANAGE = "accounts.manage"
INVITATION = """Bonjour,

Vous recevez le rôle « {role} » pour {territory}, sur {service}.

Pour vous connecter, donnez cette adresse électronique ; vous recevrez un code, sans mot de passe :
{link}

Ce rôle vous permet de : {acts}.

Si vous ne connaissez pas {service}, ne faites rien : sans connexion, ce rôle ne sert à personne.
"""


class NotAllowedError(Exception):
    """The person may not give or withdraw this role; the message says why, in French."""


class LastAdministratorError(NotAllowedError):
    """Nobody would be left to administer the territory."""


@transaction.atomic
def grant(*, by: UUID | None, email: str, territory: str, role: Role) -> UUID:
    """Give a role in a territory, and return the key of the account; a former role there is replaced.

    Side effects, in one transaction: the account when it is new, the role, a message to the person, the journal.
    `by` None: the machine or the command line. Raises NotAllowedError, LastAdministratorError, UnknownTerritoryError.
    """
    place = territories.get(territory)
    email = _address(email)
    account = Account.objects.select_for_update().filter(email=email).first() or invite(email=email)
    former = account.memberships.filter(territory__code=territory).first()
    _check(by, territory, {role} | ({Role(former.role)} if former else set()))
    if former and former.role == Role.ADMINISTRATOR != role:
        keep_an_administrator(former)
    if former is None or former.role != role:
        account.memberships.update_or_create(territory_id=place.id, defaults={"role": role})
        _tell(email, role, place.name)
        details = {"role": role.value, "territory": territory}
        record(act="role.grant", actor=by, target="account", key=str(account.key), details=details)
    return account.key


@transaction.atomic
def revoke(*, by: UUID | None, account: UUID, territory: str) -> None:
    """Withdraw a role. Side effects: the role and the journal, in one transaction. Raises as `grant` does."""
    membership = Membership.objects.filter(account__key=account, territory__code=territory).first()
    if membership is None:
        return
    _check(by, territory, {Role(membership.role)})
    if membership.role == Role.ADMINISTRATOR:
        keep_an_administrator(membership)
    details = {"role": membership.role, "territory": territory}
    membership.delete()
    record(act="role.withdraw", actor=by, target="account", key=str(account), details=details)


def invite(*, email: str, name: str = "") -> Account:
    """Make an account without a password: its owner enters with a code sent to the address, which proves it too.

    Side effects: the account, and its address as one that nobody has proved yet.
    """
    account = Account.objects.create_user(email, None, name=name)
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=False)
    return account


def confirm_address(*, account: Account) -> None:
    """Mark the address of an account as its owner's. Side effect: one row of allauth."""
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )


def _address(text: str) -> str:
    """Return an electronic address in lower case; refuse what is none: nobody would ever read the message."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise NotAllowedError(f"« {text} » n’est pas une adresse électronique : elle s’écrit nom@domaine.fr.") from None
    return email


def _check(by: UUID | None, territory: str, roles: set[Role]) -> None:
    """Refuse what is above the person's own role in this territory."""
    if by is None:
        return
    highest = highest_role(by, territory)
    if highest is None:
        raise NotAllowedError("Vous ne gérez pas les personnes de ce territoire.")
    if not roles <= set(at_most(highest)):
        raise NotAllowedError("Ce rôle est au-dessus du vôtre : demandez à une personne qui administre le territoire.")


def highest_role(key: UUID, territory: str) -> Role | None:
    """Return the highest role with which somebody manages the people of a territory, or None."""
    view = queries.find(key)
    if view is None:
        return None
    held = [role for role in view.roles if _manages(view, role, territory)]
    return max((role.role for role in held), key=RANKS.__getitem__, default=None)


def _manages(view: queries.AccountView, role: queries.RoleView, territory: str) -> bool:
    alone = queries.AccountView(view.key, view.name, view.email, view.staff, (role,))
    return queries.can(alone, MANAGE, territory)


def keep_an_administrator(membership: Membership) -> None:
    """Refuse to take away the last administrator of a territory. The rows are locked: two cannot leave at once."""
    code = membership.territory.code
    codes = {EVERYWHERE, code, *(each.code for each in territories.ancestors(code))}
    others = Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR, territory__code__in=codes)
    if not any(each.account_id != membership.account_id for each in others.filter(account__is_active=True)):
        raise LastAdministratorError(
            "C’est la dernière personne qui administre ce territoire : donnez d’abord ce rôle à quelqu’un d’autre."
        )


def _tell(email: str, role: Role, place: str) -> None:
    body = INVITATION.format(
        role=role.label,
        territory=place,
        service=settings.ESSAIM_SERVICE_NAME,
        link=settings.ESSAIM_BASE_URL + reverse("account_login"),
        acts=", ".join(labels_for(role)) or "vous connecter et être rattaché à ce territoire",
    )
    send_message(to=email, subject=f"Votre rôle sur {settings.ESSAIM_SERVICE_NAME}", body=body)
