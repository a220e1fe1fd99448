"""A questionnaire leaves as XLSForm or DDI Codebook, and comes back as XLSForm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from essaim.cores.tables import UnreadableError
from essaim.foundation.ui.public import attachment
from essaim.portal.barometer.domain import composing
from essaim.portal.barometer.domain.exchange.ddi import write_ddi
from essaim.portal.barometer.domain.exchange.records import records_of
from essaim.portal.barometer.domain.exchange.writing import write_xlsform
from essaim.portal.barometer.domain.exchange.xlsform import Form, read_xlsform
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.forms.intake import FileForm
from essaim.portal.barometer.models import Status, Wave
from essaim.portal.barometer.views.doors import actor, collects, composes, wave_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HELP = "Un classeur .xlsx au format XLSForm (ODK, KoboToolbox), ou celui que cette page donne."


@require_GET
@collects
def xlsform(_request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the questionnaire as an XLSForm."""
    wave = wave_of(slug, number)
    return _file(wave, write_xlsform(wave.title, f"{slug}_{number}", records_of(wave)), XLSX, "xlsx")


@require_GET
@collects
def codebook(_request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the codebook of the wave as DDI."""
    wave = wave_of(slug, number)
    return _file(wave, write_ddi(wave, questionnaire(wave)), "application/xml", "xml")


def _file(wave: Wave, content: bytes, kind: str, end: str) -> HttpResponse:
    return attachment(content, f"questionnaire-{wave.barometer.slug}-{wave.number}.{end}", kind)


@require_http_methods(["GET", "POST"])
@composes
def brought(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Replace the questionnaire by that of a file, or say everything that keeps it from being read."""
    wave = wave_of(slug, number)
    if wave.status != Status.DRAFT:
        messages.error(request, composing.FROZEN)
        return redirect("barometer:questions", slug=slug, number=number)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, accept=".xlsx", help_text=HELP)
    problems: list[Any] = []
    if form.is_bound and form.is_valid():
        try:
            found = read_xlsform(form.cleaned_data["file"].read())
            composing.replace_questions(wave=wave, records=found.questions, actor=actor(request))
        except UnreadableError as problem:
            problems = problem.problems
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _said(found))
            return redirect("barometer:questions", slug=slug, number=number)
    context = {"wave": wave, "barometer": wave.barometer, "form": form, "problems": problems}
    return render(request, "barometer/desk/exchange.html", context, status=422 if form.errors or problems else 200)


def _said(found: Form) -> str:
    aside = f" Laissé de côté : {', '.join(found.aside)}." if found.aside else ""
    return f"Questions reprises du fichier : {len(found.questions)}.{aside}"
