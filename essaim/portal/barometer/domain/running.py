"""A wave opens, and closes: two acts that cannot be undone."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock, mix_all
from essaim.portal.barometer.domain.panel import forget_panels
from essaim.portal.barometer.domain.pretesting import erase_trials
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.domain.queries.readiness import Check, checks, missing
from essaim.portal.barometer.models import Draft, Invitation, InvitationBatch, QuotaCell, SpentCode, Status, Tally, Wave


class NotReady(Exception):  # noqa: N818 - said to a person, not a fault
    """Something is missing before the wave can open; ``missing`` says what."""

    def __init__(self, found: list[Check]) -> None:
        super().__init__("; ".join(check.label for check in found))
        self.missing = found


@transaction.atomic
def open_wave(*, wave: Wave, actor: UUID | None) -> None:
    """Open a wave: its questionnaire, quotas and modes are frozen, its trial answers erased.

    Side effects: the wave, its trial answers, drafts and counts, one entry of the journal, in one transaction.
    Raises NotReady, NotNow.
    """
    held = lock(wave.pk)
    if held.status != Status.DRAFT:
        raise NotNow("Cette vague a déjà été ouverte.")
    found = missing(checks(held, questionnaire(held), tests=0))
    if found:
        raise NotReady(found)
    tests = held.answers.count()
    erase_trials(held)
    held.status, held.opened_at, held.pretest = Status.OPEN, timezone.now(), None
    held.save(update_fields=["status", "opened_at", "pretest"])
    journal.record(
        act="barometer.open", actor=actor, target="wave", key=str(held.key), details={"trial answers erased": tests}
    )  # fmt: skip


@transaction.atomic
def close_wave(*, wave: Wave, actor: UUID | None) -> None:
    """Close a wave: nothing more comes in, answers are mixed a last time, codes counted then erased.

    Side effects: answers written again in random order, begun answers erased and counted as left, codes erased, the
    wave, one entry of the journal, in one transaction. Raises NotNow.
    """
    held = lock(wave.pk)
    if held.status != Status.OPEN:
        raise NotNow("Seule une vague ouverte se clôt.")
    waiting = held.paper_batches.filter(poured=False).count()
    if waiting:
        raise NotNow(f"Du papier attend encore (lots non versés : {waiting}) : versez-le ou effacez-le d’abord.")
    _end_drafts(held)
    mix_all(held)
    _erase_codes(held)
    forget_panels(held)
    held.status, held.closed_at = Status.CLOSED, timezone.now()
    held.save(update_fields=["status", "closed_at"])
    journal.record(
        act="barometer.close", actor=actor, target="wave", key=str(held.key), details={"answers": held.answers.count()}
    )  # fmt: skip


def _end_drafts(wave: Wave) -> None:
    for draft in Draft.objects.select_for_update().filter(wave=wave):
        Tally.objects.filter(wave=wave, mode=draft.mode).update(left=F("left") + 1)
    wave.drafts.all().delete()
    QuotaCell.objects.filter(quota__wave=wave).update(held=0)


def _erase_codes(wave: Wave) -> None:
    spent = SpentCode.objects.filter(wave=wave).values("digest")
    for batch in InvitationBatch.objects.filter(wave=wave):
        batch.used = batch.invitations.filter(digest__in=spent).count()
        batch.save(update_fields=["used"])
    Invitation.objects.filter(batch__wave=wave).delete()
    wave.spent.all().delete()


def answered(wave: Wave) -> int:
    """Return how many answers a wave has, from its counts: one query that touches no answer."""
    return wave.tallies.aggregate(done=Sum("done"))["done"] or 0
