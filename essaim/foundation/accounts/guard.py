"""The person behind a request, and what stops her at a door: no account, no second factor, no role."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from essaim.foundation.accounts.access import ACTS, STAFF, roles_for
from essaim.foundation.accounts.domain import queries
from essaim.foundation.accounts.domain.queries import AccountView
from essaim.foundation.accounts.models import Account
from essaim.foundation.territories import public as territories

View = Callable[..., HttpResponse]
TerritoryFrom = str | Callable[..., str | None]


def signed_in(request: HttpRequest) -> AccountView | None:
    """Return the person signed in with her roles, or None. Read once for each request."""
    user = request.user
    if not isinstance(user, Account) or not user.is_active:
        return None
    known: AccountView | None = getattr(user, "view", None)
    if known is None:
        known = queries.view_of(queries.with_roles().get(pk=user.pk))
        user.view = known  # type: ignore[attr-defined]
    return known


def may(request: HttpRequest, act: str, territory: str | None = None) -> bool:
    """Say whether the person signed in may do an act.

    Denied by default: nobody signed in, an unknown act, no role there, or a staff act without a second factor.

    Args:
        request: The request, with its session.
        act: Name of an act of `accounts.access.ACTS`.
        territory: Code of a territory; a role on what contains it counts. None: somewhere at least.
    """
    view = signed_in(request)
    return view is not None and queries.can(view, act, territory) and not must_set_up(request, act)


def holds(request: HttpRequest, act: str) -> bool:
    """Say whether a role of the person allows an act somewhere, second factor or not. For links, never for rights."""
    view = signed_in(request)
    return view is not None and queries.can(view, act, None)


def scope(request: HttpRequest, act: str) -> frozenset[str]:
    """Return the codes of the largest territories where the person may do an act; {"pays-FR"}: everywhere."""
    view = signed_in(request)
    if view is None or must_set_up(request, act):
        return frozenset()
    return queries.held(view, act)


def must_set_up(request: HttpRequest, act: str) -> bool:
    """Say whether the act is for staff, and the person signed in has no second factor yet. One query a request."""
    if not roles_for(act) <= STAFF:
        return False
    user: Any = request.user
    if not hasattr(user, "lacking"):
        user.lacking = queries.lacks_second_factor(user)
    return bool(user.lacking)


def requires(act: str, territory_from: TerritoryFrom | None = None) -> Callable[[View], View]:
    """Open a view to those who may do an act; send the others where they can mend it.

    Args:
        act: Name of an act of `accounts.access.ACTS`.
        territory_from: Name of the view's keyword that holds the code of a territory, or a function of the request
            and the view's keywords that returns it. None: a role somewhere is enough, the view filters by `scope`.

    Anonymous: the sign-in page, then back. Staff without a second factor: its set-up, then back. Others: 403, in words.
    """
    if act not in ACTS:
        raise ValueError(f"unknown act: {act}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            place = _territory(request, territory_from, kwargs)
            return _stop(request, act, place) or view(request, *args, **kwargs)

        return guarded

    return decorate


def signed_in_only(view: View) -> View:
    """Open a view to any account; send the others to the sign-in page, then back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if signed_in(request) else to_sign_in(request)

    return guarded


def _territory(request: HttpRequest, source: TerritoryFrom | None, kwargs: dict[str, Any]) -> str | None:
    if source is None:
        return None
    # A place that cannot be told is a place where nobody has a role.
    found = kwargs.get(source) if isinstance(source, str) else source(request, **kwargs)
    return found or "?"


def _stop(request: HttpRequest, act: str, territory: str | None) -> HttpResponse | None:
    view = signed_in(request)
    if view is None:
        return to_sign_in(request)
    if not queries.can(view, act, territory):
        return refuse(request, act, territory)
    if must_set_up(request, act):
        messages.info(
            request, "Votre rôle donne accès à des données : protégez d’abord votre compte par un second facteur."
        )
        return redirect(_with_next("mfa_index", request))
    return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page, and back to the page asked for (to the profile when it was a form that was sent)."""
    return redirect(_with_next("account_login", request))


def _with_next(name: str, request: HttpRequest) -> str:
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("accounts:profile")
    return f"{reverse(name)}?{urlencode({'next': back})}"


def refuse(request: HttpRequest, act: str, territory: str | None = None) -> HttpResponse:
    """Say no in words: what was asked, where, and whom to ask for it."""
    place = territories.find(territory) if territory else None
    context = {"act": ACTS[act].label, "place": place, "contact": settings.ESSAIM_ENVIRONMENT.contact_email}
    return render(request, "accounts/refused.html", context, status=403)
