"""Margins: what is known of the population on each profile question, typed in, taken from the quotas or from our official totals."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.domain.official import Official, official
from essaim.portal.barometer.domain.queries.questionnaire import Asked, profile_of
from essaim.portal.barometer.models import Margin, Quota, Status, Wave, WaveQuestion


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
    record(held, actor, f"marge {question.version.question.slug}"[:300])
    return margin


@transaction.atomic
def remove_margin(*, margin: Margin, actor: UUID | None) -> None:
    """Take a margin away, until the wave is published. Side effects: as above. Raises NotNow."""
    held = _unpublished(margin.wave)
    slug = margin.question.version.question.slug
    margin.delete()
    record(held, actor, f"- marge {slug}"[:300])


@transaction.atomic
def margins_from_quotas(*, wave: Wave, actor: UUID | None) -> list[str]:
    """Make a margin of each question of the quotas that has none, from the same official totals; return their slugs.

    Side effects: as `set_margin`. Raises NotNow.
    """
    held = _unpublished(wave)
    known = set(held.margins.values_list("question__version__question__slug", flat=True))
    made: list[str] = []
    for quota in held.quotas.prefetch_related("cells"):
        made += set_from_quota(held, quota, but=known)
    if made:
        record(held, actor, f"marges {', '.join(made)}")
    return made


def set_from_quota(wave: Wave, quota: Quota, *, but: Collection[str] = ()) -> list[str]:
    """Set the margin of each question of a quota from its totals, in the caller's transaction; return their slugs.

    Args:
        wave: Held by the caller, not published.
        quota: One of its grids.
        but: Questions whose margin stays as it is.
    """
    rows = {row.version.question.slug: row for row in wave.questions.select_related("version__question")}
    made = [slug for slug in quota.axes if slug in rows and slug not in but]
    known = _official_of(wave, quota)
    for slug in made:
        place = quota.axes.index(slug)
        totals, in_shares = known.margin(place) if known else (_sums(quota, place), False)
        values = {
            "totals": totals, "in_shares": in_shares, "source": quota.source, "source_date": quota.source_date, "groups": {}
        }  # fmt: skip
        Margin.objects.update_or_create(wave=wave, question=rows[slug], defaults=values)
    return made


@transaction.atomic
def margins_from_official(*, wave: Wave, profile: Sequence[Asked], actor: UUID | None) -> list[str]:
    """Make a margin of each profile question that has none and that our official totals know; return their labels.

    Side effects: as `set_margin`. Raises NotNow.
    """
    held = _unpublished(wave)
    territory = held.barometer.territory.code
    known = set(held.margins.values_list("question_id", flat=True))
    made = []
    for asked in profile:
        found = official(territory, [asked], profile) if asked.id not in known else None
        if found is not None:
            totals, in_shares = found.margin()
            Margin.objects.create(
                wave=held, question_id=asked.id, totals=totals, in_shares=in_shares, source=found.source,
                source_date=found.period,
            )  # fmt: skip
            made.append(asked.label)
    if made:
        record(held, actor, f"marges officielles {', '.join(made)}")
    return made


def _official_of(wave: Wave, quota: Quota) -> Official | None:
    """Return the official totals that a quota was filled from; None where it says another source."""
    profile = {asked.slug: asked for asked in profile_of(wave)}
    axes = [profile[slug] for slug in quota.axes if slug in profile]
    found = (
        official(wave.barometer.territory.code, axes, list(profile.values())) if len(axes) == len(quota.axes) else None
    )
    return found if found is not None and found.source == quota.source else None


def _sums(quota: Quota, place: int) -> dict[str, int]:
    totals: dict[str, int] = {}
    for cell in quota.cells.all():
        code = cell.codes[place]
        totals[code] = totals.get(code, 0) + (cell.population or 0)
    return totals


def _unpublished(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status == Status.PUBLISHED:
        raise NotNow("La vague est publiée : ses marges ne changent plus.")
    return held


def record(wave: Wave, actor: UUID | None, what: str) -> None:
    """Enter in the journal what was changed in a wave, in the caller's transaction."""
    journal.record(
        act="barometer.compose", actor=actor, target="wave", key=str(wave.key), details={"what": what[:300]}
    )  # fmt: skip
