"""Who somebody is, what they may do where, who may do it here."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q, QuerySet

from essaim.foundation.accounts.access import EVERYWHERE, STAFF, roles_for
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.territories import public as territories

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
DELETED = "compte supprimé"


@dataclass(frozen=True)
class RoleView:
    """One role in one territory."""

    role: Role
    role_label: str
    territory_code: str
    territory_name: str


@dataclass(frozen=True)
class AccountView:
    """A person who signs in, with every role that she holds. `staff`: moderator, manager or administrator somewhere."""

    key: UUID
    name: str
    email: str
    staff: bool
    roles: tuple[RoleView, ...]


def view_of(account: Account) -> AccountView:
    """Describe an account: one query for its roles, none when they are prefetched."""
    roles = tuple(_role(membership) for membership in account.memberships.all())
    staff = any(role.role in STAFF for role in roles)
    return AccountView(account.key, str(account), account.email, staff, roles)


def _role(membership: Membership) -> RoleView:
    role = Role(membership.role)
    return RoleView(role, str(role.label), membership.territory.code, membership.territory.name)


def with_roles(rows: QuerySet[Account] | None = None) -> QuerySet[Account]:
    """Return accounts with their roles and territories, in two queries whatever their number."""
    chosen = Account.objects.all() if rows is None else rows
    return chosen.prefetch_related("memberships__territory")


def find(key: UUID) -> AccountView | None:
    """Return the active account of a key, or None."""
    account = with_roles().filter(key=key, is_active=True).first()
    return view_of(account) if account else None


def held(view: AccountView, act: str) -> frozenset[str]:
    """Return the codes of the territories where this person holds a role that allows the act."""
    allowed = roles_for(act)
    codes = frozenset(role.territory_code for role in view.roles if role.role in allowed)
    return frozenset({EVERYWHERE}) if EVERYWHERE in codes else codes


def can(view: AccountView, act: str, territory: str | None) -> bool:
    """Say whether the person's roles allow an act in a territory (None: somewhere). At most one query."""
    codes = held(view, act)
    if not codes or territory is None:
        return bool(codes)
    return bool(codes & {EVERYWHERE, territory}) or bool(codes & _containing(territory))


def _containing(territory: str) -> frozenset[str]:
    return frozenset(each.code for each in territories.ancestors(territory))


def lacks_second_factor(account: Account) -> bool:
    """Say whether a staff member has yet to set up an authenticator application or a passkey. One query."""
    if account.email.endswith(settings.ESSAIM_SECOND_FACTOR_EXEMPT):
        return False
    return not Authenticator.objects.filter(user=account, type__in=SECOND_FACTORS).exists()


def accounts_with(*, roles: Iterable[Role], territory: str | None) -> list[AccountView]:
    """Return active people with one of these roles on a territory or on what contains it (None: anywhere)."""
    memberships = Membership.objects.filter(role__in=list(roles))
    if territory is not None:
        codes = {EVERYWHERE, territory} | _containing(territory)
        memberships = memberships.filter(territory__code__in=codes)
    rows = Account.objects.filter(is_active=True, pk__in=memberships.values("account"))
    return [view_of(account) for account in with_roles(rows)]


def display_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Return the shown name of each account that still exists. Without a name: the part before the @."""
    rows = Account.objects.filter(key__in=set(keys)).only("key", "name", "email")
    return {account.key: account.name or account.email.partition("@")[0] for account in rows}


def people(*, roots: frozenset[str], text: str = "") -> QuerySet[Account]:
    """Return the people who hold a role in these territories or in their parts, by address."""
    rows = Account.objects.filter(pk__in=memberships_in(roots).values("account"))
    if text:
        rows = rows.filter(Q(email__icontains=text) | Q(name__icontains=text))
    return with_roles(rows).order_by("email")


def memberships_in(roots: frozenset[str]) -> QuerySet[Membership]:
    """Return the roles held in these territories or in their parts."""
    if EVERYWHERE in roots:
        return Membership.objects.all()
    inside = Q(territory__code__in=roots) | Q(territory__wholes__whole__code__in=roots)
    return Membership.objects.filter(inside).distinct()
