"""Exploring a published wave: any open crosstab of two questions, for everybody or inside a group, with its CSV."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.foundation.ui.public import attachment
from essaim.portal.barometer.domain.archive import folder
from essaim.portal.barometer.domain.archive.crossings import HEADS, lines
from essaim.portal.barometer.domain.queries.crossed import Crossing, Explorer, explorer
from essaim.portal.barometer.domain.queries.drawn import draw
from essaim.portal.barometer.domain.writing import table as csv_of
from essaim.portal.barometer.forms.exploring import CrossForm
from essaim.portal.barometer.models import Result, Wave
from essaim.portal.barometer.views.published import found_wave


@require_safe
def crossed(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the crosstab asked for; the first open one, while nothing is asked."""
    wave, _, known = _explored(slug, number)
    context: dict[str, Any] = {
        "wave": wave,
        "barometer": wave.barometer,
        "people": known.people,
        "simulated": wave.simulated,
    }
    if not known.questions:
        return render(request, "barometer/crossed.html", context)
    form = CrossForm(known, request.GET or None)
    found = _asked(known, form)
    context["form"] = form
    if found is not None:
        context["drawn"] = draw(
            found,
            dict(known.questions)[found.question],
            mark=" (simulé)" if wave.simulated else "",
            source=_source(wave),
        )
        context["query"] = form.query
    elif form.is_bound and form.is_valid():
        context["closed"] = [axis.label for axis in known.open_with(form.cleaned_data["question"])]
    return render(request, "barometer/crossed.html", context, status=422 if form.errors else 200)


@require_safe
def crossed_table(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a crosstab in CSV, in the form of the archive: the script of the archive redoes it."""
    wave, _, known = _explored(slug, number)
    found = _asked(known, CrossForm(known, request.GET)) if known.questions else None
    if found is None:
        raise Http404
    rows = [row for each in found.tables for row in lines(wave, each)]
    name = "-".join(
        filter(None, [folder(wave), found.question, found.columns.name.replace(":", "-"), found.filter.group])
    )
    return attachment(csv_of(HEADS, rows), f"{name}.csv")


def _explored(slug: str, number: int) -> tuple[Wave, Result, Explorer]:
    wave, result = found_wave(slug, number)
    known = explorer(result)
    if known is None:
        raise Http404
    return wave, result, known


def _asked(known: Explorer, form: CrossForm) -> Crossing | None:
    if not form.is_bound:
        question = known.questions[0][0]
        columns = known.open_with(question)
        return known.crossing(question, columns[0].name, form.everybody) if columns else None
    if not form.is_valid():
        return None
    return known.crossing(form.cleaned_data["question"], form.cleaned_data["by"], form.cleaned_data["within"])


def _source(wave: Wave) -> str:
    mark = " (simulé)" if wave.simulated else ""
    return f"{wave.barometer.title}, vague {wave.number}{mark} ; données ouvertes, Licence Ouverte 2.0"
