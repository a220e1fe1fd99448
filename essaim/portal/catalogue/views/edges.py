"""Where an initiative came from and where it went, written by a moderator."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE
from essaim.portal.catalogue.domain import edges, editing
from essaim.portal.catalogue.domain.queries.records import diffusion_record
from essaim.portal.catalogue.forms.edges import edge_row
from essaim.portal.catalogue.forms.motive import MotiveForm
from essaim.portal.catalogue.forms.sections import Section
from essaim.portal.catalogue.models import Initiative
from essaim.portal.catalogue.views import pages
from essaim.portal.catalogue.views.editing import show, told, typed_motive

INTRO = "Chaque lien part de cette initiative ou y arrive. Un territoire qui étudie n’a pas encore lancé."


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the edges of diffusion of one initiative."""
    page = pages.find(request, "initiative", slug)
    assert isinstance(page, Initiative)  # noqa: S101 - the kind asked for
    section = Section("essaimage", "Essaimage", INTRO, row=edge_row(page), name="diffusion")
    if request.method != "POST":
        present = [diffusion_record(edge).model_dump(mode="json") for edge in edges.touching(page)]
        empty = section.empty({"diffusion": present})
        return show(request, page, section, empty, MotiveForm(initial={"version": editing.version_of(page)}))
    sent, motive = section.bound(request.POST, {}), MotiveForm(request.POST)
    if "add" in request.POST:
        return show(request, page, section, section.with_one_more(sent), MotiveForm(initial=typed_motive(request)))
    if not all([sent.is_valid(), motive.is_valid()]):
        return show(request, page, section, sent, motive, status=422)
    return _save(request, page, section, sent, motive)


def _save(request: HttpRequest, page: Initiative, section: Section, sent: Any, motive: MotiveForm) -> HttpResponse:
    reason, read_at = motive.cleaned_data["reason"], motive.cleaned_data["version"]
    try:
        edges.save(page=page, edges=sent.rows(), actor=pages.actor(request), reason=reason, read_at=read_at)
    except editing.ChangedMeanwhile as meanwhile:
        again = MotiveForm(initial=typed_motive(request) | {"version": editing.version_of(page)})
        return show(request, page, section, sent, again, status=409, **told(page, read_at, meanwhile))
    except ValueError as problem:
        messages.error(request, str(problem))
        return show(request, page, section, sent, motive, status=422)
    messages.success(request, "Les liens sont à jour.")
    return redirect("catalogue:moderation_initiative", slug=page.slug)
