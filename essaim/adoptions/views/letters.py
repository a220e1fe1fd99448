"""Letters on paper: those to print on the desk, all in one file or one by one; one's own as a file."""
# ruff: noqa: ARG001 - a view takes what its guard gives

import re
from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from essaim.adoptions.domain.printing import AGAIN, mark_printed, put_back
from essaim.adoptions.domain.queries import letters
from essaim.adoptions.guard import agent_page, holder_page, reach
from essaim.adoptions.models import Adoption, Participation, Told
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.foundation.papers.public import PDF_MISSING, pdf_available
from essaim.foundation.ui.public import attachment, french

NUMBER = re.compile("[0-9]{1,18}")


@never_cache
@require_safe
@agent_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The letters to print, the oldest first, and the last ones that were."""
    rows = _mine(request, adoption, letters.waiting(adoption))
    last = list(letters.printed(adoption, limit=AGAIN))
    open_to = _open_to(request, adoption, [one.pk for one in last])
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "letters"), "letters": list(rows[: letters.BATCH]),
        "total": rows.count(), "batch": letters.BATCH, "printed": [one for one in last if one.pk in open_to],
        "pdf": pdf_available(), "missing": PDF_MISSING,
    }  # fmt: skip
    return render(request, "adoptions/letters/page.html", context)


@never_cache
@require_safe
@agent_page
def sheets(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The same letters in a page, one a sheet, for a browser to print: no PDF is needed."""
    found = [(one, letters.sheet(one)) for one in _batch(request, adoption)]
    return render(request, "adoptions/letters/sheets.html", {"adoption": adoption, "letters": found})


@never_cache
@require_safe
@agent_page
def batch(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The same letters in one PDF."""
    found = _batch(request, adoption)
    if not found:
        messages.info(request, "Aucune lettre à imprimer.")
        return redirect("adoptions:letters", slug=adoption.slug)
    return _file(found, f"courrier-{adoption.slug}.pdf")


def _mine(request: HttpRequest, adoption: Adoption, rows: "QuerySet[Told]") -> "QuerySet[Told]":
    """The letters of the dossiers that the person may open."""
    within = reach(request, adoption)
    return rows.filter(participation__in=Participation.objects.filter(within)) if within else rows


def _open_to(request: HttpRequest, adoption: Adoption, named: Sequence[int]) -> list[int]:
    """Those of some letters that the person may open."""
    rows = _mine(request, adoption, letters.of_service(adoption))
    return list(rows.filter(pk__in=named).values_list("pk", flat=True))


def _batch(request: HttpRequest, adoption: Adoption) -> list[Told]:
    """The letters that the page showed: those that came since are not of its file (`jusqua`: the last it showed)."""
    rows, last = _mine(request, adoption, letters.waiting(adoption)), _numbers([request.GET.get("jusqua", "")])
    return list((rows.filter(pk__lte=last[0]) if last else rows)[: letters.BATCH])


@never_cache
@require_safe
@agent_page
def one(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """One message of a dossier of this service as a letter, printed already or not."""
    return _of(
        get_object_or_404(_mine(request, adoption, letters.of_service(adoption)).select_related(*letters.ROWS), pk=pk)
    )


@never_cache
@require_safe
@holder_page
def own(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, pk: int) -> HttpResponse:
    """One message of one's own dossier as a letter to keep."""
    return _of(get_object_or_404(Told.objects.select_related(*letters.ROWS), pk=pk, participation=participation))


def _of(told: Told) -> HttpResponse:
    return _file([told], f"lettre-{told.participation.number or 0}-{told.pk}.pdf")


def _file(told: Sequence[Told], name: str) -> HttpResponse:
    if not pdf_available():
        return HttpResponse(PDF_MISSING, status=503, content_type="text/plain; charset=utf-8")
    return attachment(letters.letters_pdf(told), name)


@require_POST
@agent_page
def done(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Say that the letters of the page were printed, or put one back."""
    named = _numbers(request.POST.getlist("again")[:1] or request.POST.getlist("letter"))
    open_to = _open_to(request, adoption, named)
    if "again" in request.POST:
        back = bool(open_to) and put_back(adoption=adoption, letter=open_to[0], actor=actor.key)
        messages.info(request, "La lettre est de nouveau à imprimer." if back else "Cette lettre n’a pas été remise.")
    else:
        marked = mark_printed(adoption=adoption, letters=open_to, actor=actor.key)
        messages.success(request, f"{french.counted(marked, 'lettre imprimée', 'lettres imprimées')}.")
    return redirect("adoptions:letters", slug=adoption.slug)


def _numbers(written: Sequence[str]) -> list[int]:
    return [int(each) for each in written[: letters.BATCH] if NUMBER.fullmatch(each)]
