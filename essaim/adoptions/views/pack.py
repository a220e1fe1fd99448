"""The dossier d’essaimage on screen, and each of its documents as a file to change."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.domain import preparing
from essaim.adoptions.domain.queries import readiness
from essaim.adoptions.domain.queries.pack import Paper, pack_of
from essaim.adoptions.guard import manager_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.preparing import frame
from essaim.foundation.papers import public as papers
from essaim.foundation.ui.public import attachment

ODT = "application/vnd.oasis.opendocument.text"


@require_http_methods(["GET", "POST"])
@manager_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The documents of the dossier; say that they were read over."""
    terms = adoption.terms
    if request.method == "POST":
        if request.POST.get("fingerprint") != terms.fingerprint:
            messages.error(request, preparing.STALE)
            return redirect("adoptions:pack", slug=adoption.slug)
        preparing.review(adoption=adoption, page=readiness.DOSSIER, terms=terms, actor=actor.key)
        messages.success(request, "Le dossier est relu.")
        return redirect("adoptions:prepare", slug=adoption.slug)
    context = frame(request, adoption, "prepare", terms) | {
        "papers": pack_of(adoption, terms, today=timezone.localdate()), "fingerprint": terms.fingerprint,
        "read": adoption.reviewed.get(readiness.DOSSIER) == terms.fingerprint,
    }  # fmt: skip
    return render(request, "adoptions/prepare/pack.html", context)


@require_GET
@manager_page
def paper(request: HttpRequest, adoption: Adoption, _actor: Actor, key: str) -> HttpResponse:
    """One document, as it will be filled in."""
    terms = adoption.terms
    one = _found(adoption, key)
    drawn = papers.document_html(one.document, level=1) if one.document else ""
    context = frame(request, adoption, "prepare", terms) | {"paper": one, "drawn": drawn}
    return render(request, "adoptions/prepare/paper.html", context)


@require_GET
@manager_page
def office_file(_request: HttpRequest, adoption: Adoption, _actor: Actor, key: str) -> HttpResponse:
    """One document as an office file, to be changed in LibreOffice or Word."""
    one = _found(adoption, key)
    if one.document is None:
        raise Http404("ce document ne se lit pas")
    name = f"{slugify(one.key.replace('_', '-'))}-{adoption.slug}.odt"
    return attachment(papers.document_odt(one.document, at=timezone.now()), name, ODT)


def _found(adoption: Adoption, key: str) -> Paper:
    held = pack_of(adoption, adoption.terms, today=timezone.localdate())
    one = next((paper for paper in held if paper.key == key), None)
    if one is None:
        raise Http404("ce dossier n’a pas ce document")
    return one
