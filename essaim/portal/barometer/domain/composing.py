"""An officer prepares a wave: begins it, writes and orders its questions, says under what notice it is made."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain import bank, quotas
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.models import Barometer, QuestionVersion, Status, Wave, WaveQuestion
from essaim.portal.barometer.params import (
    QuestionnaireRecord,
    QuestionRecord,
    Translation,
    WordsRecord,
    codes_of,
)

FROZEN = "La vague est ouverte : son questionnaire, ses quotas et ses moyens de réponse ne changent plus."
FROZEN_FIELDS = ("by_link", "by_invitation", "by_paper", "by_phone", "electoral", "sample_target")
CARRIED = (
    "population", "population_size", "sample_target", "by_link", "by_invitation", "by_paper", "by_phone", "seat_minutes",
    "welcome", "thanks", "contact", "institute", "commissioner", "commissioner_capacity", "buyer", "objective",
    "selection", "conditions", "reward", "adjustment", "electoral", "sensitive_basis", "languages", "translations",
)  # fmt: skip
"""What a wave takes over from the one before it; its dates and its answers are its own."""

Actor = UUID | None


@transaction.atomic
def create_barometer(*, territory_id: int, title: str, purpose: str, owner_id: int | None, actor: Actor) -> Barometer:
    """Begin a barometer. Side effects: its row and one entry of the journal, in one transaction."""
    stem = slugify(title)[:90] or "barometre"
    slug, rank = stem, 2
    while Barometer.objects.filter(slug=slug).exists():
        slug, rank = f"{stem}-{rank}", rank + 1
    made = Barometer.objects.create(
        slug=slug, title=title, purpose=purpose, territory_id=territory_id, owner_id=owner_id
    )  # fmt: skip
    journal.record(act="barometer.create", actor=actor, target="barometer", key=str(made.key))
    return made


@transaction.atomic
def create_wave(
    *,
    barometer: Barometer,
    title: str,
    actor: Actor,
    model: QuestionnaireRecord | None = None,
    previous: Wave | None = None,
) -> Wave:
    """Begin a wave: empty, from a model of questionnaire, or with the questions and the notice of a former wave.

    Side effects: the wave, its questions and one entry of the journal, in one transaction.
    """
    Barometer.objects.select_for_update(no_key=True).get(pk=barometer.pk)  # one number at a time
    last = barometer.waves.aggregate(last=Max("number"))["last"] or 0
    carried = {field: getattr(previous, field) for field in CARRIED} if previous else {}
    wave = Wave.objects.create(barometer=barometer, number=last + 1, title=title, **carried)
    if model is not None:
        Wave.objects.filter(pk=wave.pk).update(welcome=model.welcome, thanks=model.thanks, objective=model.purpose)
        for record in model.questions:
            _place(wave, record)
    if previous is not None:
        _copy_questions(previous, wave)
    _record(wave, actor, "begin")
    wave.refresh_from_db()
    return wave


@transaction.atomic
def change_wave(*, wave: Wave, fields: Mapping[str, Any], actor: Actor) -> None:
    """Change the texts, the dates or the modes of a wave.

    Side effects: the wave and one entry of the journal, in one transaction. Raises NotNow for what is frozen.
    """
    held = lock(wave.pk)
    changed = {name: value for name, value in fields.items() if getattr(held, name) != value}
    if not changed:
        return
    if held.status == Status.PUBLISHED:
        raise NotNow("La vague est publiée : elle ne change plus.")
    if held.status != Status.DRAFT and set(changed) & set(FROZEN_FIELDS):
        raise NotNow(FROZEN)
    for name, value in changed.items():
        setattr(held, name, value)
    held.save(update_fields=list(changed))
    if "sample_target" in changed:
        quotas.share_again(held)
    _record(held, actor, ", ".join(sorted(changed))[:300])


@transaction.atomic
def add_question(*, wave: Wave, label: str, words: WordsRecord, place: Mapping[str, Any], actor: Actor) -> WaveQuestion:
    """Write a new question at the end of a wave. ``place``: profile, required, random_order, block. Raises NotNow."""
    held = _prepared(wave)
    question = bank.find_or_make(held.barometer, label)
    version = bank.write(question=question, words=words, wave=held)
    row = WaveQuestion.objects.create(wave=held, version=version, position=_end(held), **place)
    _record(held, actor, f"+ {question.slug}")
    return row


@transaction.atomic
def take_from_bank(*, wave: Wave, version: QuestionVersion, actor: Actor) -> WaveQuestion:
    """Ask again, word for word, a question of the bank that this wave does not ask yet. Raises NotNow."""
    held = _prepared(wave)
    if held.questions.filter(version__question=version.question_id).exists():
        raise NotNow("Cette question est déjà posée dans cette vague.")
    before = version.uses.order_by("-wave__number").first()
    place = {name: getattr(before, name) for name in ("profile", "required", "random_order", "block")} if before else {}
    row = WaveQuestion.objects.create(wave=held, version=version, position=_end(held), **place)
    _record(held, actor, f"+ {version.question.slug}")
    return row


@transaction.atomic
def change_question(
    *, row: WaveQuestion, label: str, words: WordsRecord, place: Mapping[str, Any], actor: Actor
) -> WaveQuestion:
    """Change the words or the place of a question. Words used by another wave stay: another version is made. Raises NotNow."""
    held = _prepared(row.wave)
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
    _drop_lost_codes(held, row)
    _record(held, actor, f"= {question.slug}")
    return row


@transaction.atomic
def replace_questions(*, wave: Wave, records: Sequence[QuestionRecord], actor: Actor) -> None:
    """Ask these questions and no others, in this order. One that keeps its name keeps its place in the quotas and its margin.

    Side effects: the questions, their versions, the quotas that hold a question no longer asked, one entry of the journal, in one
    transaction. Raises NotNow.
    """
    held = _prepared(wave)
    rows = {row.version.question.slug: row for row in held.questions.select_related("version__question")}
    kept = {record.slug for record in records}
    for slug in [slug for slug in rows if slug not in kept]:
        _take_out(held, rows.pop(slug))
    held.questions.update(shown_if=None, shown_if_codes=[])
    for place, record in enumerate(records, 1):
        rows[record.slug] = _put(held, rows.get(record.slug), record, place)
    for record in records:
        if record.shown_if:
            row = rows[record.slug]
            row.shown_if, row.shown_if_codes = rows[record.shown_if.question], list(record.shown_if.codes)
            row.save(update_fields=["shown_if", "shown_if_codes"])
    for row in rows.values():
        _drop_lost_codes(held, row)
    _record(held, actor, f"questionnaire replaced: {len(records)} questions")


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
    held = _prepared(row.wave)
    row = held.questions.select_related("version__question").get(pk=row.pk)
    words = bank.words_of(row.version)
    others = {name: each for name, each in words.translations.items() if name != language}
    added = {language: said} if said else {}
    words = WordsRecord.model_validate(words.model_dump() | {"translations": others | added})
    row.version = bank.write(question=row.version.question, words=words, wave=held)
    row.save(update_fields=["version"])
    bank.forget_unused(row.version.question)
    _record(held, actor, f"{language}: {row.version.question.slug}")
    return row


@transaction.atomic
def set_languages(*, wave: Wave, languages: list[str], texts: Mapping[str, Mapping[str, str]], actor: Actor) -> None:
    """Say which languages a wave offers beside French, and its texts in each. Raises NotNow.

    Side effects: the wave and one entry of the journal, in one transaction. Texts of a language left out are kept for its return.
    """
    held = _prepared(wave)
    held.languages = languages
    held.translations = held.translations | {name: dict(said) for name, said in texts.items()}
    held.save(update_fields=["languages", "translations"])
    _record(held, actor, f"languages: {', '.join(languages)}")


@transaction.atomic
def set_condition(*, row: WaveQuestion, parent: WaveQuestion | None, codes: list[str], actor: Actor) -> None:
    """Ask a question only to whom answered one of these codes to an earlier one; without parent, to all. Raises NotNow."""
    held = _prepared(row.wave)
    row.shown_if, row.shown_if_codes = parent, codes if parent else []
    row.save(update_fields=["shown_if", "shown_if_codes"])
    _record(held, actor, f"? {row.version.question.slug}")


@transaction.atomic
def remove_question(*, row: WaveQuestion, actor: Actor) -> None:
    """Take a question out of a wave; what depended on it is asked to all. Its words leave the bank if no wave has them. Raises NotNow."""
    held = _prepared(row.wave)
    slug = row.version.question.slug
    _take_out(held, row)
    _renumber(held)
    _record(held, actor, f"- {slug}")


def _take_out(wave: Wave, row: WaveQuestion) -> None:
    question = row.version.question
    _drop_quotas(wave, question.slug)
    row.followers.update(shown_if=None, shown_if_codes=[])
    row.delete()
    bank.forget_unused(question)


@transaction.atomic
def move_question(*, row: WaveQuestion, up: bool, actor: Actor) -> None:
    """Exchange a question with its neighbour; nothing at the end of the list. Raises NotNow."""
    held = _prepared(row.wave)
    rows = list(held.questions.all())
    here = next(place for place, each in enumerate(rows) if each.pk == row.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        _write_positions(rows)
        _record(held, actor, "order")


@transaction.atomic
def delete_wave(*, wave: Wave, actor: Actor) -> None:
    """Erase a wave in preparation, with its test answers. Raises NotNow once it was opened."""
    held = _prepared(wave)
    questions = [row.version.question for row in held.questions.select_related("version__question")]
    _record(held, actor, "", act="barometer.delete")
    held.delete()
    for question in questions:
        bank.forget_unused(question)


def _prepared(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status != Status.DRAFT:
        raise NotNow(FROZEN)
    return held


def _place(wave: Wave, record: QuestionRecord) -> None:
    question = bank.find_or_make(wave.barometer, record.label, record.slug)
    version = bank.write(question=question, words=record.words, wave=wave)
    parent = None
    if record.shown_if:
        parent = wave.questions.get(version__question__slug=record.shown_if.question)
    WaveQuestion.objects.create(
        wave=wave, version=version, position=_end(wave), profile=record.profile, required=record.required,
        random_order=record.random_order, block=record.block, shown_if=parent,
        shown_if_codes=list(record.shown_if.codes) if record.shown_if else [],
    )  # fmt: skip


def _copy_questions(previous: Wave, wave: Wave) -> None:
    made: dict[int, WaveQuestion] = {}
    for row in previous.questions.order_by("position"):
        made[row.pk] = WaveQuestion.objects.create(
            wave=wave, version_id=row.version_id, position=row.position, profile=row.profile, required=row.required,
            random_order=row.random_order, block=row.block, shown_if=made.get(row.shown_if_id or 0), shown_if_codes=row.shown_if_codes,
        )  # fmt: skip


def _drop_lost_codes(wave: Wave, row: WaveQuestion) -> None:
    """Choices that went away can no longer decide who is asked, nor fill a cell."""
    codes = set(codes_of(bank.words_of(row.version)))
    for follower in row.followers.all():
        follower.shown_if_codes = [code for code in follower.shown_if_codes if code in codes]
        if not follower.shown_if_codes:
            follower.shown_if = None
        follower.save(update_fields=["shown_if", "shown_if_codes"])
    slug = row.version.question.slug
    for quota in wave.quotas.prefetch_related("cells"):
        if slug in quota.axes and {cell.codes[quota.axes.index(slug)] for cell in quota.cells.all()} - codes:
            quota.delete()


def _drop_quotas(wave: Wave, slug: str) -> None:
    for quota in wave.quotas.all():
        if slug in quota.axes:
            quota.delete()


def _end(wave: Wave) -> int:
    return (wave.questions.aggregate(last=Max("position"))["last"] or 0) + 1


def _renumber(wave: Wave) -> None:
    _write_positions(list(wave.questions.all()))


def _write_positions(rows: list[WaveQuestion]) -> None:
    for position, row in enumerate(rows, 1):
        row.position = position
    WaveQuestion.objects.bulk_update(rows, ["position"])


def _record(wave: Wave, actor: Actor, what: str, act: str = "barometer.compose") -> None:
    details = {"what": what} if what else {}
    journal.record(act=act, actor=actor, target="wave", key=str(wave.key), details=details)
