"""Read everything once more, with what the rules say; send once; the receipt."""
# ruff: noqa: ARG001 - a view takes what its guard gives

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import opening
from essaim.adoptions.domain.answering import new_writer
from essaim.adoptions.domain.asking import Step, missing
from essaim.adoptions.domain.erasing import throw_away
from essaim.adoptions.domain.queries.entrance import entrance
from essaim.adoptions.domain.queries.following import followed
from essaim.adoptions.domain.saying import said_pages
from essaim.adoptions.domain.sending import entitlement, reachable, submit
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation, Standing
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views import codes
from essaim.adoptions.views.begin import DOSSIERS_AN_HOUR
from essaim.adoptions.views.filling import common, draft_page
from essaim.foundation.papers.public import qr_svg
from essaim.foundation.ui.public import spam

CONSENT = "accord"


@never_cache
@require_http_methods(["GET", "POST"])
@draft_page
def review(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, found: list[Step]
) -> HttpResponse:
    """Everything that was answered, what is missing, what the rules say; then send."""
    if request.method != "POST":
        return _page(request, adoption, participation, found)
    needed = participation.terms.kit.record.kit.legal_basis.ground == "consent"
    if needed and not request.POST.get(CONSENT):
        words = "Cochez la case qui donne votre accord : sans lui, le service ne peut pas garder vos réponses."
        return _page(request, adoption, participation, found, words)
    if spam.too_many(request, "dossier-send", DOSSIERS_AN_HOUR):
        return render(request, "adoptions/dossier/too_many.html", status=429)
    try:
        submit(participation=participation, actor=actor, request_key=request.POST.get("request_key", "")[:64])
    except AlreadyDoneError:
        pass
    except RefusedActError as refusal:
        return _page(request, adoption, participation, found, str(refusal))
    return redirect("adoptions:dossier_receipt", key=participation.key)


def _page(
    request: HttpRequest, adoption: Adoption, participation: Participation, found: list[Step], problem: str = ""
) -> HttpResponse:
    files = list(participation.attachments.all())
    absent: dict[int, list[str]] = {
        step.place: labels for step, labels in missing(participation, {one.asked for one in files})
    }
    pages = [(one, absent.get(one.place, []), _files_of(one.place, found, files)) for one in said_pages(participation)]
    ready = not absent and reachable(participation)
    context = {
        **common(request, adoption, participation, found), "pages": pages, "position": len(found) + 2,
        "ready": ready, "reachable": reachable(participation), "problem": problem, "said": entrance(adoption),
        "entitlement": entitlement(participation), "request_key": new_writer(),
        "consent": participation.terms.kit.record.kit.legal_basis.ground == "consent",
    }  # fmt: skip
    return render(request, "adoptions/dossier/review.html", context, status=422 if problem else 200)


def _files_of(place: int, found: list[Step], files: list[Any]) -> list[Any]:
    asked = {one.id for step in found if step.place == place for one in step.documents}
    return [one for one in files if one.asked in asked]


@never_cache
@require_safe
@holder_page
def receipt(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """The number, the code, what happens next and when: to print or to copy."""
    if participation.standing == Standing.DRAFT:
        return redirect("adoptions:dossier_review", key=participation.key)
    return render(request, "adoptions/dossier/receipt.html", receipt_context(request, adoption, participation))


def receipt_context(request: HttpRequest, adoption: Adoption, participation: Participation) -> dict[str, Any]:
    """What a receipt shows, on the screen of the holder and on that of an agent."""
    find = settings.ESSAIM_BASE_URL + reverse("adoptions:find_dossier")
    return {
        "adoption": adoption, "participation": participation, "code": codes.kept(request, participation),
        "followed": followed(participation), "pages": said_pages(participation), "today": timezone.localdate(),
        "find": find, "code_image": qr_svg(find, f"Code QR de {find}"), "erase": f"dossier:{participation.key}",
        "files": list(participation.attachments.all()),
    }  # fmt: skip


@never_cache
@require_POST
@holder_page
def new_code(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """Draw a new code: the one before opens nothing any more."""
    code = opening.renew_code(participation=participation)
    draft = participation.standing == Standing.DRAFT
    then = redirect("adoptions:dossier_resume" if draft else "adoptions:dossier_receipt", key=participation.key)
    return codes.keep(then, participation, code)


@never_cache
@require_safe
@draft_page
def resume(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    found: list[Step],
) -> HttpResponse:
    """How to take up a draft later, on this device or another: the code on paper, the link by mail."""
    return render(request, "adoptions/dossier/resume.html", common(request, adoption, participation, found))


@never_cache
@require_http_methods(["GET", "POST"])
@draft_page
def leave(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    found: list[Step],
) -> HttpResponse:
    """Throw a draft away, once one was asked."""
    if request.method != "POST":
        return render(request, "adoptions/dossier/leave.html", common(request, adoption, participation, found))
    throw_away(participation)
    context = {"adoption": adoption, "erase": f"dossier:{participation.key}"}
    return codes.drop(render(request, "adoptions/dossier/left.html", context), participation)
