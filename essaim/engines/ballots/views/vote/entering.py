"""The way in of a vote: the code of a letter, one sent on one's own address, or what one declares where the kit has no list."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.opening import asked_too_often
from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.vote import casting, codes, roll
from essaim.engines.ballots.domain.vote.addresses import Address
from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.vote import Mark, Stage, Voter
from essaim.engines.ballots.views.vote.forms import AddressForm, CodeForm, OnceForm, RegisterForm
from essaim.engines.ballots.views.vote.shared import Poll, let_in, let_out, poll_of, voter_of
from essaim.foundation.jobs import public as jobs
from essaim.foundation.territories import public as territories
from essaim.foundation.territories.public import Level
from essaim.foundation.ui.public import spam

LINKS_AN_HOUR = 60
TRIES_AN_HOUR = 10


@never_cache
@require_http_methods(["GET", "POST"])
@service_page
def page(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Where the vote stands, and the ways in."""
    poll = poll_of(adoption)
    by = request.POST.get("par", "") if request.method == "POST" else ""
    code = CodeForm(request.POST if by == "code" else None)
    address = AddressForm(request.POST if by == "adresse" else None)
    if by == "code" and code.is_valid():
        return _by_code(request, poll, code, address)
    if by == "adresse" and poll.urn.stage == Stage.OPEN and address.is_valid():
        return _by_address(request, poll, address.cleaned_data["address"])
    return _page(request, poll, code, address)


def _page(request: HttpRequest, poll: Poll, code: CodeForm, address: AddressForm) -> HttpResponse:
    voter = voter_of(request, poll)
    spans = {one.key: one for one in editions.spans_of(poll.consultation)}
    context = {
        "adoption": poll.adoption, "poll": poll, "code_form": code, "address_form": address, "voter": voter,
        "voted": bool(voter) and Mark.objects.filter(urn=poll.urn, voter=voter).exists(),
        "open": poll.urn.stage == Stage.OPEN, "span": spans.get("vote"), "form": code if code.errors else address,
    }  # fmt: skip
    return render(request, "ballots/vote/page.html", context, status=422 if code.errors or address.errors else 200)


def _by_code(request: HttpRequest, poll: Poll, code: CodeForm, address: AddressForm) -> HttpResponse:
    voter = roll.voter_by_code(poll.urn, code.cleaned_data["code"])
    if voter is not None:
        return let_in(redirect("ballots:ballot", poll.adoption.slug), poll, voter)
    if spam.too_many(request, "vote-code"):  # only wrong codes count: a whole family may share one line
        return _too_many(request, poll)
    code.add_error(
        "code",
        "Ce code n’ouvre rien. Relisez-le : il n’a ni zéro, ni un, ni lettre O, I, L ou U. Un code remplacé par un nouveau ne sert plus.",
    )
    return _page(request, poll, code, address)


def _by_address(request: HttpRequest, poll: Poll, address: Address) -> HttpResponse:
    """Ask for a code: the same words, rows and time whether the address is on the roll or not."""
    if spam.too_many(request, "vote-mail", LINKS_AN_HOUR) or asked_too_often(address.value):
        return _too_many(request, poll)
    codes.ask(urn=poll.urn, address=address)
    return _asked(request, poll, OnceForm(initial={"address": address.value}), address)


