"""A panel: people named by a file are invited, by electronic mail or by letters, reminded, and forgotten when they ask."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from essaim.cores.tables import UnreadableError
from essaim.foundation.papers import public as papers
from essaim.foundation.ui.public import spam
from essaim.portal.barometer.domain import invitations, panel
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.forms.composing import PanelForm
from essaim.portal.barometer.models import InvitationBatch, Wave
from essaim.portal.barometer.views import printing
from essaim.portal.barometer.views.doors import actor, composes, wave_of

FOLDER = "barometer/desk"


@never_cache
@require_http_methods(["GET", "POST"])
@composes
def invited(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Invite the people of a file; show the panels and when each may be reminded."""
    wave = wave_of(slug, number)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, problems = PanelForm(*sent), []
    if form.is_bound and form.is_valid():
        try:
            return _invite(request, wave, form)
        except UnreadableError as problem:
            problems = problem.problems
        except NotNow as problem:
            form.add_error(None, str(problem))
    context = {
        "wave": wave, "barometer": wave.barometer, "form": form, "problems": problems,
        "batches": [(batch, panel.may_remind(batch)) for batch in _panels(wave)],
    }  # fmt: skip
    return render(request, f"{FOLDER}/panel.html", context, status=422 if form.errors or problems else 200)


def _invite(request: HttpRequest, wave: Wave, form: PanelForm) -> HttpResponse:
    file, label = form.cleaned_data["file"], form.cleaned_data["label"]
    people = panel.read_people(str(file.name), file.read(), most_letters=papers.MOST_LETTERS)
    if people.letters:
        with transaction.atomic():  # codes are given once: what cannot be printed was not drawn
            codes = invitations.draw(wave=wave, label=label, count=len(people.letters), actor=actor(request))
            return printing.letters(wave, people.letters, codes, _start(request))
    panel.invite(wave=wave, label=label, mails=people.mails, link=_start(request), actor=actor(request))
    aside = f" Colonnes laissées de côté : {', '.join(people.aside)}." if people.aside else ""
    messages.success(request, f"Invitations envoyées : {len(people.mails)}.{aside}")
    return redirect("barometer:panel", slug=wave.barometer.slug, number=wave.number)


def _panels(wave: Wave) -> Any:
    return wave.batches.filter(panel__isnull=False).distinct()


def _start(request: HttpRequest) -> str:
    return request.build_absolute_uri("/invitation/")


@require_POST
@composes
def reminded(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Remind those of a panel who have not answered."""
    batch = get_object_or_404(InvitationBatch, pk=pk, wave=wave_of(slug, number))
    try:
        count = panel.remind(batch=batch, link=_start(request), actor=actor(request))
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Relances envoyées : {count}.")
    return redirect("barometer:panel", slug=slug, number=number)


@never_cache
@require_http_methods(["GET", "POST"])
def refused(request: HttpRequest, text: str) -> HttpResponse:
    """Let an invited person be forgotten: no sign-in, her code is enough; nothing tells whether it was known."""
    done = request.method == "POST"
    if done:
        if spam.too_many(request, "barometer-code"):
            return render(request, "barometer/answer/too_many.html", status=429)
        panel.refuse_invitation(code=text)
    return render(request, "barometer/answer/refuse.html", {"done": done})
