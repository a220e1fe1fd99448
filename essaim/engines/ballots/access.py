"""Who does what at the desk: the role of the kit that may do a verb; a manager reads and arranges."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from essaim.adoptions.guard import MANAGE, acting_as, desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.foundation.accounts import public as accounts

View = Callable[..., HttpResponse]


def may_do(request: HttpRequest, adoption: Adoption, *verbs: str) -> bool:
    """Say whether one of the person's roles may do one of some verbs."""
    return any(acting_as(request, adoption, f"ballots.{verb}") for verb in verbs)


def doing(verb: str) -> Callable[[View], View]:
    """Open a view to whoever may do a verb, as the role that may: gives `request, adoption, actor`. Others: refused."""

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, adoption: Adoption, _actor: Actor, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = acting_as(request, adoption, f"ballots.{verb}")
            if actor is None:
                return accounts.refuse(request, MANAGE, adoption.territory.code)
            return view(request, adoption, actor, *args, **kwargs)

        return desk_page(guarded)

    return decorated


def manages(request: HttpRequest, adoption: Adoption) -> bool:
    """Say whether the person arranges the service: dates, zones, envelopes."""
    return accounts.may(request, MANAGE, adoption.territory.code)
