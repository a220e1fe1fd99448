# ruff: noqa: ARG001 - a view takes what its guard gives, whether it needs it or not
"""The desk of vouchers and of acceptors: issue with a preview, print, see what is owed, write that it was paid."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import acting_as, desk_page
from essaim.adoptions.models import Adoption, Participation, Standing
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ledger.domain import issuing
from essaim.engines.ledger.models import Title
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.papers import drawn, pdf_of, title_paper
from essaim.engines.ledger.views.shared import ledger_of

LIST_AT_MOST = 400
"""How many people one issue may serve: what one sheet of preview shows, what one file prints."""


def _titled(adoption: Adoption) -> AccountRecord:
    found = next((one for one in ledger_of(adoption.terms).accounts if one.titles), None)
    if found is None:
        raise Http404("ce service n’a pas de titres")
    return found


@never_cache
@require_GET
@desk_page
def titles(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """What was issued, batch by batch: how many are spent, and the sheet to print."""
    section = ledger_of(adoption.terms)
    context = {"adoption": adoption, "actor": actor, "tabs": tabs(request, adoption, "ledger:titles"), "batches": []}
    if any(one.titles for one in section.accounts):
        record = _titled(adoption)
        rows = Title.objects.filter(adoption=adoption, trial=adoption.trial).order_by()
        counted = rows.values("batch", "issued_at", "value").annotate(count=Count("pk"), used=Count("spending"))
        batches = [{**row, "said": record.measured.say(row["value"])} for row in counted.order_by("-issued_at")[:100]]
        context |= {"batches": batches, "may": acting_as(request, adoption, "ledger.issue") is not None}
    return render(request, "ledger/desk/titles.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def issue(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Choose the people, see what it comes to, then issue to all of them or to none."""
    who, record = acting_as(request, adoption, "ledger.issue"), _titled(adoption)
    if who is None:
        raise Http404("émettre n’est pas ouvert à votre rôle")
    people = _people(adoption, record)
    chosen = [one for one in people if str(one.key) in request.POST.getlist("people")]
    preview, refused = None, ""
    if chosen:
        try:
            preview = issuing.preview(adoption=adoption, holders=chosen, account=record.id, actor=who)
            if request.POST.get("step") == "issue":
                batch = issuing.issue(adoption=adoption, holders=chosen, account=record.id, actor=who)
                messages.success(request, "Les titres sont émis : imprimez la planche.")
                return redirect("ledger_desk:batch", adoption.slug, batch)
        except RefusedActError as why:
            refused = str(why)
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ledger:titles"), "people": people, "chosen": chosen,
        "preview": preview, "refused": refused, "record": record, "none": request.method == "POST" and not chosen,
        "total": record.measured.say(preview.total) if preview else "",
        "left": record.measured.say(preview.left) if preview and preview.left is not None else "",
    }  # fmt: skip
    return render(request, "ledger/desk/issue.html", context, status=409 if refused else 200)


def _people(adoption: Adoption, record: AccountRecord) -> list[Participation]:
    """Who holds the account: those who have no voucher left first."""
    left = Title.objects.filter(account__participation=OuterRef("pk"), spending=None).filter(
        Q(expires_on=None) | Q(expires_on__gte=timezone.localdate())
    )
    rows = adoption.participations.filter(role=record.role, trial=adoption.trial, erased_at=None)
    rows = rows.exclude(standing__in=[Standing.DRAFT, Standing.ENDED]).annotate(has=Exists(left))
    return list(rows.select_related("party", "terms__version").order_by("has", "party__name", "pk")[:LIST_AT_MOST])


@never_cache
@require_GET
@desk_page
def batch(request: HttpRequest, adoption: Adoption, actor: Actor, batch: UUID) -> HttpResponse:
    """The sheet of an issue, to print: only vouchers that are not spent."""
    if acting_as(request, adoption, "ledger.issue") is None:
        raise Http404("imprimer des titres n’est pas ouvert à votre rôle")
    record = _titled(adoption)
    rows = Title.objects.filter(adoption=adoption, batch=batch, spending=None).order_by("number")
    papers = [title_paper(adoption, title, record, request) for title in rows[:LIST_AT_MOST]]
    if not papers:
        raise Http404("aucun titre à imprimer dans cette émission")
    if request.GET.get("format") == "pdf":
        return pdf_of(papers, f"titres-{batch}", "a7")
    context = {"adoption": adoption, "actor": actor, "batch": batch, "papers": drawn(papers)}
    return render(request, "ledger/desk/batch.html", context)
