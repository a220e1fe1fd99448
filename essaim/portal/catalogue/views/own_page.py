"""The referent's own page: she changes it herself; the moderators are told and see what changed."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE, is_referent
from essaim.portal.catalogue.domain import referents
from essaim.portal.catalogue.forms.sections import OWN
from essaim.portal.catalogue.models import Initiative, Status
from essaim.portal.catalogue.views.editing import Editor, work


@never_cache
@require_safe
@accounts.signed_in_only
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """List what the referent may change on her page, and the last changes made to it."""
    page = _hers(request, slug)
    sections = [(one.title, reverse("catalogue:own_section", args=[slug, one.key])) for one in OWN]
    context = {"page": page, "sections": sections, "versions": page.versions.all()[:20]}
    return render(request, "catalogue/contribute/own_page.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.signed_in_only
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change one section of one's own page."""
    page = _hers(request, slug)
    view = accounts.signed_in(request)
    place = page.territories.order_by("pk").first()
    moderators = accounts.emails_with(act=MODERATE, territory=place.code if place else None)
    save = partial(referents.save, actor=view.key if view else None, moderators=moderators)
    back = reverse("catalogue:own_page", args=[slug])
    return work(
        request, key, Editor(page, OWN, back, save, template="catalogue/contribute/own_section.html", names=False)
    )


def _hers(request: HttpRequest, slug: str) -> Initiative:
    page = get_object_or_404(Initiative, slug=slug, status=Status.PUBLISHED)
    if not is_referent(request, page):
        raise PermissionDenied
    return page
