"""The ballot: choose, check, send, keep one's receipt. What a browser seals, this server never reads."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.vote import casting, sealing
from essaim.engines.ballots.domain.vote.casting import AlreadyVotedError
from essaim.engines.ballots.domain.vote.folding import in_parts
from essaim.engines.ballots.domain.vote.sealing import VOID_WORDS, Style, Void
from essaim.engines.ballots.models.vote import Envelope, Mark, Stage, Voter
from essaim.engines.ballots.views.edition.selection import projects_of
from essaim.engines.ballots.views.vote.forms import ReceiptForm
from essaim.engines.ballots.views.vote.shared import Poll, let_out, poll_of, voter_of

HEX_AT_MOST = 20_000


@never_cache
@require_http_methods(["GET", "POST"])
@service_page
def ballot(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Choose projects. With the script, the browser checks and seals; without it, this page sends to a check page."""
    poll = poll_of(adoption)
    voter = voter_of(request, poll)
    if voter is None or poll.urn.stage != Stage.OPEN:
        return redirect("ballots:vote", adoption.slug)
    if Mark.objects.filter(urn=poll.urn, voter=voter).exists():
        return _voted(request, poll)
    step, chosen = request.POST.get("step", ""), _chosen(request)
    if step == "check":
        fault = poll.style(voter).fault(chosen)
        return _choose(request, poll, voter, chosen, fault) if fault else _check(request, poll, voter, chosen)
    return _choose(request, poll, voter, chosen)


def _chosen(request: HttpRequest) -> list[int]:
    written = request.POST.getlist("projects")
    return [int(one) for one in written if one.isascii() and one.isdigit() and len(one) < 10][:1000]  # noqa: PLR2004


def _choose(
    request: HttpRequest, poll: Poll, voter: Voter, chosen: Sequence[int], fault: Void | None = None
) -> HttpResponse:
    words = request.POST.get("q", "").strip()[:100]
    kept = _kept(request, poll, voter)
    choices = poll.choices(voter, frozenset(chosen), kept)
    shown = [one for one in choices if one.chosen or one.says(words)]
    context = {
        "adoption": poll.adoption, "poll": poll, "voter": voter, "parts": in_parts(shown), "q": words, "all": len(choices),
        "style": poll.style(voter), "apart": _apart(poll.style(voter)), "fault": _fault_words(poll, fault) if fault else "", "chosen": len(set(chosen)),
        "kept": len(kept),
        "mine": salted_hmac("essaim.ballots.kept", str(voter.key)).hexdigest()[:16],
    }  # fmt: skip
    return render(request, "ballots/vote/ballot.html", context, status=422 if fault else 200)


def _apart(style: Style) -> str:
    """Return the sets of incompatible projects as the page holds them: « 3 7;12 40 »."""
    return ";".join(" ".join(str(number) for number in sorted(one)) for one in style.apart)


def _kept(request: HttpRequest, poll: Poll, voter: Voter) -> frozenset[int]:
    """The projects of her zone that this browser kept while reading the catalogue: she finds them first. Nothing is written."""
    kept = projects_of(request, poll.consultation, trial=poll.adoption.trial)
    return frozenset(one.number for one in kept) & frozenset(poll.style(voter).projects)


def _fault_words(poll: Poll, fault: Void) -> str:
    if fault is Void.MANY:
        return f"Vous avez choisi trop de projets. {poll.rule_words}"
    if fault is Void.FEW:
        return f"Vous n’avez pas choisi assez de projets. {poll.rule_words}"
    if fault in {Void.LIMIT, Void.APART}:
        return f"Votre bulletin {VOID_WORDS[fault]} : enlevez-en. {poll.rule_words}"
    return "Un des projets choisis n’est pas sur votre bulletin : recommencez."


def _check(request: HttpRequest, poll: Poll, voter: Voter, chosen: Sequence[int]) -> HttpResponse:
    """Without the script: the server seals at once, says so, and keeps nothing until the ballot is sent."""
    style = poll.style(voter)
    sealed = sealing.seal(bytes.fromhex(poll.urn.public_key), sealing.write(style, chosen))
    context = {
        "adoption": poll.adoption, "poll": poll, "voter": voter, "sealed": sealed.hex(),
        "choices": [one for one in poll.choices(voter, frozenset(chosen)) if one.chosen],
        "receipt": sealing.said_receipt(sealing.receipt_of(sealed)),
    }  # fmt: skip
    return render(request, "ballots/vote/check.html", context)


def _voted(request: HttpRequest, poll: Poll) -> HttpResponse:
    """Who has voted is told so, and how to find a receipt."""
    context = {"adoption": poll.adoption, "poll": poll, "form": ReceiptForm()}
    return render(request, "ballots/vote/voted.html", context, status=409)


@never_cache
@require_POST
@service_page
def cast(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Take a sealed ballot and show its receipt; the same one sent again shows the same, with or without the code."""
    poll = poll_of(adoption)
    try:
        sealed = bytes.fromhex(request.POST.get("sealed", "")[:HEX_AT_MOST])
        receipt = _cast(poll, voter_of(request, poll), sealed)
    except AlreadyVotedError:
        return _voted(request, poll)
    except (RefusedActError, ValueError) as why:
        words = (
            str(why)
            if isinstance(why, RefusedActError)
            else "Ce bulletin ne se lit pas : recommencez depuis la liste des projets."
        )
        return render(
            request, "ballots/vote/refused.html", {"adoption": adoption, "poll": poll, "why": words}, status=422
        )
    context = {"adoption": adoption, "poll": poll, "receipt": receipt, "said": sealing.said_receipt(receipt)}
    return let_out(render(request, "ballots/vote/receipt.html", context), poll)


def _cast(poll: Poll, voter: Voter | None, sealed: bytes) -> str:
    if voter is not None:
        return casting.cast(urn=poll.urn, voter=voter, sealed=sealed, most=poll.most)
    receipt = sealing.receipt_of(sealed)
    if casting.holds(poll.urn, receipt):
        return receipt
    raise RefusedActError("Votre code n’est plus ouvert dans ce navigateur : rouvrez-le, puis renvoyez votre bulletin.")


@never_cache
@require_http_methods(["GET", "POST"])
@service_page
def receipts(request: HttpRequest, adoption: Adoption, number: int | None = None) -> HttpResponse:
    """Find a receipt in the urn. It is posted: in an address it would stay in logs, with its hour."""
    poll = poll_of(adoption, number)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found, asked = None, form.is_bound and form.is_valid()
    if asked:
        written = form.cleaned_data["receipt"]
        found = Envelope.objects.filter(urn=poll.urn, receipt__startswith=written).only("receipt", "struck").first()
    context = {"adoption": adoption, "poll": poll, "form": form, "found": found, "asked": asked}
    return render(request, "ballots/vote/receipts.html", context, status=422 if form.errors else 200)


@require_GET
@service_page
def secrecy(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """What keeps a vote secret, who would have to collude, what nothing protects against."""
    poll = poll_of(adoption)
    return render(request, "ballots/vote/secrecy.html", {"adoption": adoption, "poll": poll})
