"""Codes of invitation, drawn and shown once; answers that an agent types in."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.foundation.ui.public import spreadsheet
from essaim.portal.barometer.domain import collecting, invitations
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries import board
from essaim.portal.barometer.forms.answering import EntryForm
from essaim.portal.barometer.forms.composing import DrawForm
from essaim.portal.barometer.models import Mode, Status, Wave
from essaim.portal.barometer.views import passes, printing
from essaim.portal.barometer.views.doors import actor, collects, composes, wave_of
from essaim.portal.barometer.views.passes import Kept

FOLDER = "barometer/desk"


@never_cache
@require_http_methods(["GET", "POST"])
@composes
def invite(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Draw codes, and give them for the only time: a file for a mailing, or a page to print."""
    wave = wave_of(slug, number)
    form = DrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            with transaction.atomic():  # codes are given once: what cannot be printed was not drawn
                codes = invitations.draw(wave=wave, label=values["label"], count=values["count"], actor=actor(request))
                return _given(request, wave, codes, values["output"])
        except NotNow as problem:
            form.add_error(None, str(problem))
    context = {"wave": wave, "barometer": wave.barometer, "form": form, "batches": wave.batches.all()}
    return render(request, f"{FOLDER}/invitations.html", context, status=422 if form.errors else 200)


@require_GET
@collects
def flyers(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Print flyers of the public link."""
    wave = wave_of(slug, number)
    if not wave.by_link or wave.status not in {Status.DRAFT, Status.OPEN}:
        raise Http404("Cette vague n’a pas de lien public.")
    try:
        return printing.flyers(wave, request.build_absolute_uri(reverse("barometer:answer", args=[wave.key])))
    except NotNow as why:
        return HttpResponse(str(why), content_type="text/plain; charset=utf-8", status=409)


def _given(request: HttpRequest, wave: Wave, codes: list[str], output: str) -> HttpResponse:
    start = request.build_absolute_uri("/invitation/")
    if output == "cards":
        return printing.cards(wave, codes, start)
    if output == "page":
        context = {"wave": wave, "barometer": wave.barometer, "codes": codes, "start": start}
        return render(request, f"{FOLDER}/codes.html", context)
    links = ((code, f"{start}{code}/") for code in codes)
    return spreadsheet(f"codes-{wave.barometer.slug}-{wave.number}", ["code", "lien"], links)


@never_cache
@require_http_methods(["GET", "POST"])
@collects
def entry(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Begin to type in an answer received on paper or by telephone: the same pages as the public's."""
    wave = wave_of(slug, number)
    form = EntryForm(wave, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        mode = Mode(form.cleaned_data["mode"])
        try:
            draft = collecting.begin(wave=wave, mode=mode)
        except NotNow as problem:
            messages.error(request, str(problem))
        else:
            kept = Kept(code=form.cleaned_data["code"], draft=str(draft.key), mode=mode.value, desk=True)
            return passes.write(redirect("barometer:answer_next", key=wave.key), wave, kept)
    context = {"wave": wave, "barometer": wave.barometer, "form": form, "grids": board.grids(wave)}
    return render(request, f"{FOLDER}/entry.html", context, status=422 if form.errors else 200)
