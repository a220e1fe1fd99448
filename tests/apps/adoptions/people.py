"""Who stands before a page: an agent of an adoption, one of another, a manager of the territory, a partner, a stranger."""

from django.test import Client

from essaim.adoptions.models import TeamMember
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.territories.models import Territory


def account(name, role=None, territory="departement-32"):
    found = Account.objects.create_user(f"{name}@exemple.test", None, name=name)
    if role:
        Membership.objects.create(account=found, role=role, territory=Territory.objects.get(code=territory))
    return found


def signed_in(found):
    client = Client()
    client.force_login(found, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def member(adoption, role="agent", name="agent"):
    """The client of a member of a team."""
    found = account(f"{name}-{adoption.slug}"[:50])
    TeamMember.objects.create(adoption=adoption, email=found.email, role=role)
    return signed_in(found)


def manager(territory="departement-32"):
    return signed_in(account(f"gestion-{territory}", Role.MANAGER, territory))
