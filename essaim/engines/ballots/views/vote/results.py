"""The results for everybody: who won, why each project did or did not, who took part, how to check."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.cores import voting
from essaim.engines.ballots.domain.vote.archive import archive
from essaim.engines.ballots.domain.vote.batches import VOID_PAPER
from essaim.engines.ballots.domain.vote.sealing import VOID_WORDS, Void
from essaim.engines.ballots.models.vote import Count, Stage
from essaim.engines.ballots.views.vote.shared import Choice, Poll, choice_of, euros, poll_of
from essaim.foundation.ui.public import french


@dataclass(frozen=True)
class Fate:
    """A project and what the count says of it."""

    project: Choice
    won: bool
    votes: int
    text: str


@dataclass(frozen=True)
class ZoneResult:
    """What is shown of one zone."""

    code: str
    label: str
    budget: str
    spent: str
    fates: tuple[Fate, ...]
    figures: dict[str, Any]

    @property
    def winners(self) -> list[Fate]:
        return [one for one in self.fates if one.won]

    @property
    def losers(self) -> list[Fate]:
        return [one for one in self.fates if not one.won]

    @property
    def voted(self) -> int:
        return int(self.figures["web"] + self.figures["paper"])

    @property
    def turnout(self) -> str:
        return _share(self.voted, self.figures["registered"])

    @property
    def served(self) -> str:
        return _share(self.figures["served"], self.figures["ballots"])

    @property
    def voids(self) -> list[tuple[str, int]]:
        """Why ballots do not count, with how many, those of both channels together where the words are the same."""
        web = [(VOID_WORDS[Void(why)], number) for why, number in self.figures["void_web"].items()]
        return web + [(VOID_PAPER[why], number) for why, number in self.figures["void_paper"].items()]


def _share(part: int, whole: int) -> str:
    return f"{french.number(100 * part / whole, 1)} %" if whole else "non disponible"


def results_of(poll: Poll) -> list[ZoneResult]:
    """Return the results, zone by zone. One query."""
    rows = {one.zone.code: one for one in Count.objects.filter(urn=poll.urn).select_related("zone")}
    return [_zone_result(zone, rows[zone["code"]]) for zone in poll.rules["zones"] if zone["code"] in rows]


def _zone_result(zone: Any, count: Count) -> ZoneResult:
    known = {one["number"]: choice_of(one) for one in zone["projects"]}
    fates = tuple(Fate(known[one["number"]], one["won"], one["votes"], one["text"]) for one in count.reasons)
    spent = euros(count.published["result"]["total_cost"])
    return ZoneResult(zone["code"], zone["label"], euros(zone["budget"]), spent, fates, count.figures)


@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The results of an edition; before they are published, what is being waited for."""
    poll = poll_of(adoption, number)
    if poll.urn.stage != Stage.PUBLISHED:
        return render(request, "ballots/vote/no_results.html", {"adoption": adoption, "poll": poll})
    zones = results_of(poll)
    context = {"adoption": adoption, "poll": poll, "zones": zones, "number": number}
    return render(request, "ballots/vote/results.html", context)


@require_GET
@service_page
def download(_request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The open archive."""
    poll = poll_of(adoption, number)
    if poll.urn.stage != Stage.PUBLISHED:
        raise Http404("les résultats ne sont pas publiés")
    response = HttpResponse(archive(poll.urn), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="vote-{adoption.slug}-{number}.zip"'
    return response


@require_GET
@service_page
def rules(_request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The frozen rules, as they are hashed in the journal."""
    poll = poll_of(adoption, number)
    if not poll.consultation.sealed:
        raise Http404("le vote n’a pas ouvert")
    return HttpResponse(voting.canonical_json(poll.rules), content_type="application/json")
