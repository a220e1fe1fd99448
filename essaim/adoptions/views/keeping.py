"""What a screen of a draft sends is kept: the answers, under the mark of the screen that wrote them, and the files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import answering, attaching
from essaim.adoptions.domain.answering import ConflictError, base_of, new_writer
from essaim.adoptions.domain.asking import Step
from essaim.adoptions.forms import KitForm
from essaim.adoptions.forms.asking import read_form
from essaim.adoptions.forms.lines import changes_lines
from essaim.adoptions.models import Participation

BASE, WRITER = "_base", "_writer"
FILE = "piece_"
"""Begins the name of the field of a document that a page asks for."""


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


def base(participation: Participation, step: Step) -> str:
    return base_of(participation.answers, step.fields)


def sent(request: HttpRequest, participation: Participation, step: Step) -> Screen | RefusedActError:
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
