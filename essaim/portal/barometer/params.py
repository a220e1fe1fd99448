"""A questionnaire as data: the models that a wave can start from, and what we check of them.

What each kind of question gives to count, one column each (`domain.variables` makes them):

| kind | choices | other | an answer | what is tabulated |
|---|---|---|---|---|
| single | 2 to 30 | | a code | the share of each choice |
| multiple | 2 to 30 | `at_most` | codes | for each choice, the share who ticked it |
| scale | none | `lowest` … `highest` | a whole number | the share of each value, in order, and the mean |
| number | none | bounds or not, `unit` | a whole number | the mean and the quantiles |
| ranking | 2 to 12 | `at_most` ranks | codes, the first preferred | the share ranked first, and the mean rank of each choice |
| grid | 2 to 11, or a scale | `items`, its lines | by line, a code or a number | each line as a single question or as a scale |
| text | none | | words, kept apart | nothing: the team reads it and gives it a theme by hand |

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
CLOSED = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING})
"""Kinds that need choices; a grid has choices or a scale."""
CONDITIONING = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE})
"""Kinds on whose answer another question may depend."""
FEWEST_CHOICES, MOST_CHOICES, LONGEST_SCALE = 2, 30, 11
MOST = {Kind.SINGLE: MOST_CHOICES, Kind.MULTIPLE: MOST_CHOICES, Kind.RANKING: 12, Kind.GRID: LONGEST_SCALE}
LONGEST_SENSE = 80


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChoiceRecord(_Closed):
    """One closed answer; see `models.bank.Choice`."""

    code: Code
    label: Line
    exclusive: bool = False
    fixed: bool = False
    no_opinion: bool = False


class ItemRecord(_Closed):
    """One line of a grid."""

    code: Code
    label: Line


class Translation(_Closed):
    """The words of a question in another language: each choice and each line has its own, by code."""

    wording: Words
    help: str = Field(default="", max_length=300)
    unit: str = Field(default="", max_length=40)
    lowest_label: str = Field(default="", max_length=LONGEST_SENSE)
    highest_label: str = Field(default="", max_length=LONGEST_SENSE)
    choices: dict[str, Line] = Field(default_factory=dict)
    items: dict[str, Line] = Field(default_factory=dict)


class ConditionRecord(_Closed):
    """Asked only to whom answered one of these codes, or values of a scale, to an earlier question."""

    question: Slug
    codes: tuple[str, ...] = Field(min_length=1)


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
    items: tuple[ItemRecord, ...] = ()
    translations: dict[str, Translation] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for problem in problems(self):
            raise ValueError(problem)
        return self

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of what a person is asked; whether we call it sensitive changes nothing of it.

        What a question does not have is left out, so that a question without lines keeps the fingerprint that it had before there
        were any.
        """
        without = {"sensitive"} | {name for name in ("items", "translations") if not getattr(self, name)}
        asked = self.model_dump(mode="json", exclude=without)
        return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class QuestionRecord(WordsRecord):
    """A question at its place in a model of questionnaire."""

    slug: Slug
    label: Line
    profile: bool = False
    required: bool = False
    random_order: bool = False
    block: str = Field(default="", max_length=60)
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
    if words.kind in CLOSED or (words.kind is Kind.GRID and words.choices):
        found += _choice_problems(words)
    elif words.choices:
        found.append("Seules les questions fermées ont des choix : retirez-les, ou changez la nature de la question.")
    if words.kind is Kind.GRID:
        found += _grid_problems(words)
    elif words.items:
        found.append("Seule une grille a des lignes : retirez-les, ou changez la nature de la question.")
    if words.kind is Kind.SCALE or (words.kind is Kind.GRID and not words.choices):
        found += _scale_problems(words)
    if words.lowest is not None and words.highest is not None and words.lowest >= words.highest:
        found.append("La plus petite valeur doit être inférieure à la plus grande.")
    return found + [each for name, said in words.translations.items() for each in _untranslated(words, name, said)]


