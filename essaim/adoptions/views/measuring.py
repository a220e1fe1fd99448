"""The desk of measures: what the kit asks people to measure, entered by hand or from a file, corrected by a new row."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.adoptions.domain.outcomes import importing, measuring
from essaim.adoptions.domain.outcomes.measuring import RefusedMeasureError, measures_for
from essaim.adoptions.forms.measures import MeasureForm, MeasuresFileForm
from essaim.adoptions.guard import desk_page, roles
from essaim.adoptions.models import Adoption, Measure
from essaim.adoptions.params.speaking import MeasureRecord
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.cores.tables import UnreadableError
from essaim.foundation.ui.public import Cell, Column, Table, french

NOT_YOURS = "Le kit confie ces mesures à un autre rôle que le vôtre."
RHYTHMS = {"month": "chaque mois", "quarter": "chaque trimestre", "year": "chaque année", "once": "une fois"}
FILE = "fichier-file"


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """What is measured by people, with the form and the file for those whom the kit names."""
    mine = measures_for(adoption, roles(request, adoption))
    if request.method == "POST" and not mine:
        return _show(request, adoption, mine, status=403)
    if request.method == "POST" and FILE in request.FILES:
        return _import(request, adoption, actor, mine)
    form = MeasureForm(request.POST or None, measures=mine)
    if request.method == "POST" and _kept(form, measuring.enter, adoption=adoption, author=actor.key):
        messages.success(request, "La mesure est enregistrée.")
        return redirect("adoptions:measures", slug=adoption.slug)
    return _show(request, adoption, mine, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def correct(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Put another value in the place of one, at the same date."""
    wrong = get_object_or_404(Measure, pk=pk, adoption=adoption, replaced_by__isnull=True)
    mine = [one for one in measures_for(adoption, roles(request, adoption)) if one.id == wrong.measure]
    if not mine:
        return _show(request, adoption, [], status=403)
    known = {name: getattr(wrong, name) for name in ("measure", "on", "value", "low", "high", "people", "source")}
    form = MeasureForm(request.POST or None, measures=mine, initial=known)
    form.fields["on"].disabled = True
    if request.method == "POST" and _kept(form, measuring.correct, wrong=wrong, author=actor.key):
        messages.success(request, "La mesure est corrigée. L’ancienne reste dans l’historique.")
        return redirect("adoptions:measures", slug=adoption.slug)
    return render(request, "adoptions/outcomes/correct.html", {"adoption": adoption, "form": form, "wrong": wrong})


def _kept(form: MeasureForm, keep: Callable[..., object], **about: Any) -> bool:
    """Keep the value of a form that is right; what refuses it is said on the form."""
    if not form.is_valid():
        return False
    try:
        keep(value=form.read(), **about)
    except RefusedMeasureError as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _import(request: HttpRequest, adoption: Adoption, actor: Actor, mine: Sequence[MeasureRecord]) -> HttpResponse:
    """Take a file whole or not at all."""
    upload = MeasuresFileForm(request.POST, request.FILES)
    problems: UnreadableError | None = None
    if upload.is_valid():
        try:
            values = importing.read(upload.cleaned_data["file"], mine)
            count = measuring.enter_all(adoption=adoption, values=values, author=actor.key)
        except UnreadableError as refused:
            problems = refused
        except RefusedMeasureError as refused:
            upload.add_error("file", str(refused))
        else:
            messages.success(request, _told(count, len(values) - count))
            return redirect("adoptions:measures", slug=adoption.slug)
    return _show(request, adoption, mine, upload=upload, problems=problems)


def _told(count: int, known: int) -> str:
    words = french.counted(count, "mesure enregistrée", "mesures enregistrées")
    return f"{words}, {french.counted(known, 'déjà là', 'déjà là')}." if known else f"{words}."


def _show(
    request: HttpRequest, adoption: Adoption, mine: Sequence[MeasureRecord], *, status: int = 200, **given: Any
) -> HttpResponse:
    context = {
        "adoption": adoption,
        "tabs": tabs(request, adoption, "measures"),
        "asked": [(one, RHYTHMS[one.rhythm]) for one in adoption.terms.kit.record.outcomes.measures],
        "mine": mine,
        "not_yours": NOT_YOURS,
        "table": _table(adoption, mine),
        "columns": importing.COLUMNS,
        "form": given.get("form") or MeasureForm(measures=mine),
        "upload": given.get("upload") or MeasuresFileForm(),
        "problems": given.get("problems"),
    }
    return render(request, "adoptions/outcomes/measures.html", context, status=status)


def _table(adoption: Adoption, mine: Sequence[MeasureRecord]) -> Table | None:
    names = {one.id: one for one in adoption.terms.kit.record.outcomes.measures}
    own = {one.id for one in mine}
    columns = [
        Column("Mesure"),
        Column("À la date du"),
        Column("Valeur", number=True),
        Column("Source"),
        Column("Corriger"),
    ]
    rows = [_row(adoption, one, names, own) for one in reversed(measuring.live(adoption))]
    return Table("Mesures saisies", columns, rows) if rows else None


def _row(adoption: Adoption, one: Measure, names: dict[str, MeasureRecord], own: set[str]) -> list[Cell | str]:
    record = names.get(one.measure)
    link = reverse("adoptions:correct_measure", args=[adoption.slug, one.pk]) if one.measure in own else ""
    value = f"{french.number(one.value)} {record.unit if record else ''}".strip()
    if one.low is not None:
        value += f" (de {french.number(one.low)} à {french.number(one.high)})"
    name = record.label if record else one.measure
    return [name, french.day(one.on), value, one.source, Cell("corriger", link) if link else "–"]
