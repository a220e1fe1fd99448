"""The questionnaire of a wave: list, words, choices, order, conditions, bank, and the preview."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from essaim.foundation.ui.public import read_key
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import bank, composing
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.questionnaire import Asked, questionnaire
from essaim.portal.barometer.forms.answering import AnswerForm
from essaim.portal.barometer.forms.questions import (
    ChoiceRows,
    ConditionForm,
    ItemRows,
    QuestionForm,
    choice_rows,
    choices_typed,
    items_typed,
)
from essaim.portal.barometer.models import Kind, QuestionVersion, Status, Wave, WaveQuestion
from essaim.portal.barometer.params import WordsRecord
from essaim.portal.barometer.views.doors import actor, collects, composes, question_row, wave_of

FOLDER = "barometer/desk"


@require_GET
@composes
def listed(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the questions in order, what changed since the last wave, and what the bank still holds."""
    wave = wave_of(slug, number)
    rows = list(
        wave.questions.select_related("version__question", "shown_if__version__question").prefetch_related(
            "version__choices", "version__items", "shown_if__version__choices"
        )
    )
    context = _context(wave) | {
        "rows": [_described(row) for row in rows],
        "bank": _bank(wave, rows),
        "changed": _changed(wave, rows),
    }
    return render(request, f"{FOLDER}/questions.html", context)


def _described(row: WaveQuestion) -> dict[str, Any]:
    parent = row.shown_if.version.choices.all() if row.shown_if else []
    labels = {choice.code: choice.label for choice in parent}
    return {
        "row": row, "version": row.version, "question": row.version.question,
        "condition": ", ".join(f"« {labels.get(code, code)} »" for code in row.shown_if_codes),
    }  # fmt: skip


def _bank(wave: Wave, rows: list[WaveQuestion]) -> list[QuestionVersion]:
    """The latest version of each question of the barometer that this wave does not ask."""
    asked = {row.version.question_id for row in rows}
    versions = QuestionVersion.objects.filter(question__barometer=wave.barometer).exclude(question__in=asked)
    latest: dict[int, QuestionVersion] = {}
    for version in versions.select_related("question").order_by("question__slug", "-number"):
        latest.setdefault(version.question_id, version)
    return list(latest.values())


def _changed(wave: Wave, rows: list[WaveQuestion]) -> dict[int, list[str]]:
    """For each question whose words are not those of the wave before: what changed, in French."""
    before = wave.barometer.waves.filter(number__lt=wave.number).order_by("-number").first()
    if before is None:
        return {}
    versions = QuestionVersion.objects.filter(uses__wave=before).prefetch_related("choices", "items")
    old = {version.question_id: version for version in versions}
    return {
        row.pk: bank.changes(bank.words_of(old[row.version.question_id]), bank.words_of(row.version))
        for row in rows
        if row.version.question_id in old and old[row.version.question_id].pk != row.version_id
    }


