"""The history of a page: compare two versions, go back to one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE
from essaim.portal.catalogue.domain import editing
from essaim.portal.catalogue.domain.differences import LABELS, differences
from essaim.portal.catalogue.models import Version
from essaim.portal.catalogue.views import pages
from essaim.portal.catalogue.views.editing import refusal


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def history(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Compare two versions of a page, and go back to one."""
    page = pages.find(request, kind, slug)
    versions = list(page.versions.all())
    if request.method == "POST":
        _restore(request, page, versions)
        return redirect(pages.KINDS[kind].url("history", slug))
    new, old = _compared(request, versions)
    names = accounts.display_names({version.actor for version in versions if version.actor})
    context = {
        "page": page,
        "rows": [
            {"version": version, "author": names.get(version.actor, "") if version.actor else ""}
            for version in versions
        ],
        "new": new,
        "old": old,
        "differences": differences(old.record, new.record) if new and old else [],
        "back": pages.KINDS[kind].url("moderation", slug),
    }
    return render(request, "catalogue/moderate/history.html", context)


def _compared(request: HttpRequest, versions: list[Version]) -> tuple[Version | None, Version | None]:
    """Return the two versions asked for in the address, the last two by default."""
    numbered = {str(version.number): version for version in versions}
    new = numbered.get(request.GET.get("nouvelle", ""), versions[0] if versions else None)
    old = numbered.get(request.GET.get("ancienne", ""), versions[1] if len(versions) > 1 else None)
    return new, old


def _restore(request: HttpRequest, page: Any, versions: list[Version]) -> None:
    chosen = next((version for version in versions if str(version.number) == request.POST.get("number")), None)
    if chosen is None:
        return
    changes = {name: chosen.record[name] for name in (*LABELS, "passages") if name in chosen.record}
    reason = f"retour à la version {chosen.number}"
    problem = refusal(request, page, changes)
    if problem:
        messages.error(request, problem)
        return
    try:
        editing.save(page=page, changes=changes, actor=pages.actor(request), reason=reason)
    except ValueError:
        messages.error(request, "Cette version nomme une solution ou un territoire qui n’existe plus.")
    else:
        messages.success(request, f"Le contenu de la version {chosen.number} est revenu.")
