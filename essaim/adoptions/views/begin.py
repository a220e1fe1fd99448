"""Begin a participation through a door: what will be asked, why, how long it is kept; then the first screen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import participating
from essaim.adoptions.domain.asking import door_fields, records
from essaim.adoptions.domain.queries.entrance import entrance
from essaim.adoptions.domain.retaining import DRAFT_DAYS
from essaim.adoptions.forms import form_for
from essaim.adoptions.forms.contact import ContactForm
from essaim.adoptions.guard import open_here, service_page
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.runtime import Door
from essaim.adoptions.views import codes
from essaim.adoptions.world import service_words
from essaim.foundation.accounts.models import Account
from essaim.foundation.ui.public import spam

DOSSIERS_AN_HOUR = 200
"""From one place: a town hall, a library, an estate behind one address may begin as many in a busy hour."""


@never_cache
@require_http_methods(["GET", "POST"])
@service_page
def page(request: HttpRequest, adoption: Adoption, engine: str, door: str) -> HttpResponse:
    """Say what is asked before anything is, then begin a draft."""
    found = door_or_404(adoption.terms, engine, door)
    if request.method == "POST":
        return _begin(request, adoption, f"{engine}.{door}")
    speech = Speech(adoption.terms.kit, adoption.terms.values, service=service_words(adoption))
    context = {
        "adoption": adoption, "label": speech.text(found.label), "help": speech.text(found.help), "days": DRAFT_DAYS,
        "pages": [speech.text(one.title) for one in found.pages], "said": entrance(adoption, found),
        "paper": reverse("adoptions:paper", args=[adoption.slug, engine, door]),
        "closed": participating.closed(adoption, adoption.terms, f"{engine}.{door}"),
    }  # fmt: skip
    return render(request, "adoptions/dossier/begin.html", context)


def _begin(request: HttpRequest, adoption: Adoption, door: str) -> HttpResponse:
    if spam.looks_automatic(request) or spam.too_many(request, "dossier", DOSSIERS_AN_HOUR):
        return render(request, "adoptions/dossier/too_many.html", status=429)
    account = request.user if isinstance(request.user, Account) else None
    try:
        participation, code = participating.begin(adoption=adoption, door=door, account=account)
    except RefusedActError as refusal:
        return render(request, "adoptions/dossier/refused.html", {"adoption": adoption, "words": refusal}, status=409)
    open_here(request, participation)
    return codes.keep(redirect("adoptions:dossier_next", key=participation.key), participation, code)


@require_safe
@service_page
def paper(request: HttpRequest, adoption: Adoption, engine: str, door: str) -> HttpResponse:
    """The same form on paper, blank, with room to write."""
    terms = adoption.terms
    found = door_or_404(terms, engine, door)
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    sheets = [
        {
            "title": speech.text(one.title), "help": speech.text(one.help or ""), "documents": one.documents,
            "form": form_for(terms, one.fields), "records": [records(terms)[name] for name in one.fields],
        }
        for one in found.pages
    ]  # fmt: skip
    context = {
        "adoption": adoption, "door": speech.text(found.label), "sheets": sheets, "total": len(sheets) + 1,
        "contact": ContactForm(), "said": entrance(adoption, found),
    }  # fmt: skip
    return render(request, "adoptions/dossier/paper.html", context)


def door_or_404(terms: Terms, engine: str, door: str) -> Door:
    """Return a door of a kit. Raises Http404: the kit has none of this name, or its engine is switched off."""
    found = participating.doors(terms).get(f"{engine}.{door}")
    if found is None:
        raise Http404("ce service n’a pas cette entrée")
    return found


def door_links(adoption: Adoption, speech: Speech) -> list[dict[str, str]]:
    """Return the doors of a service as links."""
    found, terms = [], adoption.terms
    for name, door in participating.doors(terms).items():
        words = [adoption.slug, *name.split(".", 1)]
        found.append(
            {
                "label": speech.text(door.label),
                "help": speech.text(door.help),
                "screens": str(len(door.pages) + 2),
                "url": reverse("adoptions:begin", args=words),
                "paper": reverse("adoptions:paper", args=words),
                "fields": str(len(door_fields(door))),
                "closed": participating.closed(adoption, terms, name),
            }
        )
    return found


def readers_of(terms: Terms) -> dict[str, frozenset[str]]:
    """Return who may see each document that the doors of a kit ask for: who gives it, and the roles that the kit names."""
    held = participating.doors(terms).values()
    return {
        one.id: frozenset({door.role, *one.seen_by}) for door in held for page in door.pages for one in page.documents
    }
