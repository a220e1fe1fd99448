"""The referent says that her page is still true, and how often to ask her."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import is_referent, may_moderate
from essaim.portal.catalogue.domain import freshness
from essaim.portal.catalogue.models import Initiative, Status


class RhythmForm(forms.Form):
    months = forms.TypedChoiceField(
        label="Me redemander", coerce=int, choices=list(freshness.RHYTHMS.items()), widget=forms.RadioSelect
    )


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.signed_in_only
def refresh(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question, whether the page is still true."""
    page = get_object_or_404(Initiative.objects.prefetch_related("territories"), slug=slug, status=Status.PUBLISHED)
    if not is_referent(request, page) and not may_moderate(request, page):
        raise PermissionDenied
    form = RhythmForm(request.POST if request.method == "POST" else None, initial={"months": page.refresh_months})
    if form.is_bound and form.is_valid():
        view = accounts.signed_in(request)
        freshness.confirm(initiative=page, months=form.cleaned_data["months"], actor=view.key if view else None)
        messages.success(request, "Merci. La page dit maintenant qu’elle a été relue aujourd’hui.")
        return redirect(page)
    context = {"page": page, "form": form, "own": is_referent(request, page)}
    return render(request, "catalogue/contribute/refresh.html", context, status=422 if form.errors else 200)
