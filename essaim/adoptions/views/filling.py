"""Somebody fills in a draft: one screen at a time, then the contact, then everything once more; sent once."""
# ruff: noqa: ARG001 - a view takes what its guard gives

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.answering import new_writer
from essaim.adoptions.domain.asking import Step, steps
from essaim.adoptions.domain.retaining import DRAFT_DAYS
from essaim.adoptions.forms import KitForm, form_for
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation, Standing
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views import codes
from essaim.adoptions.views.keeping import FILE, Screen, acknowledged, base, sent
from essaim.adoptions.world import world_of

REVIEW = "_relire"
View = Callable[..., HttpResponse]


def draft_page(view: View) -> View:
    """Open a view to the holder of a draft; lead to where it stands once it was sent."""

    @wraps(view)
    def guarded(
        request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, **rest: Any
    ) -> HttpResponse:
        if participation.standing != Standing.DRAFT:
            return redirect("adoptions:dossier", key=participation.key)
        try:
            found = steps(participation)
        except RefusedActError as refusal:
            return refused(request, adoption, refusal)
        return view(request, adoption, participation, actor, found, **rest)

    return holder_page(guarded)


def refused(request: HttpRequest, adoption: Adoption, refusal: Exception) -> HttpResponse:
    """Say why something is not done."""
    return render(request, "adoptions/dossier/refused.html", {"adoption": adoption, "words": refusal}, status=409)


@never_cache
@require_GET
@draft_page
def following(
    _request: HttpRequest, _adoption: Adoption, participation: Participation, _actor: Actor, found: list[Step]
) -> HttpResponse:
    """Lead to the first screen where something is still to be answered, or to the last page."""
    for step in found:
        if not any(name in participation.answers for name in step.fields):
            return redirect("adoptions:dossier_page", key=participation.key, place=step.place)
    named = bool(participation.party.name)
    return redirect("adoptions:dossier_review" if named else "adoptions:dossier_contact", key=participation.key)


@never_cache
@require_http_methods(["GET", "POST"])
@draft_page
def page(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, found: list[Step], place: int
) -> HttpResponse:
    """Ask one screen; what is right of it is kept, then the next one comes."""
    step = next((one for one in found if one.place == place), None)
    if step is None:  # a page of the browser's memory: its condition holds no more
        return redirect("adoptions:dossier_next", key=participation.key)
    if request.method != "POST":
        form = form_for(participation.terms, step.fields, initial=participation.answers)
        return _screen(
            request, adoption, participation, found, Screen(step, form, base(participation, step), new_writer())
        )
    screen = sent(request, participation, step)
    if isinstance(screen, RefusedActError):
        return refused(request, adoption, screen)
    if screen.right and not screen.form.quiet:
        return redirect(_after(request, participation, step))
    return _screen(request, adoption, participation, found, screen)


def _after(request: HttpRequest, participation: Participation, step: Step) -> str:
    """Return the address that follows a screen: itself again when an answer opened a question in it."""
    found = steps(participation)
    here = next((one for one in found if one.place == step.place), None)
    if here and set(here.fields) - set(step.fields):
        messages.info(request, "Votre réponse ouvre une question de plus sur cette page.")
        return reverse("adoptions:dossier_page", args=[participation.key, step.place])
    if REVIEW in request.POST:
        return reverse("adoptions:dossier_review", args=[participation.key])
    after = next((one.place for one in found if one.place > step.place), None)
    if after is None:
        return reverse("adoptions:dossier_contact", args=[participation.key])
    return reverse("adoptions:dossier_page", args=[participation.key, after])


def _screen(
    request: HttpRequest, adoption: Adoption, participation: Participation, found: list[Step], screen: Screen
) -> HttpResponse:
    speech = world_of(participation, today=timezone.localdate()).speech
    rank = [one.place for one in found].index(screen.step.place)
    context = {
        **common(request, adoption, participation, found), "screen": screen, "form": screen.form,
        "position": rank + 1, "title": speech.text(screen.step.page.title), "help": speech.text(screen.step.page.help or ""),
        "before": found[rank - 1].place if rank else None, "documents": document_fields(participation, screen),
        "kept_now": _kept_now(screen), "autosave": reverse("adoptions:dossier_save", args=[participation.key, screen.step.place]),
        "autosave_key": f"dossier:{participation.key}:{screen.step.place}",
    }  # fmt: skip
    status = 409 if screen.conflict else 200 if screen.right or screen.form.quiet else 422
    return render(request, "adoptions/dossier/page.html", context, status=status)


def common(request: HttpRequest, adoption: Adoption, participation: Participation, found: list[Step]) -> dict[str, Any]:
    """What every screen of a draft shows: how far one is, how to come back, what is kept where."""
    return {
        "adoption": adoption, "participation": participation, "count": len(found) + 2, "days": DRAFT_DAYS,
        "code": codes.kept(request, participation), "erase": f"dossier:{participation.key}",
    }  # fmt: skip


def _kept_now(screen: Screen) -> KitForm | None:
    """What the other window kept, as a form that is only read."""
    if screen.conflict is None:
        return None
    found = form_for(screen.conflict.terms, screen.step.fields, initial=screen.conflict.answers)
    for field in found.fields.values():
        field.disabled = True
    found.auto_id = "kept_%s"
    return found


def document_fields(participation: Participation, screen: Screen) -> list[dict[str, Any]]:
    """Return the documents that a screen asks for, with the files already given and what was wrong."""
    given = list(participation.attachments.all()) if screen.step.documents else []
    return [
        {
            "asked": asked, "name": FILE + asked.id, "files": [one for one in given if one.asked == asked.id],
            "error": (screen.files or {}).get(asked.id, ""),
        }
        for asked in screen.step.documents
    ]  # fmt: skip


@never_cache
@require_POST
@draft_page
def autosave(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, found: list[Step], place: int
) -> JsonResponse:
    """Keep what is right of one screen while somebody writes, and acknowledge it; or say what could not be kept."""
    step = next((one for one in found if one.place == place), None)
    if step is None:
        return JsonResponse({"error": "Cette page n’est plus demandée."}, status=409)
    return acknowledged(request, participation, str(place), step.fields)
