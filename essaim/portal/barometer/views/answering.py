"""Somebody answers: a page to begin, one question a page, a page to read again and send. No account, no script needed."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.foundation.ui.public import spam
from essaim.portal.barometer import access, questionnaires
from essaim.portal.barometer.domain import collecting, invitations, pretesting
from essaim.portal.barometer.domain.collecting import AlreadyAnswered, Gone, Incomplete
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries import board, speaking
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.domain.seats import CellFull
from essaim.portal.barometer.forms.answering import AnswerForm, CodeForm, OpinionForm
from essaim.portal.barometer.models import Draft, Mode, Status, Wave
from essaim.portal.barometer.views import passes
from essaim.portal.barometer.views.passes import Kept

FOLDER = "barometer/answer"
Page = Callable[..., HttpResponse]


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what is asked, by whom, what becomes of it; then begin, or resume."""
    wave, kept = _wave(key), passes.read(request)
    trial = request.GET.get("essai", "")
    if pretesting.opens(wave, trial):
        return passes.write(redirect("barometer:answer", key=key), wave, replace(kept, pretest=trial))
    closed = _closed(request, wave, kept)
    if closed:
        return closed
    if request.method == "POST" and "language" in request.POST:
        chosen = speaking.language_of(wave, request.POST["language"])
        return passes.write(redirect("barometer:answer", key=key), wave, replace(kept, language=chosen))
    if request.method == "POST" and not spam.looks_automatic(request):
        return _begin(request, wave, kept)
    context = {"begun": bool(_draft(kept)), "languages": questionnaires.offered(wave.languages)}
    return render(request, f"{FOLDER}/start.html", _spoken(wave, kept, wave.questions.count()) | context)


def _begin(request: HttpRequest, wave: Wave, kept: Kept) -> HttpResponse:
    if not _draft(kept):
        mode = Mode(kept.mode) if kept.desk else (Mode.INVITATION if kept.code else Mode.LINK)
        try:
            draft = collecting.begin(wave=wave, mode=mode)
        except NotNow as problem:
            return _said(request, wave, "Pas de réponse par ce moyen", str(problem), status=409)
        kept = replace(kept, draft=str(draft.key), mode=mode.value, done=False)
    return passes.write(redirect("barometer:answer_next", key=wave.key), wave, kept)


def _answering(view: Page) -> Page:
    """Open a page to whoever has begun; lead the others to the first page."""

    @wraps(view)
    def guarded(request: HttpRequest, key: UUID, **rest: Any) -> HttpResponse:
        wave, kept = _wave(key), passes.read(request)
        draft = _draft(kept)
        if kept.done:
            return redirect("barometer:answer_thanks", key=key)
        if draft is None or draft.wave_id != wave.pk:
            return redirect("barometer:answer", key=key)
        if wave.status not in {Status.DRAFT, Status.OPEN}:
            return _said(request, wave, "Cette enquête est close", "Elle ne prend plus de réponses.", status=409)
        return view(request, wave, kept, draft, questionnaire(wave).drawn(draft.key), **rest)

    return guarded


@never_cache
@require_GET
@_answering
def following(_request: HttpRequest, wave: Wave, _kept: Kept, draft: Draft, asked: Questionnaire) -> HttpResponse:
    """Lead to the first question without an answer, or to the last page."""
    return redirect(_after(wave, asked, draft))


