"""An edition is prepared: its name, its dates, its zones and their money."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import MANAGE, desk_page, manager_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ballots.access import manages
from essaim.engines.ballots.domain.edition import editions, zoning
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.domain.phases import KEYS, proposed
from essaim.engines.ballots.domain.vote import freezing, lacking
from essaim.engines.ballots.forms.grounds import GroundsForm
from essaim.engines.ballots.forms.setup import DatesForm, EditionForm, EnvelopesForm, FirstDayForm, TriedForm, ZoneForm
from essaim.engines.ballots.models.edition import Consultation, Standing, Zone
from essaim.engines.ballots.views.vote.rulebook import said
from essaim.foundation.accounts import public as accounts


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """The edition: what is set, what is missing, one form for each part."""
    arranges = manages(request, adoption)
    if request.method == "POST" and not arranges:
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    consultation = editions.running(adoption)
    part = request.POST.get("part", "") if request.method == "POST" else ""
    held = _forms(request, adoption, consultation, part)
    form = held.get(part)
    if form is not None and form.is_valid() and _kept(request, adoption, consultation, part, form):
        return redirect("ballots_desk:edition", slug=adoption.slug)
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:edition"), "edition": consultation, "forms": held,
        "arranges": arranges, "missing": editions.missing(adoption.pk), "wrong": form is not None and bool(form.errors),
        "zones": _zones(consultation), "total": _total(adoption), "past": adoption.consultations.exclude(ended_at=None),
        "spans": editions.spans_of(consultation) if consultation else [],
        **(_rules(consultation, adoption) if consultation else {}),
    }  # fmt: skip
    return render(request, "ballots/desk/edition.html", context, status=422 if context["wrong"] else 200)


def _total(adoption: Adoption) -> str:
    words = Words.of(adoption)
    return euros(words.cents(words.section.envelope))


def _rules(consultation: Consultation, adoption: Adoption) -> dict[str, Any]:
    """The rules in words, and what of them the projects do not meet yet: told once there are projects."""
    words = Words.of(adoption)
    begun = not consultation.sealed and consultation.projects.filter(standing=Standing.ADMITTED).exists()
    return {**said(consultation, words), "unfit": lacking.faults(consultation, words) if begun else []}


def _zones(consultation: Consultation | None) -> list[tuple[Zone, str]]:
    if consultation is None:
        return []
    return [(one, euros(one.envelope_cents)) for one in consultation.zones.prefetch_related("communes__commune")]


def _forms(
    request: HttpRequest, adoption: Adoption, consultation: Consultation | None, part: str
) -> dict[str, forms.Form]:
    """The forms of the page; the one that was sent holds what was typed."""

    def data(name: str) -> Any:
        return {"data": request.POST if part == name else None, "label_suffix": "", "auto_id": f"{name}_%s"}

    if consultation is None:
        return {"begin": EditionForm(**data("begin"))}
    spans = editions.spans_of(consultation)
    return {
        "first": FirstDayForm(**data("first")),
        "dates": DatesForm(spans, **data("dates")),
        "zone": ZoneForm(consultation, **data("zone")),
        "envelopes": EnvelopesForm(list(consultation.zones.all()), Words.of(adoption), **data("envelopes")),
        "grounds": GroundsForm(consultation, **data("grounds")),
        "tried": TriedForm(initial={"tried": consultation.tried}, **data("tried")),
    }


def _kept(
    request: HttpRequest, adoption: Adoption, consultation: Consultation | None, part: str, form: forms.Form
) -> bool:
    """Write what a form says; on a refusal show it on the form."""
    try:
        messages.success(request, _written(adoption, consultation, part, form))
    except RefusedActError as refusal:
        form.add_error(None, str(refusal))
        if consultation is not None and consultation.sealed:  # its form is not on the page any more
            messages.error(request, str(refusal))
        _noted(request, consultation, part)
        return False
    return True


def _noted(request: HttpRequest, consultation: Consultation | None, what: str) -> None:
    """A change of a frozen vote is refused, and the journal says who tried."""
    view = accounts.signed_in(request)
    freezing.journal_refusal(consultation, view.key if view else None, what)


def _written(adoption: Adoption, consultation: Consultation | None, part: str, form: Any) -> str:
    if consultation is None:
        editions.begin(adoption=adoption, title=form.cleaned_data["title"])
        return "Édition créée. Fixez maintenant ses dates."
    return WRITERS[part](adoption, consultation, form)


def _first(adoption: Adoption, consultation: Consultation, form: Any) -> str:
    editions.set_dates(consultation=consultation, spans=_proposed(adoption, form.cleaned_data["first"]))
    return "Dates proposées d’après les durées du service : relisez-les et corrigez-les."


def _dates(_adoption: Adoption, consultation: Consultation, form: Any) -> str:
    editions.set_dates(consultation=consultation, spans=form.spans)
    return "Dates enregistrées."


def _zone(_adoption: Adoption, consultation: Consultation, form: Any) -> str:
    values = form.cleaned_data
    zone = zoning.add(consultation=consultation, label=values["label"], cents=form.cents, communes=values["communes"])
    return f"Secteur « {zone.label} » créé."


def _envelopes(_adoption: Adoption, consultation: Consultation, form: Any) -> str:
    zoning.set_envelopes(consultation=consultation, cents=form.cents)
    return "Enveloppes enregistrées."


def _grounds(_adoption: Adoption, consultation: Consultation, form: Any) -> str:
    editions.set_grounds(consultation=consultation, **form.cleaned_data)
    return "Cantons et projets incompatibles enregistrés."


def _tried(adoption: Adoption, consultation: Consultation, form: Any) -> str:
    editions.try_phase(consultation=consultation, adoption=adoption, key=form.cleaned_data["tried"])
    return "Étape à essayer enregistrée."


WRITERS: dict[str, Callable[[Adoption, Consultation, Any], str]] = {
    "first": _first, "dates": _dates, "zone": _zone, "envelopes": _envelopes, "grounds": _grounds, "tried": _tried,
}  # fmt: skip


def _proposed(adoption: Adoption, first: Any) -> Any:
    words = Words.of(adoption)
    return proposed(first, [(key, words.whole(words.section.calendar.parameter(key))) for key in KEYS])


@never_cache
@require_POST
@manager_page
def remove_zone(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """Take a zone away, as long as it holds nothing."""
    zone = get_object_or_404(Zone.objects.select_related("consultation"), consultation__adoption=adoption, pk=pk)
    try:
        zoning.remove(zone=zone)
        messages.success(request, f"Secteur « {zone.label} » supprimé.")
    except RefusedActError as refusal:
        messages.error(request, str(refusal))
        _noted(request, zone.consultation, "zone")
    return redirect("ballots_desk:edition", slug=adoption.slug)


@never_cache
@require_POST
@manager_page
def end(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """End the edition that runs: the next one may begin."""
    consultation = get_object_or_404(Consultation, adoption=adoption, ended_at=None)
    try:
        editions.end(consultation=consultation)
        messages.success(request, f"« {consultation.title} » est terminée : ses projets lauréats se suivent toujours.")
    except RefusedActError as refusal:
        messages.error(request, str(refusal))
    return redirect("ballots_desk:edition", slug=adoption.slug)
