"""How to answer somebody: asked at the end of a draft, corrected as long as the participation lives."""
# ruff: noqa: ARG001 - a view takes what its guard gives

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.answering import ConflictError, new_writer
from essaim.adoptions.domain.asking import Step
from essaim.adoptions.domain.contacting import contact_base, known_contact, write_contact
from essaim.adoptions.forms.contact import ContactForm
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation, Standing
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.filling import common, draft_page, refused
from essaim.adoptions.views.keeping import BASE, WRITER


@never_cache
@require_http_methods(["GET", "POST"])
@draft_page
def ask(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, found: list[Step]
) -> HttpResponse:
    """The last but one screen of a draft."""
    context = {
        **common(request, adoption, participation, found), "position": len(found) + 1,
        "before": found[-1].place if found else None, "autosave_key": f"dossier:{participation.key}:contact",
        "autosave": reverse("adoptions:dossier_save_contact", args=[participation.key]),
    }  # fmt: skip
    return _asked(request, participation, context, "adoptions/dossier/contact.html", "adoptions:dossier_review")


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def correct(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """Correct one's contact once the participation was sent."""
    if participation.standing == Standing.DRAFT:
        return redirect("adoptions:dossier_contact", key=participation.key)
    context = {"adoption": adoption, "participation": participation}
    return _asked(request, participation, context, "adoptions/dossier/correct.html", "adoptions:dossier")


def _asked(
    request: HttpRequest, participation: Participation, context: dict[str, Any], page: str, then: str
) -> HttpResponse:
    form = ContactForm(request.POST if request.method == "POST" else None, initial=known_contact(participation))
    base, writer = request.POST.get(BASE) or contact_base(participation), request.POST.get(WRITER) or new_writer()
    conflict = None
    if form.is_bound and form.is_valid():
        try:
            _write(participation, form, base, writer)
        except ConflictError as found:
            conflict, base = known_contact(found.held), contact_base(found.held)
        except RefusedActError as refusal:
            return refused(request, participation.adoption, refusal)
        else:
            if participation.standing != Standing.DRAFT:
                messages.success(request, "Votre contact est corrigé.")
            return redirect(then, key=participation.key)
    context.update(form=form, base=base, writer=writer, conflict=conflict)
    return render(request, page, context, status=409 if conflict else 422 if form.errors else 200)


def _write(participation: Participation, form: ContactForm, base: str, writer: str) -> None:
    write_contact(
        participation=participation, contact=form.contact(), acts_for=form.acts_for(), base=base, writer=writer
    )


@never_cache
@require_POST
@draft_page
def autosave(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    found: list[Step],
) -> JsonResponse:
    """Keep the contact while somebody writes it."""
    form = ContactForm(request.POST)
    form.is_valid()
    try:
        _write(participation, form, request.POST.get(BASE, ""), request.POST.get(WRITER, ""))
    except RefusedActError as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    kept = {"base": {BASE: contact_base(participation)}}
    typed = [f"{form.fields[name].label} : {errors[0]}" for name, errors in form.errors.items() if _typed(form, name)]
    if typed:
        return JsonResponse({"error": f"Pas encore enregistré : {' '.join(typed)}", **kept}, status=422)
    return JsonResponse({"saved_at": timezone.localtime().strftime("%H h %M"), **kept})


def _typed(form: ContactForm, name: str) -> bool:
    return name in form.fields and bool(form[name].value())
