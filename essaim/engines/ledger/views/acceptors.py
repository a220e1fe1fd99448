# ruff: noqa: ARG001 - a view takes what its guard gives, whether it needs it or not
"""Those who accept: what each is owed, paying it, suspending one with a reason, taking it off the list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.guard import acting_as, desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.refusing import refused_on, told
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ledger.domain import accepting, settling
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.forms import ReasonForm, new_key
from essaim.engines.ledger.models import Acceptor, LedgerAccount
from essaim.engines.ledger.views.shared import decimal, ledger_of, record_of, speech_of
from essaim.foundation.ui.public import spreadsheet


@never_cache
@require_GET
@desk_page
def acceptors(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Who accepts, what each is owed; as a page or as a file."""
    terms = adoption.terms
    records = {one.id: one for one in ledger_of(terms).accounts}
    rows = LedgerAccount.objects.filter(adoption=adoption, place=Place.ACCEPTOR, trial=adoption.trial)
    rows = rows.select_related("participation__party").order_by("-balance", "participation__party__name")
    live = {
        (one.participation_id, one.account): one for one in Acceptor.objects.filter(participation__adoption=adoption)
    }
    speech = speech_of(terms)
    listed: list[dict[str, Any]] = [
        {
            "row": row, "name": row.participation.party.name if row.participation else "", "said": records[row.key].measured.say(row.balance),
            "label": speech.label(records[row.key].label), "acceptor": live.get((row.participation_id or 0, row.key)), "form_key": new_key(),
        }
        for row in rows if row.key in records
    ]  # fmt: skip
    if request.GET.get("format") == "csv":
        cells = [
            [
                one["row"].participation.number,
                one["name"],
                one["row"].key,
                decimal(records[one["row"].key], one["row"].balance),
            ]
            for one in listed
        ]
        return spreadsheet(
            f"dus-{adoption.slug}-{timezone.localdate():%Y-%m-%d}", ["dossier", "structure", "compte", "dû"], cells
        )
    context = {
        "adoption": adoption, "actor": actor, "tabs": tabs(request, adoption, "ledger:acceptors"), "listed": listed,
        "may": {verb: acting_as(request, adoption, f"ledger.{verb}") is not None for verb in ("settle", "suspend", "resume")},
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "ledger/desk/acceptors.html", context)


@never_cache
@require_POST
@desk_page
def settle(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID, account: str) -> HttpResponse:
    """Write that an acceptor was paid all that it had taken."""
    who = acting_as(request, adoption, "ledger.settle")
    participation = get_object_or_404(adoption.participations.select_related("party"), key=key)
    if who is None:
        raise Http404("payer n’est pas ouvert à votre rôle")
    record = record_of(adoption.terms, account)
    with told(request):
        key_ = request.POST.get("key", "")[:64]
        paid = settling.settle(adoption=adoption, acceptor=participation, account=account, actor=who, request_key=key_)
        messages.success(request, f"{participation.party.name} : {record.measured.say(paid.amount)}, payés.")
    return redirect("ledger_desk:acceptors", adoption.slug)


@never_cache
@require_POST
@desk_page
def stop(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Take a structure off the list from tomorrow, or put it back; what it took stays owed."""
    if acting_as(request, adoption, "ledger.settle") is None:
        raise Http404("changer la liste n’est pas ouvert à votre rôle")
    one = get_object_or_404(Acceptor, pk=pk, participation__adoption=adoption)
    one.until = None if one.until else timezone.localdate()
    one.save(update_fields=["until"])
    messages.success(request, "La liste est à jour.")
    return redirect("ledger_desk:acceptors", adoption.slug)


def _accepting(adoption: Adoption, pk: int) -> Acceptor:
    rows = Acceptor.objects.filter(participation__adoption=adoption).select_related("participation__party")
    return get_object_or_404(rows, pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def suspend(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Suspend a structure, with the reason that it and whoever comes to spend there will read."""
    who, one = acting_as(request, adoption, "ledger.suspend"), _accepting(adoption, pk)
    if who is None:
        raise Http404("suspendre n’est pas ouvert à votre rôle")
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = "La structure le lira, et qui veut y dépenser aussi. N’y nommez personne."
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            accepting.suspend(
                adoption=adoption, acceptor=one.participation, account=one.account, actor=who,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
            messages.success(
                request, "La structure est suspendue : rien ne s’y dépense plus. Ce qu’elle a pris reste dû."
            )
            return redirect("ledger_desk:acceptors", adoption.slug)
    context = {"adoption": adoption, "form": form, "one": one, "tabs": tabs(request, adoption, "ledger:acceptors")}
    return render(request, "ledger/desk/suspend.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@desk_page
def resume(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Let a suspended structure accept again."""
    who, one = acting_as(request, adoption, "ledger.resume"), _accepting(adoption, pk)
    if who is None:
        raise Http404("reprendre n’est pas ouvert à votre rôle")
    with told(request, "La structure accepte de nouveau."):
        accepting.resume(adoption=adoption, acceptor=one.participation, account=one.account, actor=who)
    return redirect("ledger_desk:acceptors", adoption.slug)
