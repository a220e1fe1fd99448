"""Who stands before a page of an adoption: a visitor, a holder, a member of its team, a manager of the territory.

Each decorator finds the adoption, says who acts, and sends the others where they can mend it. Denied by default.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import constant_time_compare

from essaim.adoptions.acting import may as verbs_of
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.runtime import Actor
from essaim.foundation.accounts import public as accounts

MANAGE = "adoption.manage"
OPENED = "dossiers"
"""In the session: the keys of the participations whose secret was shown by this browser."""

View = Callable[..., HttpResponse]


def service_page(view: View) -> View:
    """Open a view to anybody while the adoption runs: gives `request, adoption`. In test, to its team only."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        adoption = find(slug)
        if not adoption.running or (adoption.trial and not may_try(request, adoption)):
            raise Http404("ce service n’est pas ouvert")
        return view(request, adoption, *args, **kwargs)

    return guarded


def desk_page(view: View) -> View:
    """Open a view to the team of an adoption and to the managers of its territory: gives `request, adoption, actor`."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        adoption = find(slug)
        if accounts.signed_in(request) is None:
            return accounts.to_sign_in(request)
        actor = member(request, adoption)
        if actor is None:
            return accounts.refuse(request, MANAGE, adoption.territory.code)
        if accounts.must_set_up(request, MANAGE):
            messages.info(request, "Ce service contient des données personnelles : protégez d’abord votre compte.")
            return redirect("mfa_index")
        return view(request, adoption, actor, *args, **kwargs)

    return guarded


def manager_page(view: View) -> View:
    """Open a view to the managers of the territory of an adoption only: gives `request, adoption, actor`."""

    @desk_page
    @wraps(view)
    def guarded(request: HttpRequest, adoption: Adoption, actor: Actor, *args: Any, **kwargs: Any) -> HttpResponse:
        if not accounts.may(request, MANAGE, adoption.territory.code):
            return accounts.refuse(request, MANAGE, adoption.territory.code)
        return view(request, adoption, actor, *args, **kwargs)

    return guarded


def holder_page(view: View) -> View:
    """Open a view to who holds a participation: gives `request, adoption, participation, actor`. Others: not found.

    Who holds it: the browser that showed its secret, or the account that began it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, key: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        participation = get_object_or_404(
            Participation.objects.select_related("adoption__territory", "terms__version", "party", "mandate"), key=key
        )
        if not holds(request, participation):
            raise Http404("ce dossier n’est pas ouvert dans ce navigateur")
        return view(request, participation.adoption, participation, holder(participation), *args, **kwargs)

    return guarded


def find(slug: str) -> Adoption:
    """Return an adoption by its address. Raises Http404."""
    return get_object_or_404(Adoption.objects.select_related("territory"), slug=slug)


def holds(request: HttpRequest, participation: Participation) -> bool:
    """Say whether this browser or this account opened a participation."""
    opened = request.session.get(OPENED, [])
    if any(constant_time_compare(str(participation.key), one) for one in opened):
        return True
    user = request.user
    return bool(user.is_authenticated and participation.account_id == user.pk)


def open_here(request: HttpRequest, participation: Participation) -> None:
    """Remember in the session that this browser showed the secret of a participation."""
    opened = [one for one in request.session.get(OPENED, []) if one != str(participation.key)]
    request.session[OPENED] = [*opened, str(participation.key)][-20:]


def holder(participation: Participation) -> Actor:
    """Return the holder of a participation as who acts."""
    return Actor(participation.role, None, participation.party.name or "la personne")


def member(request: HttpRequest, adoption: Adoption) -> Actor | None:
    """Return the person signed in as a member of the team, or as a manager of the territory; None: neither.

    A member with several roles acts with them all: ``role`` is the first, `roles` gives them. A manager reads the desk; she
    does not decide unless she gave herself a role.
    """
    view = accounts.signed_in(request)
    if view is None:
        return None
    held = roles(request, adoption)
    if not held and not accounts.may(request, MANAGE, adoption.territory.code):
        return None
    return Actor(held[0] if held else "", view.key, str(view.name or view.email))


def roles(request: HttpRequest, adoption: Adoption) -> list[str]:
    """Return the roles of the kit that the person signed in holds in an adoption. One query a request."""
    user: Any = request.user
    if not user.is_authenticated:
        return []
    known: dict[int, list[str]] = getattr(request, "adoption_roles", {})
    if adoption.pk not in known:
        known[adoption.pk] = list(adoption.team.filter(email__iexact=user.email).values_list("role", flat=True))
        request.adoption_roles = known  # type: ignore[attr-defined]
    return known[adoption.pk]


def acting_as(request: HttpRequest, adoption: Adoption, verb: str, terms: Terms | None = None) -> Actor | None:
    """Return the person signed in under the one of her roles that may do a verb; None: none of them may."""
    view = accounts.signed_in(request)
    if view is None:
        return None
    held = terms or adoption.terms
    role = next((one for one in roles(request, adoption) if verb in verbs_of(held, one)), None)
    return Actor(role, view.key, str(view.name or view.email)) if role else None


def may_try(request: HttpRequest, adoption: Adoption) -> bool:
    """Say whether somebody may see a service in test: its team, and the managers of the territory."""
    return member(request, adoption) is not None
