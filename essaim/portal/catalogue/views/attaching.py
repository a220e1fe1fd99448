"""The initiatives of a solution, chosen on the solution's own desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE
from essaim.portal.catalogue.domain import attaching
from essaim.portal.catalogue.forms.attaching import AttachingForm
from essaim.portal.catalogue.forms.motive import ReasonOnlyForm
from essaim.portal.catalogue.models import Solution
from essaim.portal.catalogue.views import pages


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Attach initiatives to a solution, or detach them."""
    page = pages.find(request, "solution", slug)
    assert isinstance(page, Solution)  # noqa: S101 - the kind asked for
    sent = request.POST if request.method == "POST" else None
    form, motive = AttachingForm(sent, solution=page), ReasonOnlyForm(sent)
    valid = sent is not None and all([form.is_valid(), motive.is_valid()])
    if valid and _changed(request, page, form, motive):
        return redirect("catalogue:moderation_solution", slug=slug)
    context = {"page": page, "form": form, "motive": motive}
    return render(request, "catalogue/moderate/attaching.html", context, status=200 if sent is None else 422)


def _changed(request: HttpRequest, page: Solution, form: AttachingForm, motive: ReasonOnlyForm) -> bool:
    try:
        count = attaching.change(
            solution=page, add=form.cleaned_data.get("more", []), remove=form.removed(), actor=pages.actor(request),
            reason=motive.cleaned_data["reason"],
        )  # fmt: skip
    except attaching.AttachedElsewhere as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, "Les initiatives de la solution sont à jour." if count else "Rien n’a changé.")
    return True
