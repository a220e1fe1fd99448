"""An officer writes, takes up, changes, translates and orders the questions of a wave in preparation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from essaim.portal.barometer.domain import bank
from essaim.portal.barometer.domain.composing.places import (
    drop_lost_codes,
    end_of,
    renumber,
    take_out,
    write_positions,
)
from essaim.portal.barometer.domain.composing.preparation import Actor, note, prepared
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.models import QuestionVersion, Wave, WaveQuestion
from essaim.portal.barometer.params import QuestionRecord, Translation, WordsRecord


@transaction.atomic
def add_question(*, wave: Wave, label: str, words: WordsRecord, place: Mapping[str, Any], actor: Actor) -> WaveQuestion:
    """Write a new question at the end of a wave. ``place``: profile, required, random_order, block. Raises NotNow."""
    held = prepared(wave)
    question = bank.find_or_make(held.barometer, label)
    version = bank.write(question=question, words=words, wave=held)
    row = WaveQuestion.objects.create(wave=held, version=version, position=end_of(held), **place)
    note(held, actor, f"+ {question.slug}")
    return row


@transaction.atomic
def take_from_bank(*, wave: Wave, version: QuestionVersion, actor: Actor) -> WaveQuestion:
    """Ask again, word for word, a question of the bank that this wave does not ask yet. Raises NotNow."""
    held = prepared(wave)
    if held.questions.filter(version__question=version.question_id).exists():
        raise NotNow("Cette question est déjà posée dans cette vague.")
    before = version.uses.order_by("-wave__number").first()
    place = {name: getattr(before, name) for name in ("profile", "required", "random_order", "block")} if before else {}
    row = WaveQuestion.objects.create(wave=held, version=version, position=end_of(held), **place)
    note(held, actor, f"+ {version.question.slug}")
    return row


@transaction.atomic
def change_question(
    *, row: WaveQuestion, label: str, words: WordsRecord, place: Mapping[str, Any], actor: Actor
) -> WaveQuestion:
    """Change the words or the place of a question. Words used by another wave stay: another version is made. Raises NotNow."""
    held = prepared(row.wave)
    row = held.questions.select_related("version__question").get(pk=row.pk)
    question = row.version.question
    if question.label != label:
        question.label = label
        question.save(update_fields=["label"])
    row.version = bank.write(question=question, words=words, wave=held)
    for name, value in place.items():
        setattr(row, name, value)
    row.save()
    bank.forget_unused(question)
    drop_lost_codes(held, row)
    note(held, actor, f"= {question.slug}")
    return row


@transaction.atomic
def replace_questions(*, wave: Wave, records: Sequence[QuestionRecord], actor: Actor) -> None:
    """Ask these questions and no others, in this order. One that keeps its name keeps its place in the quotas and its margin.

    Side effects: the questions, their versions, the quotas that hold a question no longer asked, one entry of the journal, in one
    transaction. Raises NotNow.
    """
    held = prepared(wave)
    rows = {row.version.question.slug: row for row in held.questions.select_related("version__question")}
    kept = {record.slug for record in records}
    for slug in [slug for slug in rows if slug not in kept]:
        take_out(held, rows.pop(slug))
    held.questions.update(shown_if=None, shown_if_codes=[])
    for place, record in enumerate(records, 1):
        rows[record.slug] = _put(held, rows.get(record.slug), record, place)
    for record in records:
        if record.shown_if:
            row = rows[record.slug]
            row.shown_if, row.shown_if_codes = rows[record.shown_if.question], list(record.shown_if.codes)
            row.save(update_fields=["shown_if", "shown_if_codes"])
    for row in rows.values():
        drop_lost_codes(held, row)
    note(held, actor, f"questionnaire replaced: {len(records)} questions")


def _put(wave: Wave, row: WaveQuestion | None, record: QuestionRecord, place: int) -> WaveQuestion:
    question = bank.find_or_make(wave.barometer, record.label, record.slug)
    if question.label != record.label:
        question.label = record.label
        question.save(update_fields=["label"])
    row = row or WaveQuestion(wave=wave)
    row.version, row.position = bank.write(question=question, words=record.words, wave=wave), place
    for name in ("profile", "required", "random_order", "block"):
        setattr(row, name, getattr(record, name))
    row.shown_if, row.shown_if_codes = None, []
    row.save()
    bank.forget_unused(question)
    return row


@transaction.atomic
def translate_question(*, row: WaveQuestion, language: str, said: Translation | None, actor: Actor) -> WaveQuestion:
    """Say a question in another language, or no longer; words used by another wave stay: another version is made.

    Side effects: the version and one entry of the journal, in one transaction. Raises NotNow, pydantic's ValidationError.
    """
    held = prepared(row.wave)
    row = held.questions.select_related("version__question").get(pk=row.pk)
    words = bank.words_of(row.version)
    others = {name: each for name, each in words.translations.items() if name != language}
    added = {language: said} if said else {}
    words = WordsRecord.model_validate(words.model_dump() | {"translations": others | added})
    row.version = bank.write(question=row.version.question, words=words, wave=held)
    row.save(update_fields=["version"])
    bank.forget_unused(row.version.question)
    note(held, actor, f"{language}: {row.version.question.slug}")
    return row


@transaction.atomic
def set_condition(*, row: WaveQuestion, parent: WaveQuestion | None, codes: list[str], actor: Actor) -> None:
    """Ask a question only to whom answered one of these codes to an earlier one; without parent, to all. Raises NotNow."""
    held = prepared(row.wave)
    row.shown_if, row.shown_if_codes = parent, codes if parent else []
    row.save(update_fields=["shown_if", "shown_if_codes"])
    note(held, actor, f"? {row.version.question.slug}")


@transaction.atomic
def remove_question(*, row: WaveQuestion, actor: Actor) -> None:
    """Take a question out of a wave; what depended on it is asked to all. Its words leave the bank if no wave has them. Raises NotNow."""
    held = prepared(row.wave)
    slug = row.version.question.slug
    take_out(held, row)
    renumber(held)
    note(held, actor, f"- {slug}")


@transaction.atomic
def move_question(*, row: WaveQuestion, up: bool, actor: Actor) -> None:
    """Exchange a question with its neighbour; nothing at the end of the list. Raises NotNow."""
    held = prepared(row.wave)
    rows = list(held.questions.all())
    here = next(place for place, each in enumerate(rows) if each.pk == row.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        write_positions(rows)
        note(held, actor, "order")
