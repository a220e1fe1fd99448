"""Quotas from official totals: which questions interlock, how many people of each kind, and the margins that come of them."""

from collections.abc import Mapping, Sequence
from itertools import product
from uuid import UUID

from django.db import transaction

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.models import Margin, Quota, QuotaCell, Status, Wave, WaveQuestion

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
) -> Quota:
    """Make or remake the grid of these questions, its targets shared from official numbers of people.

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
    _record(held, actor, f"quota {' × '.join(slugs)}")
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
    _record(held, actor, f"- quota {axes}"[:300])


@transaction.atomic
def set_margin(
    *, wave: Wave, question: WaveQuestion, totals: Mapping[str, float], in_shares: bool, source: str, source_date: str,
    actor: UUID | None,
) -> Margin:  # fmt: skip
    """Say what is known of the population on one profile question, until the wave is published.

    Side effects: one margin and one entry of the journal, in one transaction. Raises NotNow.
    """
    held = _unpublished(wave)
    values = {
        "totals": dict(totals),
        "in_shares": in_shares,
        "source": source,
        "source_date": source_date,
        "groups": {},
    }
    margin, _ = Margin.objects.update_or_create(wave=held, question=question, defaults=values)
    _record(held, actor, f"marge {question.version.question.slug}"[:300])
    return margin


@transaction.atomic
def remove_margin(*, margin: Margin, actor: UUID | None) -> None:
    """Take a margin away, until the wave is published. Side effects: as above. Raises NotNow."""
    held = _unpublished(margin.wave)
    slug = margin.question.version.question.slug
    margin.delete()
    _record(held, actor, f"- marge {slug}"[:300])


@transaction.atomic
def margins_from_quotas(*, wave: Wave, actor: UUID | None) -> list[str]:
    """Make a margin of each question of the quotas that has none, from the same official totals; return their slugs.

    Side effects: as `set_margin`. Raises NotNow.
    """
    held = _unpublished(wave)
    rows = {row.version.question.slug: row for row in held.questions.select_related("version__question")}
    known = set(held.margins.values_list("question_id", flat=True))
    made = []
    for quota in held.quotas.prefetch_related("cells"):
        for place, slug in enumerate(quota.axes):
            if slug in rows and rows[slug].pk not in known:
                Margin.objects.create(
                    wave=held, question=rows[slug], totals=_sums(quota, place), source=quota.source,
                    source_date=quota.source_date,
                )  # fmt: skip
                made.append(slug)
    if made:
        _record(held, actor, f"marges {', '.join(made)}"[:300])
    return made


def _sums(quota: Quota, place: int) -> dict[str, int]:
    totals: dict[str, int] = {}
    for cell in quota.cells.all():
        code = cell.codes[place]
        totals[code] = totals.get(code, 0) + (cell.population or 0)
    return totals


def _prepared(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status != Status.DRAFT:
        raise NotNow("La vague est ouverte : ses quotas ne changent plus.")
    return held


def _unpublished(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status == Status.PUBLISHED:
        raise NotNow("La vague est publiée : ses marges ne changent plus.")
    return held


def _record(wave: Wave, actor: UUID | None, what: str) -> None:
    journal.record(
        act="barometer.compose", actor=actor, target="wave", key=str(wave.key), details={"what": what[:300]}
    )  # fmt: skip
