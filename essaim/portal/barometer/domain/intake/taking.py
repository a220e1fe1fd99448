"""Take a checked file in: its answers become those of the wave, which is closed by the same act. All of it or nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time
from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from essaim.cores.tables import Problem, UnreadableError
from essaim.foundation.journal import public as journal
from essaim.foundation.ui import public as ui
from essaim.portal.barometer.domain.intake.checking import Checked, Person, check
from essaim.portal.barometer.domain.intake.files import prepared
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.pretesting import erase_trials
from essaim.portal.barometer.domain.queries.questionnaire import Questionnaire, questionnaire
from essaim.portal.barometer.domain.queries.readiness import NOTICE, QUESTIONS, Check, checks, missing
from essaim.portal.barometer.domain.running import NotReady
from essaim.portal.barometer.models import Answer, Intake, Mode, Remark, Status, Tally, Wave

AT_ONCE = 500


@dataclass(frozen=True)
class Fieldwork:
    """When the institute asked its questions: the legal card says it."""

    first: date
    last: date


def lacking(wave: Wave, asked: Questionnaire) -> list[Check]:
    """Return what the wave needs before a file can be taken in: its questions, its population, its notice. Nothing of a collection."""
    found = missing(checks(wave, asked, tests=0))
    needed = [each for each in found if each.step in {QUESTIONS, NOTICE}]
    if not wave.population.strip():
        needed.append(Check("collection", "Dire quelle population est interrogée", done=False))
    return needed


@transaction.atomic
def take(*, wave: Wave, fieldwork: Fieldwork, actor: UUID | None) -> int:
    """Make the answers of a file those of the wave, close it, forget the file; return how many answers.

    Side effects: trials erased, answers and texts written in random order, counts, the wave, the intake, one entry of the journal,
    in one transaction. Raises NotNow, NotReady, UnreadableError with every problem.
    """
    held = prepared(wave)
    intake = Intake.objects.select_for_update().filter(wave=held).first()
    if intake is None:
        raise NotNow("Le fichier n’est plus là : il a été repris, ou effacé après deux jours.")
    asked = questionnaire(held)
    found = check(intake, asked)
    if found.problems:
        raise UnreadableError(found.problems)
    unready = lacking(held, asked)
    if unready:
        raise NotReady(unready)
    _refuse_unasked(found, asked)
    erase_trials(held)
    _open(held, intake, fieldwork)
    _write(held, found.people)
    held.status, held.closed_at = Status.CLOSED, _noon(fieldwork.last)
    held.save(update_fields=["status", "closed_at"])
    journal.record(
        act="barometer.import", actor=actor, target="wave", key=str(held.key),
        details={"answers": len(found.people), "file": intake.sha256, "weighed": found.weighed},
    )  # fmt: skip
    intake.delete()
    return len(found.people)


def _refuse_unasked(found: Checked, asked: Questionnaire) -> None:
    """A question that no column answers was asked to nobody: it has no place in the wave."""
    without = [one for one in asked.questions if one.slug not in found.questions]
    if without:
        raise UnreadableError(
            [Problem(f"aucune colonne ne répond à « {one.label} » : retirez cette question") for one in without]
        )


def _open(wave: Wave, intake: Intake, fieldwork: Fieldwork) -> None:
    for mode in Mode:
        setattr(wave, f"by_{mode.value}", mode is Mode.IMPORT)
    wave.origin = (
        f"{ui.french.counted(intake.rows, 'réponse recueillie', 'réponses recueillies')} par {wave.institute}, reprises le "
        f"{ui.french.day(timezone.localdate())} du fichier « {intake.name} » (SHA-256 {intake.sha256[:16]}…)."
    )
    wave.sample_target = wave.sample_target or intake.rows
    wave.status, wave.opened_at, wave.pretest = Status.OPEN, _noon(fieldwork.first), None
    wave.save()


def _write(wave: Wave, people: list[Person]) -> None:
    """Write answers and texts, each in an order of its own, so that no place ties them."""
    answers = [Answer(wave=wave, values=each.values, weight=each.weight, settled=True) for each in people]
    remarks = [
        Remark(wave=wave, slug=slug, text=text, settled=True) for each in people for slug, text in each.texts.items()
    ]
    SystemRandom().shuffle(answers)
    SystemRandom().shuffle(remarks)
    Answer.objects.bulk_create(answers, batch_size=AT_ONCE)
    Remark.objects.bulk_create(remarks, batch_size=AT_ONCE)
    Tally.objects.create(wave=wave, mode=Mode.IMPORT, begun=len(people), done=len(people))


def _noon(day: date) -> datetime:
    """A day without an hour stands at noon, so that no time zone moves it."""
    return timezone.make_aware(datetime.combine(day, time(12)))
