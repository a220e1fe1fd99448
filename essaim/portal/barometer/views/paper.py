"""Piles of paper questionnaires: counted, keyed by two agents a sheet a page, differences settled, poured."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import paper
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.paper import differing, next_for, progress
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.forms.paper import BatchForm, CountForm, KeyingForm, NumberForm, SettlingForm
from essaim.portal.barometer.models import PaperBatch, PaperSheet, Status, Wave
from essaim.portal.barometer.views.doors import actor, collects, wave_of

FOLDER = "barometer/desk/paper"


@never_cache
@require_http_methods(["GET", "POST"])
@collects
def batches(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the piles of a wave; begin another."""
    wave = wave_of(slug, number)
    form = BatchForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = paper.begin_batch(wave=wave, **form.cleaned_data, actor=actor(request))
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            return _to(made)
    rows = [(each, None if each.poured else progress(each)) for each in wave.paper_batches.all()]
    context = _context(wave) | {"form": form, "rows": rows, "open": wave.status == Status.OPEN and wave.by_paper}
    return render(request, f"{FOLDER}/batches.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@collects
def batch(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Show how far a pile is, what is next for this agent, what differs; go to the sheet of a number."""
    row = _batch(slug, number, pk)
    state = None if row.poured else progress(row)
    form = NumberForm(row, request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("barometer:paper_sheet", slug=slug, number=number, pk=pk, sheet=form.cleaned_data["number"])
    context = _context(row.wave) | {
        "batch": row, "state": state, "next": None if row.poured else next_for(row, _agent(request)), "form": form, "count": CountForm(),
        "waiting": row.wave.status == Status.OPEN,
    }  # fmt: skip
    return render(request, f"{FOLDER}/batch.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@collects
def sheet(request: HttpRequest, slug: str, number: int, pk: int, sheet: int) -> HttpResponse:
    """Key a sheet, first or second: nothing of what the other agent read is shown."""
    row, agent = _batch(slug, number, pk), _agent(request)
    try:
        paper.may_key(row, sheet, agent)
    except NotNow as problem:
        messages.error(request, str(problem))
        return _to(row)
    asked = questionnaire(row.wave)
    first = not row.sheets.filter(number=sheet).exists()
    form = KeyingForm(asked, row.wave, request.POST if request.method == "POST" else None, first=first)
    if form.is_bound and form.is_valid():
        try:
            kept = paper.key_sheet(
                batch=row,
                number=sheet,
                values=form.answers(),
                agent=agent,
                questionnaire=asked,
                code=form.cleaned_data.get("code", ""),
            )
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _said(kept))
            following = next_for(row, agent, after=sheet)
            return (
                redirect("barometer:paper_sheet", slug=slug, number=number, pk=pk, sheet=following)
                if following
                else _to(row)
            )
    context = _context(row.wave) | {
        "batch": row, "sheet": sheet, "form": form, "first": first, "say": questionnaires.languages()[questionnaires.FRENCH],
    }  # fmt: skip
    return render(request, f"{FOLDER}/sheet.html", context, status=422 if form.errors else 200)


def _said(kept: PaperSheet) -> str:
    if kept.second is None:
        return f"Questionnaire {kept.number} : première saisie gardée."
    if kept.agreed is None:
        return f"Questionnaire {kept.number} : deuxième saisie gardée. Elle diffère de la première, il faudra trancher."
    return f"Questionnaire {kept.number} : deuxième saisie gardée, identique à la première."


@never_cache
@require_http_methods(["GET", "POST"])
@collects
def compared(request: HttpRequest, slug: str, number: int, pk: int, sheet: int) -> HttpResponse:
    """Show what two agents read differently, question by question; keep what is read on the paper a third time."""
    row = _batch(slug, number, pk)
    asked = questionnaire(row.wave)
    keyed = get_object_or_404(row.sheets.filter(second__isnull=False, agreed__isnull=True), number=sheet)
    found = differing(asked, keyed)
    form = SettlingForm(
        asked, keyed.first or keyed.second or {}, request.POST if request.method == "POST" else None,
        differing=[each.asked for each in found],
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            paper.settle(sheet=keyed, values=form.answers())
        except NotNow as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"Questionnaire {sheet} : les différences sont tranchées.")
        return _to(row)
    read = {each.asked.slug: each for each in found}
    pages = [page | {"read": read[page["asked"].slug]} for page in form.pages()]
    context = _context(row.wave) | {
        "batch": row, "sheet": sheet, "form": form, "pages": pages, "say": questionnaires.languages()[questionnaires.FRENCH],
    }  # fmt: skip
    return render(request, f"{FOLDER}/compared.html", context, status=422 if form.errors else 200)


@require_POST
@collects
def acted(request: HttpRequest, slug: str, number: int, pk: int, act: str) -> HttpResponse:
    """Pour a pile, recount it, throw it away."""
    row = _batch(slug, number, pk)
    if act not in ACTS:
        raise Http404("Acte inconnu.")
    try:
        messages.success(request, ACTS[act](request, row))
    except NotNow as problem:
        messages.error(request, str(problem))
    if act == "effacer" and not PaperBatch.objects.filter(pk=pk).exists():
        return redirect("barometer:paper", slug=slug, number=number)
    return _to(row)


def _poured(request: HttpRequest, row: PaperBatch) -> str:
    poured = paper.pour(batch=row, questionnaire=questionnaire(row.wave), actor=actor(request))
    return f"Le lot est versé : {poured.stored} réponses, {poured.full} dont la case était pleine, {poured.void} inexploitables."


def _recounted(request: HttpRequest, row: PaperBatch) -> str:
    form = CountForm(request.POST)
    if not form.is_valid():
        raise NotNow(f"Donnez un nombre de 1 à {paper.MOST_SHEETS}.")
    paper.recount(batch=row, received=form.cleaned_data["received"], actor=actor(request))
    return f"Le lot compte maintenant {form.cleaned_data['received']} questionnaires."


def _discarded(request: HttpRequest, row: PaperBatch) -> str:
    paper.discard(batch=row, actor=actor(request))
    return "Le lot est effacé, avec tout ce qui en était saisi."


def _forgotten(request: HttpRequest, row: PaperBatch) -> str:
    form = NumberForm(row, request.POST)
    keyed = row.sheets.filter(number=form.cleaned_data["number"]).first() if form.is_valid() else None
    if keyed is None:
        raise NotNow("Ce questionnaire n’a aucune saisie à effacer.")
    paper.forget_sheet(sheet=keyed)
    return f"Questionnaire {keyed.number} : ses saisies sont effacées, il est à saisir de nouveau."


ACTS = {"verser": _poured, "recompter": _recounted, "effacer": _discarded, "ressaisir": _forgotten}


def _batch(slug: str, number: int, pk: int) -> PaperBatch:
    rows = PaperBatch.objects.select_related("wave__barometer__territory")
    return get_object_or_404(rows, pk=pk, wave=wave_of(slug, number))


def _agent(request: HttpRequest) -> UUID:
    key = actor(request)
    assert key is not None  # noqa: S101 - `collects` lets nobody in without an account
    return key


def _to(row: PaperBatch) -> HttpResponse:
    return redirect("barometer:paper_batch", slug=row.wave.barometer.slug, number=row.wave.number, pk=row.pk)


def _context(wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer}
