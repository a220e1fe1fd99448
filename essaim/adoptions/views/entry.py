"""An agent types what somebody says on the telephone, at the desk, or wrote on paper: the same form, in one long page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import answering, attaching, opening, participating
from essaim.adoptions.domain.answering import ConflictError, base_of, new_writer
from essaim.adoptions.domain.asking import Step, steps
from essaim.adoptions.domain.contacting import contact_base, known_contact, write_contact
from essaim.adoptions.domain.queries.dossiers import door_labels
from essaim.adoptions.domain.sending import entitlement, submit
from essaim.adoptions.forms import KitForm, form_for
from essaim.adoptions.forms.asking import read_form
from essaim.adoptions.forms.contact import ContactForm, DeskContactForm
from essaim.adoptions.forms.lines import changes_lines
from essaim.adoptions.guard import agent_page, reach
from essaim.adoptions.models import Adoption, Channel, Participation, Standing
from essaim.adoptions.refusing import refused_on
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views import codes
from essaim.adoptions.views.desk import tabs
from essaim.adoptions.views.keeping import BASE, FILE, WRITER, acknowledged
from essaim.adoptions.views.sending import receipt_context
from essaim.adoptions.world import world_of
from essaim.foundation.journal import public as journal

ALL, CONTACT_BASE = "all", "_contact"
FOLDER = "adoptions/dossiers"


class BeginForm(forms.Form):
    """Through which door, and how it reached us."""

    use_required_attribute = False
    door = forms.ChoiceField(label="Ce que la personne demande ou propose", widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label="Comment cela nous est arrivé", widget=forms.RadioSelect,
        choices=[one for one in Channel.choices if one[0] != Channel.ONLINE],
    )  # fmt: skip

    def __init__(self, doors: dict[str, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["door"].choices = list(doors.items())  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "POST"])
@agent_page
def begin(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Choose a door, then type."""
    labels = door_labels(adoption)
    initial = {"door": next(iter(labels), ""), "channel": Channel.DESK}
    form = BeginForm(labels, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            made, code = participating.begin(
                adoption=adoption, door=form.cleaned_data["door"], channel=form.cleaned_data["channel"]
            )
            return codes.keep(redirect("adoptions:entry", slug=adoption.slug, key=made.key), made, code)
    papers = [
        (label, reverse("adoptions:paper", args=[adoption.slug, *name.split(".", 1)])) for name, label in labels.items()
    ]
    context = {
        "adoption": adoption,
        "actor": actor,
        "tabs": tabs(request, adoption, "entry_begin"),
        "form": form,
        "papers": papers,
    }
    return render(request, f"{FOLDER}/begin.html", context, status=422 if form.errors else 200)


def _draft(adoption: Adoption, key: UUID) -> Participation:
    """A draft that the team types in: one begun on line is its holder's own. Raises Http404."""
    rows = Participation.objects.select_related("adoption__territory", "terms__version", "party", "mandate")
    return get_object_or_404(rows.exclude(channel=Channel.ONLINE), adoption=adoption, key=key, standing=Standing.DRAFT)


def _names(found: Iterable[Step]) -> list[str]:
    return list(dict.fromkeys(name for step in found for name in step.fields))


@never_cache
@require_http_methods(["GET", "POST"])
@agent_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:
    """Everything in one page: the contact, each screen of the door; kept, then sent."""
    sent = Participation.objects.filter(adoption=adoption, key=key).exclude(standing=Standing.DRAFT)
    if sent.exists():
        return redirect("adoptions:desk_receipt", slug=adoption.slug, key=key)
    draft = _draft(adoption, key)
    found = steps(draft)
    if request.method != "POST":
        contact = DeskContactForm(initial=known_contact(draft))
        return _page(
            request, adoption, actor, draft, found, form_for(draft.terms, _names(found), initial=draft.answers), contact
        )
    return _received(request, adoption, actor, draft, found)


def _received(
    request: HttpRequest, adoption: Adoption, actor: Actor, draft: Participation, found: list[Step]
) -> HttpResponse:
    sending = "_deposer" in request.POST or "_deposer_quand_meme" in request.POST
    form = read_form(draft, _names(found), request.POST, quiet=changes_lines(request.POST) or not sending)
    contact = DeskContactForm(request.POST)
    try:
        held = _keep(request, draft, form, contact, actor, found)
        wrong = _files(request, held, found)
    except ConflictError as conflict:
        messages.error(request, str(conflict))
        return redirect("adoptions:entry", slug=adoption.slug, key=draft.key)
    except RefusedActError as refusal:
        messages.error(request, str(refusal))
        return redirect("adoptions:desk", slug=adoption.slug)
    if sending and not (form.errors or contact.errors or wrong):
        return _sent(request, adoption, actor, held, form, contact)
    if not sending and not changes_lines(request.POST) and not wrong:
        messages.success(request, "La saisie est gardée : vous pourrez la reprendre depuis la liste des dossiers.")
        return redirect("adoptions:entry", slug=adoption.slug, key=draft.key)
    return _page(request, adoption, actor, held, found, form, contact if sending else _unsaid(request), files=wrong)


def _unsaid(request: HttpRequest) -> ContactForm:
    """The contact as it was typed, without what is wrong in it: it is not being sent."""
    return DeskContactForm(initial={name: request.POST.get(name, "") for name in DeskContactForm.base_fields})


def _keep(
    request: HttpRequest, draft: Participation, form: KitForm, contact: ContactForm, actor: Actor, found: list[Step]
) -> Participation:
    writer = request.POST.get(WRITER) or new_writer()
    contact.is_valid()
    write_contact(
        participation=draft, contact=contact.contact(), acts_for=contact.acts_for(), actor=actor.key,
        base=request.POST.get(CONTACT_BASE, ""), writer=writer,
    )  # fmt: skip
    held = answering.save(
        participation=draft, page=ALL, names=_names(found), answers=form.answers(), blank=form.blank(),
        base=request.POST.get(BASE, ""), writer=writer,
    )  # fmt: skip
    held.party, held.mandate = draft.party, draft.mandate
    return held


def _files(request: HttpRequest, draft: Participation, found: list[Step]) -> list[str]:
    wrong = []
    for asked in (one for step in found for one in step.documents):
        for file in request.FILES.getlist(FILE + asked.id):
            try:
                attaching.attach(participation=draft, asked=asked.id, file=file)
            except attaching.BadFileError as problem:
                wrong.append(f"{asked.label} : {problem}")
    return wrong


def _sent(
    request: HttpRequest, adoption: Adoption, actor: Actor, held: Participation, form: KitForm, contact: ContactForm
) -> HttpResponse:
    found = entitlement(held)
    if found is not None and found.refused and "_deposer_quand_meme" not in request.POST:
        return _page(request, adoption, actor, held, steps(held), form, contact, refused=found)
    try:
        submit(
            participation=held, actor=Actor(held.role, actor.key, actor.label),
            request_key=request.POST.get("request_key", "")[:64],
        )  # fmt: skip
    except AlreadyDoneError:
        pass
    except RefusedActError as refusal:
        return _page(request, adoption, actor, held, steps(held), form, contact, files=[str(refusal)])
    return redirect("adoptions:desk_receipt", slug=adoption.slug, key=held.key)


def _page(  # noqa: PLR0913 - what the page shows
    request: HttpRequest,
    adoption: Adoption,
    actor: Actor,
    draft: Participation,
    found: list[Step],
    form: KitForm,
    contact: ContactForm,
    *,
    files: list[str] | None = None,
    refused: Any = None,
) -> HttpResponse:
    speech = world_of(draft, today=timezone.localdate()).speech
    given = list(draft.attachments.all())
    parts = [
        {
            "title": speech.text(step.page.title), "help": speech.text(step.page.help or ""),
            "fields": [form[name] for name in step.fields if name in form.fields],
            "documents": [(FILE + one.id, one, [each for each in given if each.asked == one.id]) for one in step.documents],
        }
        for step in found
    ]  # fmt: skip
    context = {
        "adoption": adoption, "actor": actor, "participation": draft, "tabs": tabs(request, adoption, "entry_begin"), "form": form,
        "contact": contact, "parts": parts, "problems": files or [], "refused": refused, "request_key": new_writer(),
        "base": base_of(draft.answers, _names(found)), "contact_base": contact_base(draft),
        "writer": request.POST.get(WRITER) or new_writer(), "autosave_key": f"dossier:{draft.key}:all",
        "autosave": reverse("adoptions:entry_save", args=[adoption.slug, draft.key]),
        "answered": request.method == "POST", "door": door_labels(adoption).get(draft.door, draft.door),
    }  # fmt: skip
    wrong = form.errors or contact.errors or files
    return render(request, f"{FOLDER}/entry.html", context, status=422 if wrong else 200)


@never_cache
@require_POST
@agent_page
def autosave(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> JsonResponse:
    """Keep the answers of the long page while the agent types; the contact goes with them."""
    draft = _draft(adoption, key)
    contact = DeskContactForm(request.POST)
    contact.is_valid()
    try:
        write_contact(
            participation=draft, contact=contact.contact(), acts_for=contact.acts_for(), actor=actor.key,
            base=request.POST.get(CONTACT_BASE, ""), writer=request.POST.get(WRITER, ""),
        )  # fmt: skip
    except RefusedActError as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    return acknowledged(request, draft, ALL, _names(steps(draft)), {CONTACT_BASE: contact_base(draft)})


@never_cache
@require_safe
@agent_page
def receipt(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:
    """The receipt to print and give to the person: with it she finds her dossier on her own telephone."""
    rows = Participation.objects.select_related("adoption__territory", "terms__version", "party", "mandate")
    rows = rows.exclude(standing=Standing.DRAFT).filter(reach(request, adoption))
    sent = get_object_or_404(rows, adoption=adoption, key=key, erased_at=None)
    context = {**receipt_context(request, adoption, sent), "actor": actor, "tabs": tabs(request, adoption, "dossiers")}
    return render(request, f"{FOLDER}/receipt.html", context)


@never_cache
@require_POST
@agent_page
def new_code(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:
    """Draw a new code for a person who lost hers, once the agent knows who she is; the one before opens nothing."""
    rows = Participation.objects.exclude(standing=Standing.DRAFT).filter(reach(request, adoption))
    sent = get_object_or_404(rows, adoption=adoption, key=key, erased_at=None)
    code = opening.renew_code(participation=sent)
    journal.record(act="dossier.code", actor=actor.key, target="dossier", key=str(sent.key))
    return codes.keep(redirect("adoptions:desk_receipt", slug=adoption.slug, key=key), sent, code)
