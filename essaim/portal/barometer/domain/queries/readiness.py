"""What is missing before a wave can open, and what would be wise: one list, in the words of the officer."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import quotas
from essaim.portal.barometer.domain.queries import speaking
from essaim.portal.barometer.domain.queries.questionnaire import Questionnaire
from essaim.portal.barometer.models import Kind, Wave

QUESTIONS, COLLECTION, QUOTAS, MARGINS, NOTICE, TEST = "questions", "collection", "quotas", "margins", "notice", "test"
LANGUAGES = "languages"
NOTICE_LABELS = {
    "institute": "l’organisme qui réalise le sondage",
    "commissioner": "le commanditaire",
    "commissioner_capacity": "la qualité du commanditaire",
    "buyer": "l’acheteur",
    "objective": "l’objet du sondage",
    "selection": "comment les personnes sont choisies",
    "conditions": "les conditions des entretiens",
    "reward": "la récompense (écrivez « aucune » s’il n’y en a pas)",
    "adjustment": "les critères du redressement",
}
"""What law 77-808 asks of the notice (articles 2 and 3); none may stay empty."""


@dataclass(frozen=True)
class Check:
    """One line of the list. ``step``: the page that mends it. ``needed``: the wave cannot open without it."""

    step: str
    label: str
    done: bool
    needed: bool = True


def checks(wave: Wave, asked: Questionnaire, *, tests: int) -> list[Check]:
    """Return the whole list, for a wave in preparation. ``tests``: trial answers received so far. One query."""
    return [
        *_questions(asked), *_languages(wave, asked), *_collection(wave), *_quotas(asked), *_margins(wave, asked), *_notice(wave, asked),
        Check(TEST, "Essayer le questionnaire une fois au moins", tests > 0, needed=False),
    ]  # fmt: skip


def missing(found: list[Check]) -> list[Check]:
    """Return what keeps the wave from opening."""
    return [check for check in found if check.needed and not check.done]


def _questions(asked: Questionnaire) -> Iterator[Check]:
    opinions = [each for each in asked.questions if not each.profile]
    profile = [each for each in asked.questions if each.profile]
    yield Check(QUESTIONS, "Poser une question d’opinion au moins", bool(opinions))
    yield Check(
        QUESTIONS, "Poser une question de profil au moins (sexe, âge, profession, taille de commune)", bool(profile)
    )
    for each in asked.questions:
        if each.shown_if and not asked.comes_after(each):
            yield Check(
                QUESTIONS, f"« {each.label} » dépend d’une question posée après elle : changez l’ordre", done=False
            )
        elif each.shown_if and not asked.always_after(each):
            words = f"« {each.label} » dépend d’une question d’un autre bloc, que le tirage peut placer après elle : un seul bloc, ou aucun"
            yield Check(QUESTIONS, words, done=False)


def _languages(wave: Wave, asked: Questionnaire) -> Iterator[Check]:
    for code, name in questionnaires.offered(wave.languages):
        if code == questionnaires.FRENCH:
            continue
        said = wave.translations.get(code, {})
        texts = all(said.get(text) or not getattr(wave, text) for text in speaking.TEXTS)
        left = [each.label for each in asked.questions if code not in each.translations]
        words = f"Traduire en {name} : les textes de la vague" if not texts else f"Traduire en {name}"
        if left:
            words += f" ; {len(left)} questions sur {len(asked.questions)} restent à traduire"
        yield Check(LANGUAGES, words, done=texts and not left)


def _collection(wave: Wave) -> Iterator[Check]:
    yield Check(COLLECTION, "Dire quelle population est interrogée", bool(wave.population))
    yield Check(COLLECTION, "Dire combien de réponses vous visez", bool(wave.sample_target))
    yield Check(COLLECTION, "Choisir au moins un moyen de répondre", bool(wave.modes()))
    yield Check(COLLECTION, "Écrire le texte d’accueil", bool(wave.welcome))
    yield Check(COLLECTION, "Dire à qui s’adresser", bool(wave.contact))
    future = wave.planned_end is not None and wave.planned_end > timezone.localdate()
    yield Check(COLLECTION, "Prévoir une date de fin, à venir", future)


def _quotas(asked: Questionnaire) -> Iterator[Check]:
    yield Check(QUOTAS, "Fixer des quotas à partir de totaux officiels", bool(asked.grids), needed=False)
    for grid in asked.grids:
        axes = [asked.by_slug[slug] for slug in grid.axes if slug in asked.by_slug]
        whole = len(axes) == len(grid.axes) and set(quotas.combinations(axes)) == set(grid.cells)
        if not whole:
            label = " × ".join(asked.by_slug[slug].label if slug in asked.by_slug else slug for slug in grid.axes)
            yield Check(QUOTAS, f"Refaire le quota « {label} » : ses choix ont changé", done=False)


def _margins(wave: Wave, asked: Questionnaire) -> Iterator[Check]:
    yield Check(MARGINS, "Donner au moins une marge, pour redresser les résultats", wave.margins.exists(), needed=False)
    doubtful = [each.label for each in asked.questions if each.axis and each.kind is not Kind.SINGLE]
    if doubtful:
        yield Check(QUOTAS, f"Un quota porte sur une question à une seule réponse : {', '.join(doubtful)}", done=False)


def _notice(wave: Wave, asked: Questionnaire) -> Iterator[Check]:
    for field, label in NOTICE_LABELS.items():
        yield Check(NOTICE, f"Notice : dire {label}", bool(getattr(wave, field).strip()))
    sensitive = [each.label for each in asked.questions if each.sensitive]
    if sensitive:
        label = f"Dire la base légale des questions sensibles : {', '.join(sensitive)}"
        yield Check(NOTICE, label, bool(wave.sensitive_basis.strip()))
