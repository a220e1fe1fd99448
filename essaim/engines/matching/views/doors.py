"""Who opens the pages of the team, and how an act of a page is done: allowed, once, its refusal said."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from essaim.adoptions.acting import may
from essaim.adoptions.guard import MANAGE, View, acting_as, desk_page, roles
from essaim.adoptions.models import Adoption
from essaim.adoptions.refusing import told
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.foundation.accounts import public as accounts

DESK_VERBS = frozenset(
    f"matching.{verb}" for verb in ("propose", "draw", "agree", "follow-up", "report-incident", "end")
)


def team_page(view: View) -> View:
    """Open a view to the members of the team who do something in matching, and to the managers of the territory."""

    @wraps(view)
    def guarded(request: HttpRequest, adoption: Adoption, actor: Actor, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (verbs(request, adoption) & DESK_VERBS or accounts.may(request, MANAGE, adoption.territory.code)):
            return accounts.refuse(request, MANAGE, adoption.territory.code)
        return view(request, adoption, actor, *args, **kwargs)

    return desk_page(guarded)


def verbs(request: HttpRequest, adoption: Adoption) -> frozenset[str]:
    """Return all that the person signed in may do in a service."""
    terms = adoption.terms
    return frozenset(verb for role in roles(request, adoption) for verb in may(terms, role))


def frame(request: HttpRequest, adoption: Adoption, here: str, **context: Any) -> dict[str, Any]:
    """Return what every page of the team takes: the adoption, its tabs, what the person may do, a key for its form."""
    can = {
        verb.partition(".")[2].replace("-", "_") for verb in verbs(request, adoption) if verb.startswith("matching.")
    }
    shown = tabs(request, adoption, f"matching:{here}")
    return {"adoption": adoption, "tabs": shown, "can": can, "request_key": new_key(), **context}


def new_key() -> str:
    """Return a key that names one display of a form: sent twice, it is done once."""
    return secrets.token_urlsafe(16)


def sent_key(request: HttpRequest) -> str:
    return request.POST.get("request_key", "")[:64]


def done(
    request: HttpRequest, adoption: Adoption, verb: str, act: Callable[[Actor], object], to: str, *, said: str
) -> HttpResponse:
    """Do an act as the role that may, say how it went, and go to a page. Nobody's role may: refused."""
    actor = acting_as(request, adoption, f"matching.{verb}")
    if actor is None:
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    report(request, lambda: act(actor), said)
    return redirect(to)


def report(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do an act and say how it went; return whether it was done."""
    with told(request, said) as how:
        act()
    return how.done