@never_cache
@require_http_methods(["GET", "POST"])
@_answering
def question(
    request: HttpRequest, wave: Wave, kept: Kept, draft: Draft, asked: Questionnaire, slug: str
) -> HttpResponse:
    """Ask one question; its answer is kept, then the next one comes."""
    path = asked.path(draft.values)
    here = next((one for one in path if one.slug == slug), None)
    if here is None:  # a page of the browser's memory: its condition holds no more
        return redirect("barometer:answer_next", key=wave.key)
    spoken = _spoken(wave, kept, len(asked.questions))
    told = here.in_language(spoken["language"])
    form = AnswerForm(
        told, request.POST if request.method == "POST" else None, initial={"answer": draft.values.get(slug)}, draft=draft.key,
        language=spoken["language"],
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        return _keep(request, wave, kept, draft, asked, here, form.cleaned_data["answer"])
    place = path.index(here)
    context = spoken | {
        "asked": told, "form": form, "position": place + 1, "count": len(path), "field": form["answer"],
        "before": path[place - 1] if place else None,
        "where": spoken["say"]["where"].format(position=place + 1, count=len(path)),
    }  # fmt: skip
    return render(request, f"{FOLDER}/question.html", context, status=422 if form.errors else 200)


def _keep(
    request: HttpRequest, wave: Wave, kept: Kept, draft: Draft, asked: Questionnaire, here: Asked, value: Any
) -> HttpResponse:
    try:
        saved = collecting.answer(wave=wave, key=draft.key, questionnaire=asked, asked=here, value=value)
    except CellFull:
        again = Kept(desk=kept.desk, language=kept.language, pretest=kept.pretest)
        return passes.write(redirect("barometer:answer_full", key=wave.key), wave, again)
    except Gone:
        return redirect("barometer:answer", key=wave.key)
    return redirect(
        reverse("barometer:answer_review", args=[wave.key]) if "review" in request.POST else _after(wave, asked, saved)
    )


@never_cache
@require_http_methods(["GET", "POST"])
@_answering
def review(request: HttpRequest, wave: Wave, kept: Kept, draft: Draft, asked: Questionnaire) -> HttpResponse:
    """Read one's answers once more, then send them."""
    if asked.next(draft.values) is not None:
        return redirect(_after(wave, asked, draft))
    if request.method == "POST":
        return _send(request, wave, kept, asked)
    spoken = _spoken(wave, kept, len(asked.questions))
    path = asked.in_language(spoken["language"]).path(draft.values)
    context = spoken | {
        "answers": [(one, one.in_words(draft.values.get(one.slug))) for one in path],
        "seats": board.seats(asked, draft.cells) if kept.desk else [],
    }
    return render(request, f"{FOLDER}/review.html", context)


def _send(request: HttpRequest, wave: Wave, kept: Kept, asked: Questionnaire) -> HttpResponse:
    try:
        collecting.send(wave=wave, mine=kept.mine, questionnaire=asked)
    except Incomplete as problem:
        return redirect("barometer:question", key=wave.key, slug=problem.slug)
    except AlreadyAnswered:
        return passes.write(_spent(request, wave), wave, Kept(desk=kept.desk))
    except NotNow as problem:
        return _said(request, wave, "Cette enquête est close", str(problem), status=409)
    except Gone:  # sent by the other tab a moment ago
        pass
    done = Kept(done=True, desk=kept.desk, mode=kept.mode, language=kept.language, pretest=kept.pretest)
    return passes.write(redirect("barometer:answer_thanks", key=wave.key), wave, done)


@never_cache
@require_http_methods(["GET", "POST"])
def thanks(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say thank you, once the answer is stored; ask who tries the questionnaire what she thinks of it."""
    wave, kept = _wave(key), passes.read(request)
    if not kept.done:
        return redirect("barometer:answer", key=key)
    opinion = None
    if wave.status == Status.DRAFT:
        opinion = OpinionForm(request.POST if request.method == "POST" else None)
        if opinion.is_bound and opinion.is_valid():
            pretesting.say(wave=wave, text=opinion.cleaned_data["text"])
            return _said(request, wave, "Merci", "Votre avis est noté. Vous pouvez fermer cette page.")
    return render(request, f"{FOLDER}/thanks.html", _spoken(wave, kept, 0) | {"opinion": opinion})


@never_cache
@require_GET
def full(request: HttpRequest, key: UUID) -> HttpResponse:
    """Thank somebody of whose kind enough people have answered."""
    return render(request, f"{FOLDER}/full.html", _spoken(_wave(key), passes.read(request), 0))


@never_cache
@require_POST
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop, and erase what was begun."""
    wave, kept = _wave(key), passes.read(request)
    if kept.draft:
        collecting.leave(key=kept.mine.draft)
    said = _said(request, wave, "C’est effacé", "Vos réponses commencées sont effacées. Vous pouvez fermer cette page.")
    again = replace(kept, secret="", draft="", done=False, mode=kept.mode if kept.desk else "")
    return passes.write(said, wave, again)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, text: str = "") -> HttpResponse:
    """Take the code of an invitation, from its link or typed from a letter, to the first page of its wave."""
    form = CodeForm(request.POST if request.method == "POST" else {"code": text} if text else None)
    if form.is_bound and form.is_valid():
        wave = invitations.wave_of(form.cleaned_data["code"])
        if wave is not None:
            kept = Kept(code=form.cleaned_data["code"], mode=Mode.INVITATION.value)
            return passes.write(redirect("barometer:answer", key=wave.key), wave, kept)
        if spam.too_many(request, "barometer-code"):  # only wrong codes count: a whole office may follow its links
            return render(request, f"{FOLDER}/too_many.html", status=429)
        form.add_error(
            "code",
            "Ce code n’est pas connu. Relisez-le : il n’a ni zéro, ni un, ni lettre O, I, L ou U. Une enquête close efface ses codes.",
        )
    return render(request, f"{FOLDER}/code.html", {"form": form}, status=422 if form.errors else 200)


def _spoken(wave: Wave, kept: Kept, count: int) -> dict[str, Any]:
    """What every page of somebody who answers needs: her language, and the words in it."""
    language = speaking.language_of(wave, kept.language)
    return {
        "wave": wave, "kept": kept, "language": language, "words": speaking.words_of(wave, language),
        "say": speaking.say(wave, language, count),
    }  # fmt: skip


def _wave(key: UUID) -> Wave:
    return get_object_or_404(Wave.objects.select_related("barometer__territory"), key=key)


def _draft(kept: Kept) -> Draft | None:
    return Draft.objects.filter(pk=kept.draft).first() if kept.draft else None


def _after(wave: Wave, asked: Questionnaire, draft: Draft) -> str:
    coming = asked.next(draft.values)
    if coming is None:
        return reverse("barometer:answer_review", args=[wave.key])
    return reverse("barometer:question", args=[wave.key, coming.slug])


def _closed(request: HttpRequest, wave: Wave, kept: Kept) -> HttpResponse | None:
    """Say why the wave takes no answer from this person; None when it does."""
    if wave.status == Status.DRAFT:
        return _not_open(request, wave, kept)
    if wave.status != Status.OPEN:
        return _said(
            request, wave, "Cette enquête est close", "Elle ne prend plus de réponses. Merci de votre intérêt."
        )
    if kept.done and not kept.desk:
        return redirect("barometer:answer_thanks", key=wave.key)
    if kept.code and not _draft(kept) and invitations.is_spent(kept.code):
        return _spent(request, wave)
    if not (wave.by_link or kept.code or kept.desk):
        return redirect("barometer:code")
    return None


def _not_open(request: HttpRequest, wave: Wave, kept: Kept) -> HttpResponse | None:
    """A wave in preparation is tried by those who prepare it; an invited person is told to come back; nobody else sees it."""
    if access.may_compose(request, wave.barometer) or access.may_collect(request, wave.barometer):
        return None
    if pretesting.opens(wave, kept.pretest):
        return None
    if kept.code:
        return _said(
            request,
            wave,
            "Pas encore ouverte",
            "Votre code est bon, mais l’enquête n’est pas encore ouverte. Revenez bientôt.",
        )
    raise Http404("Cette enquête n’existe pas.")


def _spent(request: HttpRequest, wave: Wave) -> HttpResponse:
    words = "Une réponse a déjà été donnée avec ce code : merci. Nous ne savons pas laquelle, et personne ne peut la retrouver."
    return _said(request, wave, "Déjà répondu", words)


def _said(request: HttpRequest, wave: Wave, heading: str, words: str, status: int = 200) -> HttpResponse:
    return render(
        request,
        f"{FOLDER}/said.html",
        {
            "wave": wave,
            "heading": heading,
            "words": words,
            "kept": passes.read(request),
            "language": questionnaires.FRENCH,
        },
        status=status,
    )
