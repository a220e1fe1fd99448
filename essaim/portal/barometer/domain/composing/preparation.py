"""What every act of composition does first and last: hold a wave that is still in preparation, and enter the act in the journal."""

from uuid import UUID

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.models import Status, Wave

FROZEN = "La vague est ouverte : son questionnaire, ses quotas et ses moyens de réponse ne changent plus."
Actor = UUID | None


def prepared(wave: Wave) -> Wave:
    """Return a wave in preparation, held until the transaction ends. Raises NotNow."""
    held = lock(wave.pk)
    if held.status != Status.DRAFT:
        raise NotNow(FROZEN)
    return held


def note(wave: Wave, actor: Actor, what: str, act: str = "barometer.compose") -> None:
    """Enter an act in the journal, in the caller's transaction."""
    details = {"what": what} if what else {}
    journal.record(act=act, actor=actor, target="wave", key=str(wave.key), details=details)
