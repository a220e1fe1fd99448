"""The rows of a questionnaire: placed, copied, taken out, numbered, and what leans on a choice that goes away. In the caller's transaction."""

from django.db.models import Max

from essaim.portal.barometer.domain import bank
from essaim.portal.barometer.models import Wave, WaveQuestion
from essaim.portal.barometer.params import QuestionRecord, codes_of


def place_record(wave: Wave, record: QuestionRecord) -> None:
    """Ask a question of a model at the end of a wave."""
    question = bank.find_or_make(wave.barometer, record.label, record.slug)
    version = bank.write(question=question, words=record.words, wave=wave)
    parent = None
    if record.shown_if:
        parent = wave.questions.get(version__question__slug=record.shown_if.question)
    WaveQuestion.objects.create(
        wave=wave, version=version, position=end_of(wave), profile=record.profile, required=record.required,
        random_order=record.random_order, block=record.block, shown_if=parent,
        shown_if_codes=list(record.shown_if.codes) if record.shown_if else [],
    )  # fmt: skip


def copy_questions(previous: Wave, wave: Wave) -> None:
    """Ask in a wave what a former one asked, word for word."""
    made: dict[int, WaveQuestion] = {}
    for row in previous.questions.order_by("position"):
        made[row.pk] = WaveQuestion.objects.create(
            wave=wave, version_id=row.version_id, position=row.position, profile=row.profile, required=row.required,
            random_order=row.random_order, block=row.block, shown_if=made.get(row.shown_if_id or 0), shown_if_codes=row.shown_if_codes,
        )  # fmt: skip


def take_out(wave: Wave, row: WaveQuestion) -> None:
    """Take a row out, with the quotas that hold it; what depended on it is asked to all."""
    question = row.version.question
    _drop_quotas(wave, question.slug)
    row.followers.update(shown_if=None, shown_if_codes=[])
    row.delete()
    bank.forget_unused(question)


def drop_lost_codes(wave: Wave, row: WaveQuestion) -> None:
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


def end_of(wave: Wave) -> int:
    """Return the position after the last question."""
    return (wave.questions.aggregate(last=Max("position"))["last"] or 0) + 1


def renumber(wave: Wave) -> None:
    """Close the gap that a question left."""
    write_positions(list(wave.questions.all()))


def write_positions(rows: list[WaveQuestion]) -> None:
    """Number rows in the order given."""
    for position, row in enumerate(rows, 1):
        row.position = position
    WaveQuestion.objects.bulk_update(rows, ["position"])
