"""The results for everybody: who won, why each project did or did not, who took part, how to check."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.cores import voting
from essaim.engines.ballots.domain.vote import report as reports
from essaim.engines.ballots.domain.vote.archive import archive
from essaim.engines.ballots.domain.vote.results import results_of
from essaim.engines.ballots.models.vote import Stage, Urn
from essaim.engines.ballots.views.vote.shared import poll_of
from essaim.foundation.ui.public import attachment


@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The results of an edition; before they are published, what is being waited for."""
    poll = poll_of(adoption, number)
    if poll.urn.stage != Stage.PUBLISHED:
        return render(request, "ballots/vote/no_results.html", {"adoption": adoption, "poll": poll})
    zones = results_of(poll.urn)
    context = {"adoption": adoption, "poll": poll, "zones": zones, "number": number}
    return render(request, "ballots/vote/results.html", context)


@require_GET
@service_page
def download(_request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The open archive."""
    return attachment(archive(_published(adoption, number)), f"vote-{adoption.slug}-{number}.zip", "application/zip")


@require_GET
@service_page
def report(_request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The report, to keep: it has styles of its own, which this site lets no page show."""
    found = _published(adoption, number)
    return attachment(reports.report(found), f"rapport-{adoption.slug}-{number}.html", "text/html; charset=utf-8")


def _published(adoption: Adoption, number: int) -> Urn:
    """Return the urn of an edition. Raises Http404: its results are not published."""
    found = poll_of(adoption, number).urn
    if found.stage != Stage.PUBLISHED:
        raise Http404("les résultats ne sont pas publiés")
    return found


@require_GET
@service_page
def rules(_request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The frozen rules, as they are hashed in the journal."""
    poll = poll_of(adoption, number)
    if not poll.consultation.sealed:
        raise Http404("le vote n’a pas ouvert")
    return HttpResponse(voting.canonical_json(poll.rules), content_type="application/json")
