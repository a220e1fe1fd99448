"""Free texts, read by the team alone, and the themes that it gives them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.foundation.ui.public import read_key
from essaim.portal.barometer.domain.coding import LONGEST_THEME, give_themes
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.domain.queries.texts import Texts, texts
from essaim.portal.barometer.models import Kind, Status
from essaim.portal.barometer.views.doors import actor, composes, wave_of


@never_cache
@require_http_methods(["GET", "POST"])
@composes
def read(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Read the texts of a question, fifty at a time; give each a theme."""
    wave = wave_of(slug, number)
    asked = questionnaire(wave).by_slug.get(name)
    if asked is None or asked.kind is not Kind.TEXT:
        raise Http404("Cette question n’a pas de réponse libre.")
    found = texts(wave, name, theme=request.GET.get("theme"), page=read_key(request.GET.get("page", "1")))
    form = _form(found, request)
    if form.is_bound and form.is_valid():
        themes = {UUID(key): " ".join(theme.split()) for key, theme in form.cleaned_data.items()}
        try:
            count = give_themes(wave=wave, themes=themes, actor=actor(request))
        except NotNow as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"Thèmes enregistrés : {count}.")
        return redirect(request.get_full_path())
    context = {
        "wave": wave, "barometer": wave.barometer, "asked": asked, "texts": found, "form": form,
        "rows": [(row, form[str(row.pk)]) for row in found.rows], "theme": request.GET.get("theme"),
        "closed": wave.status in {Status.CLOSED, Status.PUBLISHED},
    }  # fmt: skip
    return render(request, "barometer/desk/texts.html", context, status=422 if form.errors else 200)


def _form(found: Texts, request: HttpRequest) -> forms.Form:
    """One field for each text of the page, its theme; the browser offers those that were given already."""
    form = forms.Form(request.POST if request.method == "POST" else None)
    for row in found.rows:
        box = forms.TextInput(attrs={"list": "themes", "autocomplete": "off"})
        form.fields[str(row.pk)] = forms.CharField(
            label="Thème", max_length=LONGEST_THEME, required=False, initial=row.theme, widget=box
        )
    return form
