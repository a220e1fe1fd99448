"""Quotas from official totals: which questions interlock, how many people of each kind."""

from collections.abc import Mapping, Sequence
from itertools import product
from uuid import UUID

from django.db import transaction

from essaim.portal.barometer.domain import margins
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.margins import record
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.models import Quota, QuotaCell, Status, Wave

MOST_AXES, MOST_CELLS = 4, 120
Codes = tuple[str, ...]


def allocate(populations: Sequence[int], total: int) -> list[int]:
    """Share a number of interviews in proportion to populations, to the unit (largest remainders; ties to the first).

    Args:
        populations: Official number of people of each cell, ≥ 0, at least one above 0.
        total: Interviews wanted, ≥ 0.

    Raises:
        ValueError: every population is 0.
    """
    whole = sum(populations)
    if whole <= 0:
        raise ValueError("no population to share the interviews by")
    exact = [divmod(population * total, whole) for population in populations]
    shares = [share for share, _rest in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: -exact[place][1])
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares


def combinations(axes: Sequence[Asked]) -> list[Codes]:
    """Return every combination of codes of these questions; « sans opinion » has no official total, so no cell."""
    return list(product(*([option.code for option in asked.options if not option.no_opinion] for asked in axes)))


@transaction.atomic
def set_quota(
    *,
    wave: Wave,
    axes: Sequence[Asked],
    populations: Mapping[Codes, int],
    source: str,
    source_date: str,
    actor: UUID | None,
    with_margins: bool = False,
) -> Quota:
    """Make or remake the grid of these questions, its targets shared from official numbers of people.

    Args:
        wave: In preparation, with a number of answers wanted.
        axes: The questions that interlock, in order.
        populations: Official number of people of each combination of codes.
        source: Producer and publication.
        source_date: Period of the totals.
        actor: For the journal.
        with_margins: Set the margin of each of these questions from the same totals, in place of the one that it had.

    Side effects: the grid, its cells, one entry of the journal, in one transaction; a grid with the same questions is replaced.
    Raises NotNow: the wave is open, has no target yet, or another grid already holds one of these questions.
    """
    held = _prepared(wave)
    if not held.sample_target:
        raise NotNow("Dites d’abord combien de réponses vous visez (étape « Collecte »).")
    slugs = [asked.slug for asked in axes]
    for other in held.quotas.all():
        if set(other.axes) == set(slugs):
            other.delete()
        elif set(other.axes) & set(slugs):
            raise NotNow("Une de ces questions est déjà dans un autre quota : retirez-le d’abord.")
    quota = Quota.objects.create(
        wave=held, position=held.quotas.count() + 1, axes=slugs, source=source, source_date=source_date
    )  # fmt: skip
    targets = allocate(list(populations.values()), held.sample_target)
    QuotaCell.objects.bulk_create(
        QuotaCell(quota=quota, position=place, codes=list(codes), population=people, target=target)
        for place, ((codes, people), target) in enumerate(zip(populations.items(), targets, strict=True))
    )
    if with_margins:
        margins.set_from_quota(held, quota)
    record(held, actor, f"quota {' × '.join(slugs)}")
    return quota


def share_again(wave: Wave) -> None:
    """Share another number of interviews by the same official totals, in the caller's transaction."""
    for quota in wave.quotas.prefetch_related("cells"):
        cells = list(quota.cells.all())
        targets = allocate([cell.population or 0 for cell in cells], wave.sample_target or 0)
        for cell, target in zip(cells, targets, strict=True):
            cell.target = target
        QuotaCell.objects.bulk_update(cells, ["target"])


@transaction.atomic
def remove_quota(*, quota: Quota, actor: UUID | None) -> None:
    """Take a grid away. Side effects: its rows and one entry of the journal, in one transaction. Raises NotNow."""
    held = _prepared(quota.wave)
    axes = " × ".join(quota.axes)
    quota.delete()
    record(held, actor, f"- quota {axes}"[:300])


def _prepared(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status != Status.DRAFT:
        raise NotNow("La vague est ouverte : ses quotas ne changent plus.")
    return held
