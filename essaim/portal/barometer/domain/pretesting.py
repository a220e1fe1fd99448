"""A questionnaire is tried before it opens, by people outside the team too. Trials are apart: never counted, erased at opening.

A trial is an answer of a wave in preparation: no other rows, no flag that a query could forget. Opening erases them all, and a
wave that is not in preparation opens to no key of pretest.
"""

import uuid
from uuid import UUID

from django.db import transaction

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock, mix
from essaim.portal.barometer.models import QuotaCell, Remark, Status, Wave

OPINION = "avis-sur-le-questionnaire"
"""Where the opinions of those who try are kept: no question has a hyphen in its name."""


def opens(wave: Wave, key: str) -> bool:
    """Say whether a key lets somebody outside the team try a wave; no key opens a wave without pretest, nor one that was opened."""
    return wave.status == Status.DRAFT and wave.pretest is not None and key == str(wave.pretest)


@transaction.atomic
def open_pretest(*, wave: Wave, actor: UUID | None) -> None:
    """Draw the key that lets people outside the team try the questionnaire; another key where there was one.

    Side effects: the wave and one entry of the journal, in one transaction. Raises NotNow.
    """
    held = _prepared(wave)
    held.pretest = uuid.uuid4()
    held.save(update_fields=["pretest"])
    _record(held, actor, "pretest opened")


@transaction.atomic
def close_pretest(*, wave: Wave, actor: UUID | None) -> None:
    """Let only the team in again. Side effects: as `open_pretest`. Raises NotNow."""
    held = _prepared(wave)
    held.pretest = None
    held.save(update_fields=["pretest"])
    _record(held, actor, "pretest closed")


@transaction.atomic
def forget_trials(*, wave: Wave, actor: UUID | None) -> int:
    """Erase every trial, as opening does; return how many there were. Side effects: in one transaction. Raises NotNow."""
    held = _prepared(wave)
    trials = held.answers.count()
    erase_trials(held)
    _record(held, actor, f"trials erased: {trials}")
    return trials


def erase_trials(wave: Wave) -> None:
    """Erase the answers, texts, counts and seats of a wave in preparation, in the caller's transaction."""
    for rows in (wave.answers, wave.remarks, wave.drafts, wave.spent, wave.tallies):
        rows.all().delete()
    QuotaCell.objects.filter(quota__wave=wave).update(done=0, held=0)


@transaction.atomic
def say(*, wave: Wave, text: str) -> None:
    """Keep what somebody who tried thinks of the questionnaire. Side effects: one text, mixed with the others. Raises NotNow."""
    held = _prepared(wave)
    mix(held, [Remark(wave=held, slug=OPINION, text=text)])


def _prepared(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status != Status.DRAFT:
        raise NotNow("La vague est ouverte : elle ne s’essaie plus.")
    return held


def _record(wave: Wave, actor: UUID | None, what: str) -> None:
    journal.record(act="barometer.compose", actor=actor, target="wave", key=str(wave.key), details={"what": what})