def _asked(request: HttpRequest, poll: Poll, form: OnceForm, address: Address | None) -> HttpResponse:
    context = {
        "adoption": poll.adoption,
        "poll": poll,
        "form": form,
        "by_sms": address is not None and address.kind == "sms",
    }
    return render(request, "ballots/vote/asked.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@service_page
def once(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Open the ballot with a code for one use. Tries are counted by place and by address: nobody guesses."""
    poll, form = poll_of(adoption), OnceForm(request.POST)
    if not form.is_valid():
        return _asked(request, poll, form, None)
    address: Address = form.cleaned_data["address"]
    voter = None
    if not _tried_too_often(address):
        voter = codes.use(urn=poll.urn, address=address, code=form.cleaned_data["code"])
    if voter is not None:
        return let_in(redirect("ballots:ballot", adoption.slug), poll, voter)
    if spam.too_many(request, "vote-once"):
        return _too_many(request, poll)
    form.add_error(
        "code",
        "Ce code n’ouvre rien : il est faux, a déjà servi, ou date de plus de 30 minutes. Vous pouvez en demander un autre.",
    )
    return _asked(request, poll, form, address)


def _tried_too_often(address: Address) -> bool:
    """Count one try of a code at an address, and say whether that is too many in an hour; the address is kept as a digest."""
    key = f"vote-once:{salted_hmac('essaim.ballots.tries', address.value).hexdigest()[:32]}"
    if cache.add(key, 1, timeout=3600):
        return False
    try:
        return int(cache.incr(key)) > TRIES_AN_HOUR
    except ValueError:  # the hour ended between the two lines
        return False


def _send_link(request: HttpRequest, poll: Poll, voter: Voter) -> None:
    """The link leaves by the outbox; it is kept nowhere else."""
    address = request.build_absolute_uri(
        reverse("ballots:vote_link", args=[poll.adoption.slug, casting.link_to(voter)])
    )
    body = (
        f"Bonjour,\n\nVoici votre lien pour voter : {poll.consultation.title}. Il sert une heure, et vous seul devez l’ouvrir.\n\n"
        f"{address}\n\nVous n’avez rien demandé ? N’en faites rien : personne ne peut voter sans ce lien."
    )
    jobs.send_message(to=voter.email, subject=f"Voter : {poll.consultation.title}", body=body)


def _too_many(request: HttpRequest, poll: Poll) -> HttpResponse:
    return render(request, "ballots/vote/too_many.html", {"adoption": poll.adoption, "poll": poll}, status=429)


@never_cache
@require_GET
@service_page
def link(request: HttpRequest, adoption: Adoption, word: str) -> HttpResponse:
    """Open the link of a mail."""
    poll = poll_of(adoption)
    voter = casting.voter_by_link(poll.urn, word)
    if voter is None:
        return render(request, "ballots/vote/link_over.html", {"adoption": adoption, "poll": poll}, status=410)
    return let_in(redirect("ballots:ballot", adoption.slug), poll, voter)


@require_POST
@service_page
def leave(_request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Forget who votes in this browser."""
    return let_out(redirect("ballots:vote", adoption.slug), poll_of(adoption))


@never_cache
@require_http_methods(["GET", "POST"])
@service_page
def register(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Enter the roll by one's own word, where the kit has no list: name, birth date, commune; a link by mail lets in."""
    poll = poll_of(adoption)
    if poll.urn.stage != Stage.OPEN or poll.rules["ballot"]["roll"] != "declared":
        raise Http404("on ne s’inscrit pas ici")
    form = _register_form(poll, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _registered(request, poll, form)
    context = {"adoption": adoption, "poll": poll, "form": form}
    return render(request, "ballots/vote/register.html", context, status=422 if form.errors else 200)


def _register_form(poll: Poll, data: Any) -> RegisterForm:
    spans = {one.key: one for one in editions.spans_of(poll.consultation)}
    return RegisterForm(_communes(poll), poll.rules["ballot"]["minimum_age"], spans["vote"].opens, data)


def _communes(poll: Poll) -> list[tuple[str, str]]:
    place = poll.adoption.territory
    inside = [(one.code, one.name) for one in territories.parts(place.code, Level.COMMUNE)]
    return inside or [(place.code, place.name)]


def _registered(request: HttpRequest, poll: Poll, form: RegisterForm) -> HttpResponse:
    said = form.cleaned_data
    zones = Zone.objects.filter(consultation=poll.consultation)
    zone = zones.filter(communes__commune__code=said["commune"]).first() or zones.filter(communes=None).first()
    if zone is None:
        form.add_error("commune", "Cette commune n’est d’aucun secteur de ce vote.")
        return render(
            request, "ballots/vote/register.html", {"adoption": poll.adoption, "poll": poll, "form": form}, status=422
        )
    if (
        spam.looks_automatic(request)
        or spam.too_many(request, "vote-register", LINKS_AN_HOUR)
        or asked_too_often(said["email"])
    ):
        return _too_many(request, poll)
    try:
        voter = roll.register(urn=poll.urn, zone=zone, name=said["name"], born=said["born"], email=said["email"])
    except RefusedActError as why:
        form.add_error(None, str(why))
        return render(
            request, "ballots/vote/register.html", {"adoption": poll.adoption, "poll": poll, "form": form}, status=422
        )
    _send_link(request, poll, voter)
    return render(request, "ballots/vote/mailed.html", {"adoption": poll.adoption, "poll": poll})
