"""Who stands before a page of an adoption: a visitor, a holder, a member of its team, a manager of the territory.

Each decorator finds the adoption, says who acts, and sends the others where they can mend it. Denied by default.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from essaim.adoptions.acting import may as verbs_of
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.runtime import EVERYBODY, Actor
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
    """Open a view to who holds a participation: gives `request, adoption, participation, actor`.

    Who holds it: the browser that showed its code or its link, the account that began it or whose address it answers. Others
    are told how to open it (404), in the same words whether there is such a participation or not. A page of an engine has
    the service in its address too: that of another service opens nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, key: UUID, *args: Any, slug: str = "", **kwargs: Any) -> HttpResponse:
        rows = Participation.objects.select_related("adoption__territory", "terms__version", "party", "mandate")
        participation = rows.filter(key=key, erased_at=None).first()
        elsewhere = participation is not None and slug not in {"", participation.adoption.slug}
        if participation is None or elsewhere or not holds(request, participation):
            return not_open(request)
        return view(request, participation.adoption, participation, holder(participation), *args, **kwargs)

    return guarded


def not_open(request: HttpRequest) -> HttpResponse:
    """Say that a participation is not open in this browser, and how to open it; nothing typed is thrown away."""
    if request.headers.get("X-Requested-With") == "autosave":
        words = "Ce dossier n’est plus ouvert dans ce navigateur. Ce que vous avez écrit est gardé sur cet appareil : rouvrez le dossier, puis revenez à cette page."
        return JsonResponse({"error": words, "url": reverse("adoptions:find_dossier")}, status=401)
    context = {"sent": request.method == "POST", "back": request.path if request.method == "GET" else ""}
    return render(request, "adoptions/dossier/not_open.html", context, status=404)


def find(slug: str) -> Adoption:
    """Return an adoption by its address. Raises Http404."""
    return get_object_or_404(Adoption.objects.select_related("territory"), slug=slug)


def holds(request: HttpRequest, participation: Participation) -> bool:
    """Say whether this browser opened a participation, or this account began it or has its address (it was proved)."""
    opened = request.session.get(OPENED, [])
    if any(constant_time_compare(str(participation.key), one) for one in opened):
        return True
    view = accounts.signed_in(request)
    if view is None:
        return False
    address = participation.party.email.lower()
    return participation.account_id == request.user.pk or bool(address and address == view.email.lower())


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


def sees(request: HttpRequest, adoption: Adoption) -> frozenset[str]:
    """Return the roles under which somebody handles the participations of an adoption: those of her agents.

    A partner meets people where an engine joins them; a manager without a role counts, and reads nobody's answers.
    """
    kinds = {one.id: one.kind for one in adoption.terms.kit.record.roles}
    return frozenset(role for role in roles(request, adoption) if kinds.get(role) == "agent")


def reach(request: HttpRequest, adoption: Adoption) -> Q:
    """Return which participations the person signed in may open, whatever her roles: those that every engine lets her."""
    found, terms = EVERYBODY, adoption.terms
    for engine in terms.kit.engines.values():
        found &= engine.runtime.reach(terms, str(getattr(request.user, "email", "")))
    return found


def agent_page(view: View) -> View:
    """Open a view to the agents of an adoption, whatever they may do in its engines. As `desk_page`, others 403."""

    @wraps(view)
    def guarded(request: HttpRequest, adoption: Adoption, actor: Actor, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees(request, adoption):
            return accounts.refuse(request, MANAGE, adoption.territory.code)
        return view(request, adoption, actor, *args, **kwargs)

    return desk_page(guarded)


def may_try(request: HttpRequest, adoption: Adoption) -> bool:
    """Say whether somebody may see a service in test: its team, and the managers of the territory."""
    return member(request, adoption) is not None
