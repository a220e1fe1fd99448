"""A questionnaire as data: the models that a wave can start from, and what we check of them.

The same shapes make the fingerprint of a question: two versions with the same words, kind and choices are the same question.
"""

import hashlib
import json
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from essaim.portal.barometer.models.bank import Kind

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:_[a-z0-9]+)*$", max_length=60)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:_[a-z0-9]+)*$", max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
CLOSED = frozenset({Kind.SINGLE, Kind.MULTIPLE})
FEWEST_CHOICES, MOST_CHOICES, LONGEST_SCALE = 2, 30, 11


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChoiceRecord(_Closed):
    """One closed answer; see `models.bank.Choice`."""

    code: Code
    label: Line
    exclusive: bool = False
    fixed: bool = False
    no_opinion: bool = False


class ConditionRecord(_Closed):
    """Asked only to whom answered one of these codes to an earlier question."""

    question: Slug
    codes: tuple[Code, ...] = Field(min_length=1)


class WordsRecord(_Closed):
    """What makes a question the same question: its words, its kind, its choices."""

    kind: Kind
    wording: Words
    help: str = ""
    unit: str = ""
    lowest: int | None = None
    highest: int | None = None
    lowest_label: str = ""
    highest_label: str = ""
    at_most: int = Field(default=0, ge=0)
    sensitive: bool = False
    choices: tuple[ChoiceRecord, ...] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for problem in problems(self):
            raise ValueError(problem)
        return self

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of what a person is asked; whether we call it sensitive changes nothing of it."""
        asked = self.model_dump(mode="json", exclude={"sensitive"})
        return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class QuestionRecord(WordsRecord):
    """A question at its place in a model of questionnaire."""

    slug: Slug
    label: Line
    profile: bool = False
    required: bool = False
    random_order: bool = False
    shown_if: ConditionRecord | None = None

    @property
    def words(self) -> WordsRecord:
        """Return what is asked, without its place."""
        return WordsRecord.model_validate({name: getattr(self, name) for name in WordsRecord.model_fields})


class QuestionnaireRecord(_Closed):
    """A model of questionnaire, in our own words."""

    title: Line
    purpose: Words
    welcome: Words
    thanks: Words
    questions: tuple[QuestionRecord, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        seen: dict[str, QuestionRecord] = {}
        for question in self.questions:
            if question.slug in seen:
                raise ValueError(f"la question « {question.slug} » est donnée deux fois")
            _check_condition(question, seen)
            seen[question.slug] = question
        return self


def problems(words: WordsRecord) -> list[str]:
    """Return, in French, what is wrong with a question of this kind; an empty list is good news."""
    found = []
    if words.kind in CLOSED:
        found += _choice_problems(words)
    elif words.choices:
        found.append("Seules les questions fermées ont des choix : retirez-les, ou changez la nature de la question.")
    if words.kind is Kind.SCALE:
        found += _scale_problems(words)
    if words.lowest is not None and words.highest is not None and words.lowest >= words.highest:
        found.append("La plus petite valeur doit être inférieure à la plus grande.")
    return found


def _choice_problems(words: WordsRecord) -> list[str]:
    codes, labels = [each.code for each in words.choices], [each.label for each in words.choices]
    found = []
    if not FEWEST_CHOICES <= len(codes) <= MOST_CHOICES:
        found.append(f"Il faut de {FEWEST_CHOICES} à {MOST_CHOICES} choix ; il y en a {len(codes)}.")
    found += [f"Le code « {code} » est donné deux fois." for code in sorted({c for c in codes if codes.count(c) > 1})]
    found += [
        f"Le choix « {label} » est écrit deux fois." for label in sorted({x for x in labels if labels.count(x) > 1})
    ]
    if words.at_most > len(codes):
        found.append(f"On ne peut pas permettre {words.at_most} choix parmi {len(codes)}.")
    return found


def _scale_problems(words: WordsRecord) -> list[str]:
    if words.lowest is None or words.highest is None:
        return ["Une échelle a une plus petite et une plus grande valeur (par exemple 0 et 10)."]
    if words.highest - words.lowest >= LONGEST_SCALE:
        return [f"Une échelle a {LONGEST_SCALE} valeurs au plus (par exemple de 0 à 10)."]
    return []


def _check_condition(question: QuestionRecord, before: dict[str, QuestionRecord]) -> None:
    if question.shown_if is None:
        return
    asked = before.get(question.shown_if.question)
    if asked is None:
        raise ValueError(f"« {question.slug} » dépend d’une question qui n’est pas posée avant elle")
    unknown = set(question.shown_if.codes) - {choice.code for choice in asked.choices}
    if unknown:
        raise ValueError(f"« {question.slug} » dépend de réponses inconnues : {', '.join(sorted(unknown))}")
