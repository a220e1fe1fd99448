"""The desk of a vote: what it lacks, its keys, its opening, its close, its count, its publication."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ballots.access import doing, may_do
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.vote import announcing, ceremony, closing, counting, freezing
from essaim.engines.ballots.domain.vote.keys import Share
from essaim.engines.ballots.domain.vote.preflight import machine_faults
from essaim.engines.ballots.domain.vote.results import results_of
from essaim.engines.ballots.domain.vote.urns import urn_of, urn_seen
from essaim.engines.ballots.models.vote import Checkpoint, Observer, Stage, Urn
from essaim.engines.ballots.views.vote.forms import KeysForm, ObserverForm, SureForm, TrusteesForm
from essaim.foundation.papers import public as papers
from essaim.foundation.ui.public import attachment

VERBS = ("keys", "open-vote", "close-vote", "count", "announce")


def urn_here(request: HttpRequest, adoption: Adoption) -> Urn | None:
    """Return the urn of the edition that runs, written when the request is an act; None without edition."""
    edition = editions.running(adoption)
    if edition is None:
        return None
    edition.adoption = adoption
    urn = urn_of(edition) if request.method == "POST" else urn_seen(edition)
    urn.consultation = edition
    return urn


@never_cache
@require_GET
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """Where the vote stands and what comes next."""
    return show(request, adoption)


def show(request: HttpRequest, adoption: Adoption, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of the ballot box, with forms at fault where there are some."""
    urn = urn_here(request, adoption)
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:ballot_box"), "urn": urn,
        "may": {verb.replace("-", "_"): may_do(request, adoption, verb) for verb in VERBS},
        "trustees_form": TrusteesForm(prefix="t"), "try_form": KeysForm(prefix="e"), "count_form": KeysForm(prefix="d"),
        "sure_form": SureForm(prefix="s"), "observer_form": ObserverForm(prefix="o"), "form": None, "checkpoints": [], **forms,
    }  # fmt: skip
    if urn is not None:
        context |= {"observers": Observer.objects.filter(urn_id=urn.pk)} | _state(urn, adoption)
    return render(request, "ballots/vote/desk/box.html", context, status=status)


def _state(urn: Urn, adoption: Adoption) -> dict[str, Any]:
    if urn.stage == Stage.PREPARING:
        faults = [*freezing.vote_faults(urn, Words.of(adoption)), *machine_faults()]
        return {"faults": faults, "now": editions.now_open(urn.consultation, adoption)}
    found: dict[str, Any] = {
        "figures": closing.figures(urn), "checkpoints": Checkpoint.objects.filter(urn=urn).order_by("-number")[:5],
        "registered": urn.voters.count(),
    }  # fmt: skip
    if urn.stage == Stage.CLOSED:
        found["unreconciled"] = counting.count_faults(urn)
    if urn.stage in {Stage.COUNTED, Stage.PUBLISHED}:
        found["zones"] = results_of(urn)
    return found


@never_cache
@require_POST
@doing("keys")
def keys(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Make the keys and print the three papers, once: nothing keeps them."""
    form, urn = TrusteesForm(request.POST, prefix="t"), urn_here(request, adoption)
    if urn is None or not form.is_valid():
        return show(request, adoption, 422, trustees_form=form, form=form)
    try:
        shares = ceremony.make(urn=urn, holders=form.holders, actor=actor)
    except RefusedActError as why:
        messages.error(request, str(why))
        return redirect("ballots_desk:ballot_box", adoption.slug)
    if not papers.pdf_available():
        context = {"adoption": adoption, "shares": list(zip(form.holders, shares, strict=True)), "urn": urn}
        return render(request, "ballots/vote/desk/keys.html", context)
    return _printed(urn, form.holders, shares)


def _printed(urn: Urn, holders: Sequence[str], shares: Sequence[Share]) -> HttpResponse:
    letters = [_letter(urn, holder, share) for holder, share in zip(holders, shares, strict=True)]
    return attachment(papers.letters_pdf(letters, at=timezone.now()), "cles-du-vote.pdf")


def _letter(urn: Urn, holder: str, share: Share) -> papers.Letter:
    body = papers.blocks_of(
        f"Vous êtes dépositaire d’une des trois clés du vote « {urn.consultation.title} ». Deux clés sur trois ouvrent l’urne, une seule n’ouvre rien.\n\n"
        f"## Votre clé, n° {share.index}\n\n{share.words}\n\n"
        "Gardez ce papier sous pli fermé, loin des deux autres. Ne le photographiez pas, ne l’envoyez à personne. "
        "La plateforme n’en garde rien : si deux clés sont perdues, les bulletins en ligne ne s’ouvriront jamais.\n\n"
        "Au dépouillement, vous taperez vous-même ces signes. Les quatre derniers vérifient les autres : une faute de frappe se voit."
    )
    return papers.Letter(
        sender=papers.Sender(urn.consultation.adoption.structure), recipient=(holder,), body=body,
        subject=f"Clé n° {share.index} du vote : {urn.consultation.title}", day=timezone.localdate(),
    )  # fmt: skip


@never_cache
@require_POST
@doing("keys")
def try_keys(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Two trustees prove that their keys open."""
    form, urn = KeysForm(request.POST, prefix="e"), urn_here(request, adoption)
    if urn is not None and form.is_valid():
        try:
            ceremony.try_keys(urn=urn, typed=form.typed, actor=actor)
        except RefusedActError as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Ces deux clés ouvrent : elles ne sont pas gardées.")
            return redirect("ballots_desk:ballot_box", adoption.slug)
    return show(request, adoption, 422, try_form=form, form=form)


def _surely(
    request: HttpRequest, adoption: Adoption, act: Callable[[Urn], object], said: str, *, needed: bool = True
) -> HttpResponse:
    """Do what is not undone, once its box is ticked."""
    form, urn = SureForm(request.POST, prefix="s"), urn_here(request, adoption)
    if urn is None or (needed and not form.is_valid()):
        return show(request, adoption, 422, sure_form=form, form=form)
    try:
        act(urn)
    except RefusedActError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, said)
    return redirect("ballots_desk:ballot_box", adoption.slug)


@never_cache
@require_POST
@doing("open-vote")
def open_vote(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    said = "Le vote est ouvert. Ses règles sont gelées, leur empreinte est au journal."
    return _surely(request, adoption, lambda urn: freezing.open_vote(urn=urn, actor=actor), said)


@never_cache
@require_POST
@doing("close-vote")
def close_vote(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    said = "Le vote est clos. Dépouillez le papier, puis réunissez deux dépositaires."
    return _surely(request, adoption, lambda urn: closing.close_vote(urn=urn, actor=actor), said)


@never_cache
@require_POST
@doing("announce")
def announce(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    said = "Les résultats sont publiés, les auteurs prévenus."
    return _surely(request, adoption, lambda urn: announcing.announce(urn=urn, actor=actor), said)


@never_cache
@require_POST
@doing("count")
def count(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Two trustees type their keys; everything is opened and counted."""
    form, urn = KeysForm(request.POST, prefix="d"), urn_here(request, adoption)
    if urn is not None and form.is_valid():
        try:
            counting.count_vote(urn=urn, typed=form.typed, actor=actor)
        except RefusedActError as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Le vote est dépouillé. Relisez, puis publiez.")
            return redirect("ballots_desk:ballot_box", adoption.slug)
    return show(request, adoption, 422, count_form=form, form=form)
