"""The words of the search: what people sought in vain, and the synonyms that moderators add for them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.cores.text import fold
from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import read_key
from essaim.portal.catalogue.access import EDIT_SYNONYMS, MODERATE
from essaim.portal.catalogue.domain import vocabulary
from essaim.portal.catalogue.forms.moderation import SynonymForm
from essaim.portal.catalogue.models import SynonymGroup, ZeroResult
from essaim.portal.catalogue.views import pages

SHOWN = 200
PER_PAGE = 25
LONGEST = 80


@never_cache
@require_GET
@accounts.requires(MODERATE)
def searches(request: HttpRequest) -> HttpResponse:
    """Show what people sought in vain, the most frequent first."""
    return render(request, "catalogue/moderate/searches.html", {"rows": ZeroResult.objects.all()[:SHOWN]})


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(EDIT_SYNONYMS)
def synonyms(request: HttpRequest) -> HttpResponse:
    """List the groups of synonyms; add one, or change the one that the address names."""
    chosen = request.GET.get("groupe", "")
    group = get_object_or_404(SynonymGroup, pk=read_key(chosen)) if chosen else None
    form = SynonymForm(request.POST if request.method == "POST" else None, initial=_initial(group))
    if form.is_bound and form.is_valid():
        vocabulary.save_synonyms(group=group, actor=pages.actor(request), **form.cleaned_data)
        messages.success(request, "Le groupe est enregistré ; la recherche s’en sert tout de suite.")
        return redirect("catalogue:moderation_synonyms")
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    rows = Paginator(_groups(asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": rows, "groups": _rows(rows), "asked": asked, "form": form, "editing": group}
    return render(request, "catalogue/moderate/synonyms.html", context, status=422 if form.errors else 200)


def _groups(asked: str) -> list[SynonymGroup]:
    """The groups that hold what was asked, accents and capitals apart; those that people wrote come first."""
    wanted = fold(asked)
    groups = [
        one for one in SynonymGroup.objects.all() if not wanted or any(wanted in fold(word) for word in one.words)
    ]
    return sorted(groups, key=lambda one: (not one.actor, -one.pk if one.actor else one.pk))


def _rows(groups: Iterable[SynonymGroup]) -> list[dict[str, Any]]:
    """The groups of one screen with the name of their author, empty for those of the platform: one query."""
    known = list(groups)
    names = accounts.display_names({group.actor for group in known if group.actor})
    return [
        {"group": group, "author": names.get(group.actor, "compte supprimé") if group.actor else ""} for group in known
    ]


def _initial(group: SynonymGroup | None) -> dict[str, Any]:
    if group is None:
        return {}
    return {"words": ", ".join(group.words), "reason": group.reason, "active": group.active}
