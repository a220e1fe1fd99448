"""The questionnaire of a wave as records: what a file is written from, and what a file is read into."""

from essaim.portal.barometer.domain import bank
from essaim.portal.barometer.models import Wave, WaveQuestion
from essaim.portal.barometer.params import ConditionRecord, QuestionRecord


def records_of(wave: Wave) -> list[QuestionRecord]:
    """Return the questions of a wave in the order in which they were placed. Four queries, whatever its size."""
    rows = wave.questions.select_related("version__question", "shown_if__version__question")
    return [_record(row) for row in rows.prefetch_related("version__choices", "version__items")]


def _record(row: WaveQuestion) -> QuestionRecord:
    question, parent = row.version.question, row.shown_if
    condition = None
    if parent is not None:
        condition = ConditionRecord(question=parent.version.question.slug, codes=tuple(row.shown_if_codes))
    return QuestionRecord(
        **bank.words_of(row.version).model_dump(), slug=question.slug, label=question.label, profile=row.profile,
        required=row.required, random_order=row.random_order, block=row.block, shown_if=condition,
    )  # fmt: skip
