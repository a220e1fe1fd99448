"""The team reads free texts and gives each a theme, by hand, once the wave is closed. No machine reads them."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.models import Remark, Status, Wave

LONGEST_THEME = 80


@transaction.atomic
def give_themes(*, wave: Wave, themes: Mapping[UUID, str], actor: UUID | None) -> int:
    """Give themes to texts, by key; an empty theme takes it away. Return how many changed.

    Side effects: the texts and one entry of the journal, in one transaction. Raises NotNow: while a wave is open its texts are
    written again as others come.
    """
    held = lock(wave.pk)
    if held.status not in {Status.CLOSED, Status.PUBLISHED}:
        raise NotNow("Les thèmes se donnent quand la vague est close : d’ici là, les textes changent de place.")
    changed = []
    for row in Remark.objects.filter(wave=held, pk__in=themes):
        if row.theme != themes[row.pk]:
            row.theme = themes[row.pk]
            changed.append(row)
    Remark.objects.bulk_update(changed, ["theme"])
    journal.record(
        act="barometer.code", actor=actor, target="wave", key=str(held.key), details={"texts": len(changed)},
    )  # fmt: skip
    return len(changed)
