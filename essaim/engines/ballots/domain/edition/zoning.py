"""The zones of an edition: some communes and their money."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.domain.edition.editions import SEALED, locked
from essaim.engines.ballots.models.edition import Consultation, Idea, Project, Zone, ZoneCommune
from essaim.foundation.territories.models import Territory


@transaction.atomic
def add(*, consultation: Consultation, label: str, cents: int, communes: Iterable[str]) -> Zone:
    """Add a zone. Side effects: its row and those of its communes. Raises RefusedActError: sealed, or a name or a commune taken."""
    if locked(consultation).sealed:
        raise RefusedActError(SEALED)
    _leave_the_whole(consultation)
    try:
        with transaction.atomic():
            zone = Zone.objects.create(
                consultation=consultation, code=slugify(label)[:40] or "secteur", label=label, envelope_cents=cents
            )
            places = Territory.objects.filter(code__in=list(communes))
            ZoneCommune.objects.bulk_create(
                ZoneCommune(consultation=consultation, zone=zone, commune=one) for one in places
            )
    except IntegrityError:
        raise RefusedActError("Ce nom ou une de ces communes est déjà dans un autre secteur.") from None
    return zone


def _leave_the_whole(consultation: Consultation) -> None:
    """The zone of the whole territory gives way to the first real one, as long as nothing is in it."""
    whole = Zone.objects.filter(consultation=consultation, communes=None)
    used = [*Idea.objects.filter(zone__in=whole)[:1], *Project.objects.filter(zone__in=whole)[:1]]
    if used:
        raise RefusedActError(
            "Des idées sont déjà rangées dans tout le territoire : ses secteurs ne se découpent plus."
        )
    whole.delete()


@transaction.atomic
def remove(*, zone: Zone) -> None:
    """Remove a zone that holds nothing. Raises RefusedActError."""
    if locked(zone.consultation).sealed:
        raise RefusedActError(SEALED)
    if zone.ideas.exists() or zone.projects.exists():
        raise RefusedActError("Ce secteur a déjà des idées ou des projets : il ne se supprime plus.")
    zone.delete()


@transaction.atomic
def set_envelopes(*, consultation: Consultation, cents: Mapping[int, int]) -> None:
    """Write the money of zones, by key. Raises RefusedActError: the vote has opened."""
    if locked(consultation).sealed:
        raise RefusedActError(SEALED)
    for pk, sum_ in cents.items():
        Zone.objects.filter(consultation=consultation, pk=pk).update(envelope_cents=sum_)
