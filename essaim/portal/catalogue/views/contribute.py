"""Anyone proposes an initiative, or an amendment to a published one. No account is needed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import spam
from essaim.portal.catalogue.access import MODERATE
from essaim.portal.catalogue.domain import proposals
from essaim.portal.catalogue.forms.proposal import KEYS, QUESTIONS, Question, neighbours, question
from essaim.portal.catalogue.models import Proposal

SLOWEST_ROBOT = timedelta(seconds=20)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Say what will be asked, then begin."""
    if request.method == "POST":
        if spam.looks_automatic(request) or spam.too_many(request, "propose"):
            return render(request, "catalogue/contribute/too_many.html", status=429)
        proposal = proposals.start(account_id=_account_id(request))
        return redirect("catalogue:proposal", token=proposal.token, key=KEYS[0])
    return render(request, "catalogue/contribute/start.html", {"questions": QUESTIONS})


@never_cache
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, token: UUID, key: str) -> HttpResponse:
    """One question a page; the answer is kept, then the next question comes."""
    row, asked = _open(token), _asked(key)
    if row.state != Proposal.State.WRITING:
        return redirect("catalogue:proposal_state", token=token)
    form = asked.form(request.POST if request.method == "POST" else None, initial=_initial(row))
    if form.is_bound and form.is_valid():
        proposals.save_answers(proposal=row, answers=form.cleaned_data)
        return redirect(_next(row, key, to_review="review" in request.POST))
    return render(
        request, "catalogue/contribute/question.html", _context(row, asked, form), status=422 if form.errors else 200
    )


@require_POST
def autosave(request: HttpRequest, token: UUID, key: str) -> JsonResponse:
    """Keep what is already valid of one page, and say when it was kept, or what could not be (422)."""
    row, asked = _open(token), _asked(key)
    form = asked.form(request.POST)
    form.is_valid()
    try:
        proposals.save_answers(proposal=row, answers=form.cleaned_data)
    except proposals.NotReady as problem:
        return JsonResponse({"error": str(problem)}, status=409)
    unkept = _unkept(form)
    if unkept:
        return JsonResponse({"error": "Pas encore enregistré : " + " ".join(unkept)}, status=422)
    kept = timezone.localtime().strftime("%H h %M")
    return JsonResponse({"saved_at": kept, "message": f"Enregistré à {kept}"})


def _unkept(form: forms.Form) -> list[str]:
    """Name what was typed and could not be kept; a field that is still empty is no fault while somebody writes."""
    typed = [name for name in form.errors if name in form.fields and form[name].value() not in (None, "", [])]
    return [f"{form.fields[name].label} : {form.errors[name][0]}" for name in typed]


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, token: UUID) -> HttpResponse:
    """Read everything once more, then send."""
    row = _open(token)
    if row.state != Proposal.State.WRITING:
        return redirect("catalogue:proposal_state", token=token)
    missing = proposals.missing_answers(row)
    if request.method == "POST" and not missing:
        return _send(request, row)
    context = {"proposal": row, "sections": sections(row), "missing": missing, "last_key": KEYS[-1]}
    return render(request, "catalogue/contribute/review.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_GET
def proposal_state(request: HttpRequest, token: UUID) -> HttpResponse:
    """Say where a proposal stands, to whoever holds its link."""
    row = get_object_or_404(Proposal.objects.select_related("initiative"), token=token)
    if row.state == Proposal.State.WRITING:
        return redirect("catalogue:proposal_review", token=token)
    return render(request, "catalogue/contribute/state.html", {"proposal": row, "sections": sections(row)})


def _send(request: HttpRequest, row: Proposal) -> HttpResponse:
    if timezone.now() - row.created_at < SLOWEST_ROBOT or spam.too_many(request, "send"):
        return render(request, "catalogue/contribute/too_many.html", status=429)
    territory = row.answers.get("territory")
    proposals.send(proposal=row, moderators=accounts.emails_with(act=MODERATE, territory=territory))
    return redirect("catalogue:proposal_state", token=row.token)


def _open(token: UUID) -> Proposal:
    return get_object_or_404(Proposal, token=token)


def _asked(key: str) -> Question:
    asked = question(key)
    if asked is None:
        raise Http404("Cette question n’existe pas.")
    return asked


def _initial(row: Proposal) -> dict[str, Any]:
    return {**row.answers, "email": row.email}


def _next(row: Proposal, key: str, *, to_review: bool) -> str:
    _, after = neighbours(key)
    if to_review or after is None:
        return reverse("catalogue:proposal_review", args=[row.token])
    return reverse("catalogue:proposal", args=[row.token, after])


def _context(row: Proposal, asked: Question, form: forms.Form) -> dict[str, Any]:
    before, _ = neighbours(asked.key)
    return {
        "proposal": row,
        "question": asked,
        "form": form,
        "position": KEYS.index(asked.key) + 1,
        "count": len(KEYS),
        "before": before,
        "resume_url": reverse("catalogue:proposal", args=[row.token, asked.key]),
    }


def sections(row: Proposal) -> list[dict[str, Any]]:
    """Every question with its answers, in words, for the review and for the moderator."""
    values = _initial(row)
    return [{"question": asked, "answers": list(_answers(asked.form(initial=values), values))} for asked in QUESTIONS]


def _answers(form: forms.Form, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, field in form.fields.items():
        value = values.get(name)
        if value in (None, "", []):
            continue
        labels = dict(getattr(field, "choices", []))
        shown = (
            ", ".join(str(labels.get(item, item)) for item in value)
            if isinstance(value, list)
            else labels.get(value, value)
        )
        yield {"label": field.label, "value": shown}


def _account_id(request: HttpRequest) -> int | None:
    return request.user.pk if request.user.is_authenticated else None
