"""What the team takes away as files: registrations, agreements and their visits. Names stay on the platform."""

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain.queries import desk
from essaim.engines.matching.models import Profile
from essaim.engines.matching.views.doors import team_page
from essaim.foundation.ui.public import spreadsheet

Rows = Iterable[Sequence[object]]


@never_cache
@team_page
@require_safe
def download(request: HttpRequest, adoption: Adoption, actor: Actor, what: str) -> HttpResponse:
    """One file, without names: each person is the number of her dossier."""
    del request, actor
    if what not in FILES:
        raise Http404
    head, rows = FILES[what]
    return spreadsheet(f"{adoption.slug}-{what}", head, rows(adoption))


def _profiles(adoption: Adoption) -> Rows:
    found = Profile.objects.filter(adoption=adoption).select_related("participation").order_by("registered_at", "pk")
    for one in found:
        yield (
            one.participation.number, one.side, one.get_state_display(), one.registered_at.date().isoformat(),
            one.capacity, one.taken,
        )  # fmt: skip


def _agreements(adoption: Adoption) -> Rows:
    for one in desk.agreements(adoption).order_by("pk"):
        yield (
            one.pk, one.proposal.seeker.participation.number, one.proposal.partner.participation.number,
            one.get_state_display(), one.begun_on.isoformat(), one.signed_on or "", one.visits, one.next_visit or "",
            one.ended_on or "", one.end_reason,
        )  # fmt: skip


FILES = {
    "profiles": (("dossier", "côté", "état", "inscrit le", "accords au plus", "accords en cours"), _profiles),
    "agreements": (
        (
            "accord", "dossier qui cherche", "dossier qui propose", "état", "commencé le", "signé le", "suivis",
            "prochain suivi", "terminé le", "raison",
        ),
        _agreements,
    ),
}  # fmt: skip
