"""Somebody fills in a draft: one screen at a time, then the contact, then everything once more; sent once."""
# ruff: noqa: ARG001 - a view takes what its guard gives

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import answering, attaching
from essaim.adoptions.domain.answering import ConflictError, base_of, new_writer
from essaim.adoptions.domain.asking import Step, steps
from essaim.adoptions.domain.retaining import DRAFT_DAYS
from essaim.adoptions.forms import KitForm, form_for
from essaim.adoptions.forms.asking import read_form
from essaim.adoptions.forms.lines import changes_lines
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation, Standing
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views import codes
from essaim.adoptions.world import world_of

BASE, WRITER, REVIEW = "_base", "_writer", "_relire"
FILE = "piece_"
"""Begins the name of the field of a document that a page asks for."""
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


@dataclass
class Screen:
    """One screen of a draft: the form, what was sent with it, and the files that could not be taken."""

    step: Step
    form: KitForm
    base: str
    writer: str
    conflict: Participation | None = None
    files: dict[str, str] | None = None

    @property
    def right(self) -> bool:
        return not self.form.errors and not self.files and self.conflict is None


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
            request, adoption, participation, found, Screen(step, form, _base(participation, step), new_writer())
        )
    screen = _sent(request, participation, step)
    if isinstance(screen, RefusedActError):
        return refused(request, adoption, screen)
    if screen.right and not screen.form.quiet:
        return redirect(_after(request, participation, step))
    return _screen(request, adoption, participation, found, screen)


def _base(participation: Participation, step: Step) -> str:
    return base_of(participation.answers, step.fields)


def _sent(request: HttpRequest, participation: Participation, step: Step) -> Screen | RefusedActError:
    """Keep what was sent of one screen, files included."""
    quiet = changes_lines(request.POST) or "_retirer_piece" in request.POST
    form = read_form(participation, step.fields, request.POST, quiet=quiet)
    screen = Screen(step, form, request.POST.get(BASE, ""), request.POST.get(WRITER, "") or new_writer())
    try:
        held = _saved(participation, str(step.place), screen, step.fields)
        participation.answers, participation.version = held.answers, held.version
        screen.files = _files(request, participation, step)
    except ConflictError as conflict:
        screen.conflict, screen.base = conflict.held, base_of(conflict.held.answers, step.fields)
    except RefusedActError as refusal:
        return refusal
    return screen


def _saved(participation: Participation, page: str, screen: Screen, names: Iterable[str]) -> Participation:
    form = screen.form
    return answering.save(
        participation=participation, page=page, names=names, answers=form.answers(), blank=form.blank(),
        base=screen.base, writer=screen.writer,
    )  # fmt: skip


def _files(request: HttpRequest, participation: Participation, step: Step) -> dict[str, str]:
    """Take the files of a screen; return what is wrong, by document. Each good one is kept, whatever the others are."""
    if "_retirer_piece" in request.POST:
        attaching.detach(participation=participation, key=_uuid(request.POST["_retirer_piece"]))
    wrong: dict[str, str] = {}
    for asked in step.documents:
        for file in request.FILES.getlist(FILE + asked.id):
            try:
                attaching.attach(participation=participation, asked=asked.id, file=file)
            except attaching.BadFileError as problem:
                wrong[asked.id] = str(problem)
    return wrong


def _uuid(written: str) -> Any:
    try:
        return forms.UUIDField().clean(written)
    except forms.ValidationError:
        return None


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


def acknowledged(
    request: HttpRequest,
    participation: Participation,
    page: str,
    names: Iterable[str],
    known: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Keep what is right of these fields; answer with the version kept, what was wrong (422), or why not (409).

    ``known``: what else this screen now knows of what is kept, by hidden field.
    """
    shown = list(names)
    form = read_form(participation, shown, request.POST, quiet=True)
    screen = Screen(Step(0, None, ()), form, request.POST.get(BASE, ""), request.POST.get(WRITER, ""))  # type: ignore[arg-type]
    try:
        held = _saved(participation, page, screen, shown)
    except ConflictError as conflict:
        return JsonResponse(
            {
                "error": f"{conflict} Rechargez la page pour voir ce qui est gardé.",
                "url": request.path.removesuffix("enregistrer/"),
            },
            status=409,
        )
    except RefusedActError as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    kept = {"version": held.version, "base": {**(known or {}), BASE: base_of(held.answers, shown)}}
    unkept = [
        f"{form.fields[name].label} : {found[0]}" for name, found in form.wrong.items() if name not in form.blank()
    ]
    if unkept:
        return JsonResponse({"error": "Pas encore enregistré : " + " ".join(unkept), **kept}, status=422)
    return JsonResponse({"saved_at": timezone.localtime().strftime("%H h %M"), **kept})
