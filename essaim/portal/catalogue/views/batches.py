"""Publish or withdraw several drafts: chosen in the queue, read once more on a page of their own, then done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import PUBLISH
from essaim.portal.catalogue.domain import batches
from essaim.portal.catalogue.domain.queries.moderation import within
from essaim.portal.catalogue.models import Initiative, Status
from essaim.portal.catalogue.views import pages

MOST = 50


@never_cache
@require_POST
@accounts.requires(PUBLISH)
def batch(request: HttpRequest) -> HttpResponse:
    """Show what would happen, then (with « confirm ») make it happen."""
    act = request.POST.get("act", "")
    if act not in batches.ACTS:
        raise Http404("Cet acte n’existe pas.")
    mine = within(accounts.scope(request, PUBLISH))
    drafts = Initiative.objects.filter(mine, status=Status.DRAFT, slug__in=request.POST.getlist("pages")[:MOST])
    rows = list(drafts.distinct().prefetch_related("territories", "themes").order_by("title", "pk"))
    reason = request.POST.get("reason", "").strip()
    if not rows:
        messages.error(request, "Cochez au moins un brouillon de vos territoires.")
    elif "confirm" not in request.POST or (act == "retirer" and not reason):
        context = {"rows": rows, "act": act, "label": batches.ACTS[act], "no_reason": "confirm" in request.POST}
        return render(request, "catalogue/moderate/batch.html", context, status=422 if context["no_reason"] else 200)
    else:
        _take(request, rows, act, reason)
    return redirect("catalogue:moderation_queue", name="brouillons")


def _take(request: HttpRequest, rows: list[Initiative], act: str, reason: str) -> None:
    taken, problems = batches.take(pages=rows, act=act, reason=reason, actor=pages.actor(request))
    done = "publiée(s)" if act == "publier" else "retirée(s)"
    messages.success(request, f"{taken} page(s) {done}.")
    for problem in problems:
        messages.error(request, problem)
