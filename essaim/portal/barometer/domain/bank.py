"""The bank of questions: exact words, versioned; what changed from one version to the next is said."""

import re
import unicodedata
from collections.abc import Sequence

from essaim.portal.barometer.models import Barometer, Choice, Item, Question, QuestionVersion, Wave
from essaim.portal.barometer.params import ChoiceRecord, ItemRecord, WordsRecord

FIELDS = (
    "kind", "wording", "help", "unit", "lowest", "highest", "lowest_label", "highest_label", "at_most", "sensitive",
    "translations",
)  # fmt: skip
LONGEST_SLUG, LONGEST_CODE = 60, 40


def name(label: str, taken: set[str], longest: int = LONGEST_SLUG) -> str:
    """Make a short name of words, in small letters without accents, that is not taken: « Taille (commune) » → taille_commune."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: longest - 4].strip("_") or "x"
    found, rank = stem, 2
    while found in taken:
        found, rank = f"{stem}_{rank}", rank + 1
    return found


def find_or_make(barometer: Barometer, label: str, slug: str = "") -> Question:
    """Return the question of this name, or a new one, in the caller's transaction."""
    if slug:
        found, _ = Question.objects.get_or_create(barometer=barometer, slug=slug, defaults={"label": label})
        return found
    taken = set(barometer.bank.values_list("slug", flat=True))
    return Question.objects.create(barometer=barometer, slug=name(label, taken), label=label)


def write(*, question: Question, words: WordsRecord, wave: Wave) -> QuestionVersion:
    """Return the version of a question that has these very words, written if there is none, in the caller's transaction.

    A version that other waves use is never touched: other words make another version.
    """
    same = question.versions.filter(fingerprint=words.fingerprint).first()
    if same is not None:
        return same
    own = question.versions.filter(uses__wave=wave).exclude(uses__wave__in=_others(wave)).first()
    number = own.number if own else (question.versions.count() and question.versions.first().number) + 1  # type: ignore[union-attr]
    said = {name: each.model_dump() for name, each in words.translations.items()}
    values = {field: getattr(words, field) for field in FIELDS} | {
        "fingerprint": words.fingerprint, "translations": said,
    }  # fmt: skip
    version, _ = QuestionVersion.objects.update_or_create(question=question, number=number, defaults=values)
    version.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(version=version, position=place, **choice.model_dump()) for place, choice in enumerate(words.choices)
    )
    version.items.all().delete()
    Item.objects.bulk_create(
        Item(version=version, position=place, **item.model_dump()) for place, item in enumerate(words.items)
    )
    return version


def forget_unused(question: Question) -> None:
    """Erase the versions that no wave uses, and the question when none is left, in the caller's transaction."""
    question.versions.filter(uses=None).delete()
    if not question.versions.exists():
        question.delete()


def words_of(version: QuestionVersion) -> WordsRecord:
    """Return the words of a version, with its choices and lines (prefetched, or one query each)."""
    choices = tuple(
        ChoiceRecord.model_validate({field: getattr(choice, field) for field in ChoiceRecord.model_fields})
        for choice in version.choices.all()
    )
    items = tuple(ItemRecord(code=item.code, label=item.label) for item in version.items.all())
    return WordsRecord.model_validate(
        {field: getattr(version, field) for field in FIELDS} | {"choices": choices, "items": items}
    )


def changes(before: WordsRecord, after: WordsRecord) -> list[str]:
    """Say in French what changed between two versions of a question; nothing when they ask the same.

    Used wherever two waves are compared: a trend over changed words is flagged with these sentences.
    """
    found = []
    if before.kind != after.kind:
        found.append("la nature de la question a changé")
    if before.wording != after.wording:
        found.append("le libellé a changé")
    if before.help != after.help:
        found.append("la précision sous la question a changé")
    if (before.lowest, before.highest, before.unit) != (after.lowest, after.highest, after.unit):
        found.append("les bornes ou l’unité ont changé")
    if (before.lowest_label, before.highest_label) != (after.lowest_label, after.highest_label):
        found.append("les mots des deux bouts de l’échelle ont changé")
    if before.at_most != after.at_most:
        found.append("le nombre de réponses permises a changé")
    found += _changed("choix", before.choices, after.choices)
    found += _changed("ligne", before.items, after.items)
    return found + _changed_translations(before, after)


def _changed(
    what: str, before: Sequence[ChoiceRecord | ItemRecord], after: Sequence[ChoiceRecord | ItemRecord]
) -> list[str]:
    old, new = {each.code: each.label for each in before}, {each.code: each.label for each in after}
    end = "e" if what == "ligne" else ""
    found = [f"{what} retiré{end} : « {old[code]} »" for code in old if code not in new]
    found += [f"{what} ajouté{end} : « {new[code]} »" for code in new if code not in old]
    both = [code for code in old if code in new]
    found += [
        f"{what} reformulé{end} : « {old[code]} » devient « {new[code]} »" for code in both if old[code] != new[code]
    ]
    if both != [code for code in new if code in old]:
        found.append(f"l’ordre des {what}s a changé" if what == "ligne" else "l’ordre des choix a changé")
    return found


def _changed_translations(before: WordsRecord, after: WordsRecord) -> list[str]:
    old, new = before.translations, after.translations
    found = [f"traduction ajoutée : {name}" for name in sorted(set(new) - set(old))]
    found += [f"traduction retirée : {name}" for name in sorted(set(old) - set(new))]
    return found + [f"traduction changée : {name}" for name in sorted(set(old) & set(new)) if old[name] != new[name]]


def _others(wave: Wave) -> list[int]:
    return list(Wave.objects.filter(barometer=wave.barometer_id).exclude(pk=wave.pk).values_list("pk", flat=True))
