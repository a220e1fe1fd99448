"""People who answer a wave through the verbs that the pages use. Read by `essaim django shell`, after « WAVE = "…" » and « PEOPLE = n »."""

import random

from essaim.portal.barometer.domain import collecting
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import Kind, Mode, Wave

wave = Wave.objects.get(key=WAVE)  # noqa: F821 - written before
asked, chance = questionnaire(wave), random.Random(7)  # noqa: S311 - people of a test


def said(question, number):
    if question.slug == "sexe":
        return ["femme", "homme"][number % 2]
    if question.kind is Kind.SINGLE:
        return chance.choice([option.code for option in question.options[:4]])
    if question.kind is Kind.MULTIPLE:
        return [question.options[number % 3].code]
    return None if question.kind is Kind.TEXT else 3 + number % 5


def come(number, mode):
    draft = collecting.begin(wave=wave, mode=mode)
    values = {}
    while (question := asked.next(values)) is not None:
        values[question.slug] = said(question, number)
        collecting.answer(
            wave=wave, key=draft.key, questionnaire=asked, asked=question, value=values[question.slug]
        )  # fmt: skip
    mine = collecting.Pass(draft.key, collecting.new_secret())
    collecting.send(wave=wave, mine=mine, questionnaire=asked)


for number in range(PEOPLE):  # noqa: F821
    come(number, [Mode.LINK, Mode.PAPER, Mode.PHONE][number % 3])
