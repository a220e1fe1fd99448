"""The outcome « votants »: how many people voted in each edition, once its results are published. Trials are left out."""

from collections.abc import Iterator

from django.utils import timezone

from essaim.adoptions.contract import Counted
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.vote import Count, Stage


def counted(adoption: Adoption) -> Iterator[Counted]:
    """Yield the voters of each zone, in the month of the close: a mark bears no date. Two queries.

    Read from the published count: rolls and marks are deleted after the delay of appeal, the number stays. The commune is known
    where a zone is one commune; elsewhere nothing says where a voter lives.
    """
    rows = Count.objects.filter(
        urn__consultation__adoption=adoption, urn__stage=Stage.PUBLISHED, urn__trial=False
    ).select_related("urn", "zone")
    zones = Zone.objects.filter(consultation__adoption=adoption).prefetch_related("communes__commune")
    communes = {zone.pk: _commune(zone) for zone in zones}
    for row in rows:
        voters = int(row.figures["web"]) + int(row.figures["paper"])
        if voters and row.urn.closed_at:
            month = timezone.localdate(row.urn.closed_at).replace(day=1)
            yield Counted("voters", month, voters, voters, communes[row.zone_id])


def _commune(zone: Zone) -> str | None:
    found = [one.commune.code for one in zone.communes.all()]
    return found[0] if len(found) == 1 else None