def _choice_problems(words: WordsRecord) -> list[str]:
    codes, most = [each.code for each in words.choices], MOST[words.kind]
    found = []
    if not FEWEST_CHOICES <= len(codes) <= most:
        found.append(f"Il faut de {FEWEST_CHOICES} à {most} choix ; il y en a {len(codes)}.")
    found += _twice("Le choix", codes, [each.label for each in words.choices])
    if words.at_most > len(codes):
        found.append(f"On ne peut pas permettre {words.at_most} choix parmi {len(codes)}.")
    if words.kind is Kind.RANKING and any(each.exclusive or each.no_opinion for each in words.choices):
        found.append("Un choix d’un classement se classe : il n’est ni « sans opinion » ni exclusif.")
    return found


def _twice(what: str, codes: list[str], labels: list[str]) -> list[str]:
    """``what``: "Le choix" or "La ligne"."""
    found = [f"Le code « {code} » est donné deux fois." for code in sorted({c for c in codes if codes.count(c) > 1})]
    doubles = sorted({label for label in labels if labels.count(label) > 1})
    return found + [f"{what} « {label} » se trouve deux fois." for label in doubles]


def _grid_problems(words: WordsRecord) -> list[str]:
    codes, found = [each.code for each in words.items], []
    if not FEWEST_CHOICES <= len(codes) <= MOST_CHOICES:
        found.append(f"Une grille a de {FEWEST_CHOICES} à {MOST_CHOICES} lignes ; il y en a {len(codes)}.")
    if words.choices and words.lowest is not None:
        found.append("Une grille a des choix, ou une échelle : retirez l’un des deux.")
    if any(each.exclusive and not each.no_opinion for each in words.choices):
        found.append("Dans une grille, une seule réponse se donne par ligne : aucun choix n’a à être exclusif.")
    return found + _twice("La ligne", codes, [each.label for each in words.items])


def _scale_problems(words: WordsRecord) -> list[str]:
    if words.lowest is None or words.highest is None:
        what = "Une grille a des choix, ou bien" if words.kind is Kind.GRID else "Une échelle a"
        return [f"{what} une plus petite et une plus grande valeur (par exemple 0 et 10)."]
    if words.highest - words.lowest >= LONGEST_SCALE:
        return [f"Une échelle a {LONGEST_SCALE} valeurs au plus (par exemple de 0 à 10)."]
    return []


def _untranslated(words: WordsRecord, language: str, said: Translation) -> list[str]:
    """What is left in French, or translated from nothing: somebody who chose a language reads all of it."""
    found = []
    choices, items = ({each.code: each.label for each in listed} for listed in (words.choices, words.items))
    for labels, theirs in [(choices, said.choices), (items, said.items)]:
        found += [f"Traduction « {language} » : il manque « {labels[code]} »." for code in labels if code not in theirs]
        found += [f"Traduction « {language} » : « {code} » ne traduit rien." for code in theirs if code not in labels]
    return found


def codes_of(words: WordsRecord) -> list[str]:
    """Return what another question may depend on: the codes of the choices, or the values of a scale."""
    if words.kind is Kind.SCALE and words.lowest is not None and words.highest is not None:
        return [str(value) for value in range(words.lowest, words.highest + 1)]
    return [choice.code for choice in words.choices] if words.kind in CONDITIONING else []


def _check_condition(question: QuestionRecord, before: dict[str, QuestionRecord]) -> None:
    if question.shown_if is None:
        return
    asked = before.get(question.shown_if.question)
    if asked is None:
        raise ValueError(f"« {question.slug} » dépend d’une question qui n’est pas posée avant elle")
    unknown = set(question.shown_if.codes) - set(codes_of(asked))
    if unknown:
        raise ValueError(f"« {question.slug} » dépend de réponses inconnues : {', '.join(sorted(unknown))}")
