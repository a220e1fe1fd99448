"""Let deadlines run out: the clock acts, as the platform, on each case at the first moment when it is over."""

from datetime import datetime

from django.utils import timezone

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models.adoption import RUNNING, Phase
from essaim.adoptions.runtime import SYSTEM
from essaim.engines.cases.domain.acts import CASE_WITH, reread
from essaim.engines.cases.domain.machine import lapse, overdue
from essaim.engines.cases.domain.words import LATE, section_of
from essaim.engines.cases.domain.writing import Deed, StaleError, position_of, record, watch_of
from essaim.engines.cases.models import Case

AT_ONCE = 500


def run_out(now: datetime | None = None) -> int:
    """Let every deadline that is over run out, each case in its own transaction. Returns how many did.

    Bears being run twice, or by two workers: a deadline is late once. Stops after some hundreds: it runs every minute.
    A case that fails does not stop the others: the first failure is raised once they are done.
    """
    moment = now or timezone.now()
    due = Case.objects.filter(due_at__lte=moment, adoption__phase__in=RUNNING).exclude(
        trial=True, adoption__phase=Phase.OPEN
    )
    count, failures = 0, []
    for case in due.select_related(*CASE_WITH).order_by("due_at")[:AT_ONCE]:
        try:
            count += _one(case, moment)
        except Exception as failure:  # noqa: BLE001 - said below: one case that fails does not stop the others
            failures.append(failure)
    if failures:
        raise failures[0]
    return count


def _one(case: Case, moment: datetime) -> int:
    """Every deadline of one case that is over. What the kit wanted may be refused (a sum that cannot be computed, an effect): it is then only late."""
    count = 0
    try:
        while _lapsed(case, moment, why=""):
            count += 1
    except StaleError:
        return count
    except RefusedActError as refusal:
        count += _lapsed(case, moment, why=str(refusal))
    return count


def _lapsed(case: Case, moment: datetime, *, why: str) -> bool:
    """Let the first deadline that is over run out. ``why``: why what the kit wanted was refused, for whoever takes over."""
    with acting(case.adoption, "cases.late", actor=SYSTEM, participations=[case.participation], now=moment) as act:
        held = reread(act, case, Case.objects.values_list("version", flat=True).get(pk=case.pk))
        watch = watch_of(act.adoption, moment)
        position = position_of(held)
        clock = None if held.ended else overdue(position, watch)
        if clock is None:
            return False
        section, world = section_of(held.participation), act.world(held.participation)
        step = lapse(section, world, position, clock, watch, stay=bool(why))
        words = world.speech.text(step.deadline.reason or "") if step.deadline and not why else why
        record(act, held, step, Deed(LATE, clock.key, words))
    return True
