"""The other languages of a wave: which ones, its texts in each, and each question beside its French."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import bank, composing
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.forms.languages import LanguagesForm, TranslationForm
from essaim.portal.barometer.models import Status, Wave
from essaim.portal.barometer.views.doors import actor, composes, question_row, wave_of

FOLDER = "barometer/desk"


@require_http_methods(["GET", "POST"])
@composes
def chosen(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Choose the languages, write the texts of the wave in each, see what is left to translate."""
    wave = wave_of(slug, number)
    names = [
        (code, words["name"]) for code, words in questionnaires.languages().items() if code != questionnaires.FRENCH
    ]
    form = LanguagesForm(
        names, wave.languages, request.POST if request.method == "POST" else None, initial=_initial(wave)
    )
    if form.is_bound and form.is_valid():
        try:
            composing.set_languages(
                wave=wave, languages=form.cleaned_data["languages"], texts=form.texts(), actor=actor(request)
            )
        except NotNow as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "Les langues sont enregistrées.")
        return redirect("barometer:languages", slug=slug, number=number)
    asked = questionnaire(wave).questions
    rows = [(one, [(code, form.names[code], code in one.translations) for code in form.chosen]) for one in asked]
    context = {
        "wave": wave, "barometer": wave.barometer, "frozen": wave.status != Status.DRAFT, "form": form, "rows": rows,
    }  # fmt: skip
    return render(request, f"{FOLDER}/languages.html", context, status=422 if form.errors else 200)


def _initial(wave: Wave) -> dict[str, object]:
    texts = {f"{code}_{name}": text for code, said in wave.translations.items() for name, text in said.items()}
    return texts | {"languages": wave.languages}


@require_http_methods(["GET", "POST"])
@composes
def translated(request: HttpRequest, slug: str, number: int, name: str, language: str) -> HttpResponse:
    """Write one question in another language, the French beside each field."""
    wave = wave_of(slug, number)
    row, known = question_row(wave, name), questionnaires.languages()
    if language not in known or language == questionnaires.FRENCH:
        raise Http404("Langue inconnue.")
    if wave.status != Status.DRAFT:
        messages.error(request, composing.FROZEN)
        return redirect("barometer:languages", slug=slug, number=number)
    words = bank.words_of(row.version)
    form = TranslationForm(
        words, request.POST if request.method == "POST" else None,
        initial=TranslationForm.initial_of(words.translations.get(language)),
    )  # fmt: skip
    if form.is_bound and ("drop" in request.POST or form.is_valid()):
        try:
            said = None if "drop" in request.POST else form.translation()
            composing.translate_question(row=row, language=language, said=said, actor=actor(request))
        except (NotNow, ValidationError) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("barometer:languages", slug=slug, number=number)
    context = {
        "wave": wave, "barometer": wave.barometer, "form": form, "question": row.version.question, "language": language,
        "language_name": known[language]["name"], "there": language in words.translations,
    }  # fmt: skip
    return render(request, f"{FOLDER}/translation.html", context, status=422 if form.errors else 200)
