"""The two kinds of pages that moderators work on, found with the rights that each asks."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import may_moderate, may_publish
from essaim.portal.catalogue.forms.sections import INITIATIVE, SOLUTION, Section
from essaim.portal.catalogue.models import Initiative, Solution


@dataclass(frozen=True)
class Kind:
    """One kind of page: its word, its sections, the names of its addresses."""

    name: str
    model: type[Initiative | Solution]
    sections: tuple[Section, ...]

    def url(self, act: str, *args: object) -> str:
        """Return the address of one act on a page of this kind."""
        return reverse(f"catalogue:{act}_{self.name}", args=args)


INITIATIVES = Kind("initiative", Initiative, INITIATIVE)
SOLUTIONS = Kind("solution", Solution, SOLUTION)
KINDS = {kind.name: kind for kind in (INITIATIVES, SOLUTIONS)}


def find(request: HttpRequest, kind: str, slug: str) -> Initiative | Solution:
    """Return the page. Raises PermissionDenied, and Http404 where there is none."""
    if kind == "solution":
        check(may_moderate(request))
        return get_object_or_404(Solution, slug=slug)
    page = get_object_or_404(Initiative.objects.prefetch_related("territories"), slug=slug)
    check(may_moderate(request, page))
    return page


def may_publish_page(request: HttpRequest, page: Initiative | Solution) -> bool:
    """Say whether the person may publish this page."""
    return may_publish(request, page if isinstance(page, Initiative) else None)


def check(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    """Raise PermissionDenied unless allowed."""
    if not allowed:
        raise PermissionDenied


def actor(request: HttpRequest) -> UUID | None:
    """Return the opaque key of who acts."""
    view = accounts.signed_in(request)
    return view.key if view else None
