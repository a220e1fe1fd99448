"""Where a participation stands, whatever the engines of its kit; and those that one person may open."""

from django.db.models import Q, QuerySet

from essaim.adoptions.models import Participation
from essaim.adoptions.runtime import Followed
from essaim.foundation.accounts.public import AccountView


def followed(participation: Participation) -> list[Followed]:
    """Return what each engine of the kit says to the holder, in the order of the kit."""
    engines = participation.terms.kit.engines.values()
    return [line for engine in engines for line in engine.runtime.follow(participation)]


def held_by(view: AccountView | None, opened: list[str]) -> "QuerySet[Participation]":
    """Return what an account or a browser may open, the newest activity first, in one query."""
    mine = Q(key__in=opened)
    if view is not None:
        mine |= Q(account__key=view.key) | Q(party__email__iexact=view.email)
    rows = Participation.objects.filter(mine, erased_at=None).select_related("adoption__territory", "party")
    return rows.order_by("-active_at")
