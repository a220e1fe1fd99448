"""Trying a questionnaire before it opens: a link for people outside the team, what the trials show, and forgetting them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from essaim.portal.barometer.domain import pretesting
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries import board, trials
from essaim.portal.barometer.models import Status
from essaim.portal.barometer.views.doors import actor, composes, wave_of

ACTS = {"ouvrir": pretesting.open_pretest, "fermer": pretesting.close_pretest, "oublier": pretesting.forget_trials}


@require_GET
@composes
def shown(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the link of the pretest, and what the trials have shown."""
    wave = wave_of(slug, number)
    if wave.status != Status.DRAFT:
        messages.info(request, "La vague a été ouverte : ses essais sont effacés.")
        return redirect("barometer:desk", slug=slug, number=number)
    start = request.build_absolute_uri(reverse("barometer:answer", args=[wave.key]))
    context = {
        "wave": wave, "barometer": wave.barometer, "link": f"{start}?essai={wave.pretest}" if wave.pretest else "",
        "tallies": board.tallies(wave), "tried": trials.tried(wave), "opinions": trials.opinions(wave),
    }  # fmt: skip
    return render(request, "barometer/desk/trials.html", context)


@require_POST
@composes
def acted(request: HttpRequest, slug: str, number: int, act: str) -> HttpResponse:
    """Open or close the pretest, or forget its trials."""
    wave = wave_of(slug, number)
    if act not in ACTS:
        raise Http404("Acte inconnu.")
    try:
        ACTS[act](wave=wave, actor=actor(request))
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("barometer:trials", slug=slug, number=number)
