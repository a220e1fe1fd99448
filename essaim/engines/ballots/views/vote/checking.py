"""The checkpoints of an urn for everybody: a page to compare, a feed for who follows, the proofs for programs."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.cores import voting
from essaim.engines.ballots.domain.vote import checkpoints
from essaim.engines.ballots.models.vote import Checkpoint
from essaim.engines.ballots.views.vote.forms import ReceiptForm, RootForm
from essaim.engines.ballots.views.vote.shared import Poll, poll_of
from essaim.foundation.signing import public as signing
from essaim.foundation.ui.public import spam

IN_FEED, SHOWN = 50, 30
PROOFS_AN_HOUR = 30


def _poll(adoption: Adoption, number: int) -> Poll:
    poll = poll_of(adoption, number)
    if not poll.urn.begun:
        raise Http404("le vote n’a pas ouvert")
    return poll


@never_cache
@require_http_methods(["GET", "POST"])
@service_page
def page(request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The checkpoints, and whether one that somebody kept is among them and still holds."""
    poll = _poll(adoption, number)
    form = RootForm(request.POST if request.method == "POST" else None)
    rows = Checkpoint.objects.filter(urn=poll.urn).order_by("-number")
    asked = form.is_bound and form.is_valid()
    if asked and spam.too_many(request, "vote-compare", PROOFS_AN_HOUR):
        return render(request, "ballots/vote/too_many.html", {"adoption": adoption, "poll": poll}, status=429)
    found = rows.filter(root=form.cleaned_data["root"]).last() if asked else None
    context = {
        "adoption": adoption, "poll": poll, "number": number, "form": form, "asked": asked, "found": found,
        "holds": found is not None and checkpoints.holds(poll.urn, found), "rows": rows[:SHOWN], "total": rows.count(),
        "key": "" if signing.problem() else signing.current(),
    }  # fmt: skip
    return render(request, "ballots/vote/checkpoints.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@service_page
def as_json(_request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """All the checkpoints, as docs/formats/releves-urne.md says."""
    content = voting.canonical_json(checkpoints.published(_poll(adoption, number).urn)) + b"\n"
    return HttpResponse(content, content_type="application/json")


@never_cache
@require_safe
@service_page
def feed(request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The last checkpoints, for a feed reader: each entry holds the signed line, so that the reader keeps it."""
    poll = _poll(adoption, number)
    whole = request.build_absolute_uri(reverse("ballots:checkpoints", args=[adoption.slug, number]))
    made = Atom1Feed(
        title=f"Relevés de l’urne : {poll.consultation.title}", link=whole, description="", language="fr",
        feed_url=request.build_absolute_uri(), author_name=adoption.structure,
    )  # fmt: skip
    for row in Checkpoint.objects.filter(urn=poll.urn).order_by("-number")[:IN_FEED]:
        row.urn = poll.urn
        made.add_item(
            title=f"Relevé n° {row.number} : {row.size} bulletins scellés", link=f"{whole}#r{row.number}",
            description=signing.canonical(checkpoints.told(row)).decode(), updateddate=row.at, pubdate=row.at,
            unique_id=f"urn:uuid:{poll.urn.key}:{row.number}",
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@never_cache
@require_POST
@service_page
def proof(request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The proof that a receipt is under the last checkpoint. Posted: in an address a receipt would stay in logs, with its hour."""
    poll = _poll(adoption, number)
    form = ReceiptForm(request.POST)
    if spam.too_many(request, "vote-proof", PROOFS_AN_HOUR):
        return render(request, "ballots/vote/too_many.html", {"adoption": adoption, "poll": poll}, status=429)
    found = checkpoints.included(poll.urn, form.cleaned_data["receipt"]) if form.is_valid() else None
    if found is None:
        return render(request, "ballots/vote/no_proof.html", {"adoption": adoption, "poll": poll}, status=404)
    response = JsonResponse(found)
    response["Content-Disposition"] = 'attachment; filename="preuve-urne.json"'
    return response