@require_http_methods(["GET", "POST"])
@composes
def added(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write a new question."""
    return _edited(request, wave_of(slug, number), None)


@require_http_methods(["GET", "POST"])
@composes
def changed(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Change the words of a question."""
    wave = wave_of(slug, number)
    return _edited(request, wave, question_row(wave, name))


def _edited(request: HttpRequest, wave: Wave, row: WaveQuestion | None) -> HttpResponse:
    if wave.status != Status.DRAFT:
        messages.error(request, composing.FROZEN)
        return redirect("barometer:questions", slug=wave.barometer.slug, number=wave.number)
    sent = request.POST if request.method == "POST" else None
    form = QuestionForm(sent, initial=_initial(row))
    rows = Rows(
        ChoiceRows(sent, initial=choice_rows(list(row.version.choices.all())) if row else [], prefix="choice"),
        ItemRows(sent, initial=list(row.version.items.values("code", "label")) if row else [], prefix="item"),
    )
    if sent is not None and "more" in sent:
        return _question_page(request, wave, row, QuestionForm(initial=sent.dict() | _ticked(sent)), _with_more(sent))
    if sent is not None and all([form.is_valid(), rows.are_valid()]) and _saved(request, wave, row, form, rows):
        messages.success(request, "La question est enregistrée.")
        return redirect("barometer:questions", slug=wave.barometer.slug, number=wave.number)
    return _question_page(request, wave, row, form, rows, status=422 if sent is not None else 200)


@dataclass(frozen=True)
class Rows:
    """The choices of a question and the lines of a grid, as typed."""

    choices: Any
    items: Any

    def are_valid(self) -> bool:
        return all([self.choices.is_valid(), self.items.is_valid()])


def _saved(request: HttpRequest, wave: Wave, row: WaveQuestion | None, form: QuestionForm, rows: Rows) -> bool:
    try:
        before = bank.words_of(row.version) if row else None
        words = form.words(choices_typed(rows.choices.cleaned_data), items_typed(rows.items.cleaned_data), before)
        _warn_of_translations(request, before, words)
        common = {"label": form.cleaned_data["label"], "words": words, "place": form.place(), "actor": actor(request)}
        if row is None:
            composing.add_question(wave=wave, **common)
        else:
            composing.change_question(row=row, **common)
    except ValidationError as problem:
        for error in problem.errors():
            form.add_error(None, str(error["msg"]).removeprefix("Value error, "))
        return False
    except NotNow as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _warn_of_translations(request: HttpRequest, before: WordsRecord | None, words: WordsRecord) -> None:
    """A translation of words that changed may say something else: it is kept to be read again, unless a part of it is missing."""
    if before is None or not before.translations or before.fingerprint == words.fingerprint:
        return
    lost = sorted(set(before.translations) - set(words.translations))
    said = f" Traduction à refaire, il y manque des choix : {', '.join(lost)}." if lost else ""
    messages.warning(request, f"Relisez les traductions de cette question : ses mots ont changé.{said}")


def _ticked(sent: Any) -> dict[str, bool]:
    return {name: name in sent for name in ("profile", "required", "random_order", "sensitive")}


def _with_more(sent: Any) -> Rows:
    """The same rows, with two more of the kind that was asked for."""
    more, kind = sent.copy(), "item" if sent["more"] == "item" else "choice"
    more[f"{kind}-TOTAL_FORMS"] = str(min(read_key(sent.get(f"{kind}-TOTAL_FORMS", "")) + 2, 40))
    return Rows(ChoiceRows(more, prefix="choice"), ItemRows(more, prefix="item"))


def _initial(row: WaveQuestion | None) -> dict[str, Any]:
    if row is None:
        return {}
    version = row.version
    values = {field: getattr(version, field) for field in (*bank.FIELDS,)}
    return values | {field: getattr(row, field) for field in QuestionForm.PLACE} | {"label": version.question.label}


def _question_page(
    request: HttpRequest, wave: Wave, row: WaveQuestion | None, form: QuestionForm, rows: Rows, status: int = 200
) -> HttpResponse:
    elsewhere = row is not None and row.version.uses.exclude(wave=wave).exists()
    kind = form["kind"].value()
    measured = kind in {Kind.SCALE, Kind.NUMBER} or (kind == Kind.GRID and form["lowest"].value() is not None)
    context = _context(wave) | {
        "form": form, "rows": rows.choices, "items": rows.items, "row": row, "elsewhere": elsewhere, "measured": measured,
        "lined": kind == Kind.GRID,
    }  # fmt: skip
    return render(request, f"{FOLDER}/question.html", context, status=status)


@require_POST
@composes
def acted(request: HttpRequest, slug: str, number: int, name: str, act: str) -> HttpResponse:
    """Move a question up or down, or take it out."""
    wave = wave_of(slug, number)
    row = question_row(wave, name)
    try:
        if act in {"monter", "descendre"}:
            composing.move_question(row=row, up=act == "monter", actor=actor(request))
        elif act == "retirer":
            composing.remove_question(row=row, actor=actor(request))
        else:
            raise Http404("Acte inconnu.")
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("barometer:questions", slug=slug, number=number)


@require_POST
@composes
def taken(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask again a question of the bank, word for word."""
    wave = wave_of(slug, number)
    versions = QuestionVersion.objects.filter(question__barometer=wave.barometer).select_related("question")
    version = get_object_or_404(versions, pk=read_key(request.POST.get("version", "")))
    try:
        composing.take_from_bank(wave=wave, version=version, actor=actor(request))
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("barometer:questions", slug=slug, number=number)


@require_http_methods(["GET", "POST"])
@composes
def condition(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Ask a question only to whom answered something to an earlier one: choose that one, then its answers."""
    wave = wave_of(slug, number)
    row, asked = question_row(wave, name), questionnaire(wave).by_slug
    here = asked[name]
    before = [one for one in asked.values() if one.conditions() and _place(asked, one) < _place(asked, here)]
    parent = next((one for one in before if one.slug == request.GET.get("selon", here.shown_if)), None)
    form = None
    if parent is not None:
        chosen = list(here.shown_if_codes) if parent.slug == here.shown_if else []
        form = ConditionForm(parent, request.POST if request.method == "POST" else None, initial={"codes": chosen})
    if request.method == "POST":
        kept = _condition_kept(request, row, parent, form)
        if kept is not None:
            return kept
    context = _context(wave) | {"here": here, "before": before, "parent": parent, "form": form}
    return render(request, f"{FOLDER}/condition.html", context, status=422 if form is not None and form.errors else 200)


def _place(asked: dict[str, Asked], one: Asked) -> int:
    return list(asked).index(one.slug)


def _condition_kept(request: HttpRequest, row: WaveQuestion, parent: Asked | None, form: Any) -> HttpResponse | None:
    drop = "drop" in request.POST or parent is None
    if not drop and not form.is_valid():
        return None
    try:
        composing.set_condition(
            row=row, parent=None if drop or parent is None else row.wave.questions.get(pk=parent.id),
            codes=[] if drop else form.cleaned_data["codes"], actor=actor(request),
        )  # fmt: skip
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("barometer:questions", slug=row.wave.barometer.slug, number=row.wave.number)


@require_GET
@collects
def preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show every question as the public sees it, one under the other, to be read, printed, or copied on paper."""
    wave = wave_of(slug, number)
    asked = questionnaire(wave)
    pages = []
    for place, one in enumerate(asked.questions, 1):
        form = AnswerForm(one, prefix=one.slug)
        parent = asked.by_slug.get(one.shown_if)
        words = ", ".join(f"« {parent.label_of(code)} »" for code in one.shown_if_codes) if parent else ""
        pages.append({"place": place, "asked": one, "field": form["answer"], "parent": parent, "condition": words})
    return render(
        request, f"{FOLDER}/preview.html", _context(wave) | {"pages": pages, "say": questionnaires.languages()["fr"]}
    )


def _context(wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "barometer": wave.barometer, "frozen": wave.status != Status.DRAFT}
