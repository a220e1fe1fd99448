"""One person answers: begins, answers question by question, sends. Codes and answers never meet in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from essaim.portal.barometer.domain import seats, values
from essaim.portal.barometer.domain.invitations import NotNow, spend
from essaim.portal.barometer.domain.mixing import lock, mix
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, Values
from essaim.portal.barometer.models import Answer, Draft, Kind, Mode, Remark, Status, Tally, Wave


class Gone(Exception):  # noqa: N818 - said to a person, not a fault
    """The begun answer is not there any more: sent already, or erased after its delay."""


class AlreadyAnswered(Exception):  # noqa: N818 - said to a person, not a fault
    """The personal code was used, by another browser."""


class Incomplete(Exception):  # noqa: N818 - said to a person, not a fault
    """A question of the path has no answer, or one that does not fit. ``slug`` names the first."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@dataclass(frozen=True)
class Pass:
    """What the browser alone keeps: the key of its begun answer, its code if it has one, and a secret that proves itself."""

    draft: UUID
    secret: str
    code: str = ""


def new_secret() -> str:
    """Draw what the browser keeps to prove, after a cut, that the spending of a code was its own."""
    return secrets.token_urlsafe(24)


@transaction.atomic
def begin(*, wave: Wave, mode: Mode) -> Draft:
    """Begin an answer. Side effects: one draft and the count of its mode, in one transaction. Raises NotNow."""
    current = Wave.objects.get(pk=wave.pk)
    if current.status == Status.OPEN and mode not in current.modes():
        raise NotNow("Cette vague ne prend pas de réponses par ce moyen.")
    if current.status not in {Status.DRAFT, Status.OPEN}:
        raise NotNow("Cette vague est close : elle ne prend plus de réponses.")
    Tally.objects.get_or_create(wave=wave, mode=mode)
    Tally.objects.filter(wave=wave, mode=mode).update(begun=F("begun") + 1)
    return Draft.objects.create(wave=wave, mode=mode, expires_at=_later(wave))


def answer(*, wave: Wave, key: UUID, questionnaire: Questionnaire, asked: Asked, value: Any) -> Draft:
    """Keep one answer, and hold the person's seats as soon as her profile is known.

    Side effects: the draft and the counts of its cells, in one transaction. When a cell is full, the draft is erased and
    counted as turned away, and CellFull is raised. Raises Gone, Incomplete.
    """
    try:
        return _answer(wave, key, questionnaire, asked, value)
    except seats.CellFull:
        if not seats.free_expired(wave.pk):
            _turn_away(key)
            raise
    try:
        return _answer(wave, key, questionnaire, asked, value)
    except seats.CellFull:
        _turn_away(key)
        raise


@transaction.atomic
def _answer(wave: Wave, key: UUID, questionnaire: Questionnaire, asked: Asked, value: Any) -> Draft:
    draft = _held(key)
    if values.problem(asked, value):
        raise Incomplete(asked.slug)
    draft.values = {**draft.values, asked.slug: value}
    draft.expires_at = _later(wave)
    wanted = questionnaire.cells(draft.values) if questionnaire.knows_cells(draft.values) else []
    if wanted != draft.cells:
        seats.move(draft.cells, wanted)
        draft.cells = wanted
    draft.save()
    return draft


@transaction.atomic
def _turn_away(key: UUID) -> None:
    draft = Draft.objects.select_for_update().filter(pk=key).first()
    if draft is not None:
        draft.delete()
        seats.free(draft.cells)
        Tally.objects.filter(wave_id=draft.wave_id, mode=draft.mode).update(full=F("full") + 1)


def send(*, wave: Wave, mine: Pass, questionnaire: Questionnaire) -> None:
    """Store the answer of one person, once, whatever is sent twice or cut.

    Three transactions, so that nothing pairs the code with the answer: the draft is checked and made firm; the code is spent;
    the answer is stored, mixed with others, and the draft erased. Raises Gone, Incomplete, AlreadyAnswered, NotNow.
    """
    _make_firm(wave, mine.draft, questionnaire)
    if mine.code and not spend(wave=wave, code=mine.code, secret=mine.secret):
        leave(key=mine.draft)
        raise AlreadyAnswered
    _store(wave, mine.draft, questionnaire)


@transaction.atomic
def _make_firm(wave: Wave, key: UUID, questionnaire: Questionnaire) -> None:
    draft = _held(key)
    missing = values.wrong(questionnaire, draft.values)
    if missing:
        raise Incomplete(missing[0])
    draft.sent = True
    draft.expires_at = _later(wave)
    draft.save()


@transaction.atomic
def _store(wave: Wave, key: UUID, questionnaire: Questionnaire) -> None:
    held = lock(wave.pk)
    if held.status not in {Status.DRAFT, Status.OPEN}:
        raise NotNow("La vague vient d’être close : elle ne prend plus de réponses.")
    draft = _held(key)
    draft.delete()
    store(held, questionnaire, [draft.values])
    seats.settle(draft.cells)
    Tally.objects.filter(wave=held, mode=draft.mode).update(done=F("done") + 1)


def store(wave: Wave, questionnaire: Questionnaire, people: Sequence[Values]) -> None:
    """Mix the answers of some people with the others, their free texts apart, in the caller's transaction, which holds the wave."""
    texts = {asked.slug for asked in questionnaire.questions if asked.kind is Kind.TEXT}
    kept = [questionnaire.kept(values) for values in people]
    closed = [{slug: value for slug, value in each.items() if slug not in texts} for each in kept]
    mix(wave, [Answer(wave=wave, values=values) for values in closed])
    said = [(slug, each[slug]) for each in kept for slug in sorted(texts & set(each)) if each[slug]]
    mix(wave, [Remark(wave=wave, slug=slug, text=text) for slug, text in said])


@transaction.atomic
def leave(*, key: UUID) -> None:
    """Erase a begun answer at the person's own request; count it as left, free its seats. Nothing when it is gone."""
    draft = Draft.objects.select_for_update().filter(pk=key).first()
    if draft is not None:
        draft.delete()
        seats.free(draft.cells)
        Tally.objects.filter(wave_id=draft.wave_id, mode=draft.mode).update(left=F("left") + 1)


def _held(key: UUID) -> Draft:
    draft = Draft.objects.select_for_update().filter(pk=key).first()
    if draft is None:
        raise Gone
    return draft


def _later(wave: Wave) -> Any:
    return timezone.now() + timedelta(minutes=wave.seat_minutes)
