"""The desk of an adoption: what waits for me, late first."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from essaim.adoptions import registry
from essaim.adoptions.acting import may
from essaim.adoptions.guard import MANAGE, desk_page, roles, sees
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor, Waiting
from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import Tab

NEVER = datetime.max.replace(tzinfo=UTC)


@accounts.signed_in_only
def index(request: HttpRequest) -> HttpResponse:
    """The services in whose team the person is, and those of the territories that she manages."""
    view = accounts.signed_in(request)
    mine = (
        Adoption.objects.filter(team__email__iexact=view.email if view else "").distinct().select_related("territory")
    )
    held = accounts.scope(request, MANAGE)
    managed = Adoption.objects.select_related("territory")
    if "pays-FR" not in held:
        managed = managed.filter(territory__code__in=held)
    found = {one.pk: one for one in [*mine, *managed]}
    return render(request, "adoptions/index.html", {"adoptions": sorted(found.values(), key=lambda one: one.title)})


@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """What waits for the roles of the person, late first, whatever the engine."""
    held = frozenset(roles(request, adoption))
    waiting = sorted(_waiting(adoption, held), key=lambda one: (one.due or NEVER, one.since))
    context = {"adoption": adoption, "actor": actor, "waiting": waiting, "tabs": tabs(request, adoption, "desk")}
    return render(request, "adoptions/desk.html", context)


def _waiting(adoption: Adoption, held: frozenset[str]) -> list[Waiting]:
    kit = adoption.terms.kit
    return [one for key in kit.engines for one in registry.engines[key].runtime.waiting(adoption, held)]


def tabs(request: HttpRequest, adoption: Adoption, here: str) -> list[Tab]:
    """Return the pages of the desk that the person may use. ``here``: `desk`, or `engine:route`."""
    terms = adoption.terms
    verbs = {verb for role in roles(request, adoption) for verb in may(terms, role)}
    found = [Tab("À faire", reverse("adoptions:desk", args=[adoption.slug]), here == "desk")]
    if sees(request, adoption) or accounts.may(request, MANAGE, adoption.territory.code):
        found.append(Tab("Dossiers", reverse("adoptions:dossiers", args=[adoption.slug]), here == "dossiers"))
    if sees(request, adoption) and adoption.running:
        found.append(Tab("Saisir", reverse("adoptions:entry_begin", args=[adoption.slug]), here == "entry"))
    for key, engine in terms.kit.engines.items():
        for tab in engine.runtime.tabs:
            if not tab.verbs or verbs & {f"{key}.{verb}" for verb in tab.verbs}:
                url = reverse(f"{key}_desk:{tab.route}", args=[adoption.slug])
                found.append(Tab(tab.label, url, here == f"{key}:{tab.route}"))
    return found
