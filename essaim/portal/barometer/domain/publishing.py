"""Publish a wave: its figures are frozen, its archive is built and kept byte for byte, once."""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.archive import build
from essaim.portal.barometer.domain.figures import figures
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.domain.queries.material import material
from essaim.portal.barometer.domain.queries.publishable import Point, limit_of, missing, points
from essaim.portal.barometer.domain.weighing import compute, outcome
from essaim.portal.barometer.models import Result, Status, Wave


class NotGreen(Exception):  # noqa: N818 - said to a person, not a fault
    """A point of the check page is not green; ``missing`` says which."""

    def __init__(self, found: list[Point]) -> None:
        super().__init__("; ".join(point.label for point in found))
        self.missing = found


@transaction.atomic
def publish(*, wave: Wave, actor: UUID | None) -> Result:
    """Publish a closed wave whose check page is green. It cannot be undone.

    Side effects: the result (figures, archive, hash), the wave, one entry of the journal, in one transaction, under the lock of
    the wave: of two people who publish together, the second is told. Raises NotNow, NotGreen.
    """
    held = lock(wave.pk)
    if held.status == Status.PUBLISHED:
        raise NotNow("Cette vague est déjà publiée.")
    if held.status != Status.CLOSED:
        raise NotNow("Seule une vague close se publie.")
    found, result = material(held), Result.objects.filter(wave=held).first()
    lacking = missing(points(held, found, result))
    if lacking or result is None:
        raise NotGreen(lacking)
    held.published_at = timezone.now()
    weighed = compute(found, limit_of(result))
    for name, value in outcome(weighed).items():  # by the very calculation that the figures come from
        setattr(result, name, value)
    result.figures = figures(weighed)
    result.archive = build(held, weighed, result)
    result.archive_sha256 = hashlib.sha256(result.archive).hexdigest()
    result.save()
    held.status = Status.PUBLISHED
    held.save(update_fields=["status", "published_at"])
    journal.record(
        act="barometer.publish", actor=actor, target="wave", key=str(held.key),
        details={"answers": len(found.rows), "archive": result.archive_sha256},
    )  # fmt: skip
    return result
