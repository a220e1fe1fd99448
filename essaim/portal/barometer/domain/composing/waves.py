"""An officer begins a barometer and its waves, and says under what notice, by what means and in which languages each is made."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain import bank, quotas
from essaim.portal.barometer.domain.composing.places import copy_questions, place_record
from essaim.portal.barometer.domain.composing.preparation import FROZEN, Actor, note, prepared
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.models import Barometer, Status, Wave
from essaim.portal.barometer.params import QuestionnaireRecord

FROZEN_FIELDS = ("by_link", "by_invitation", "by_paper", "by_phone", "electoral", "sample_target")
CARRIED = (
    "population", "population_size", "sample_target", "by_link", "by_invitation", "by_paper", "by_phone", "seat_minutes",
    "welcome", "thanks", "contact", "institute", "commissioner", "commissioner_capacity", "buyer", "objective",
    "selection", "conditions", "reward", "adjustment", "electoral", "sensitive_basis", "languages", "translations",
)  # fmt: skip
"""What a wave takes over from the one before it; its dates and its answers are its own."""


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
        for each in model.questions:
            place_record(wave, each)
    if previous is not None:
        copy_questions(previous, wave)
    note(wave, actor, "begin")
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
    note(held, actor, ", ".join(sorted(changed))[:300])


@transaction.atomic
def set_languages(*, wave: Wave, languages: list[str], texts: Mapping[str, Mapping[str, str]], actor: Actor) -> None:
    """Say which languages a wave offers beside French, and its texts in each. Raises NotNow.

    Side effects: the wave and one entry of the journal, in one transaction. Texts of a language left out are kept for its return.
    """
    held = prepared(wave)
    held.languages = languages
    held.translations = held.translations | {name: dict(said) for name, said in texts.items()}
    held.save(update_fields=["languages", "translations"])
    note(held, actor, f"languages: {', '.join(languages)}")


@transaction.atomic
def delete_wave(*, wave: Wave, actor: Actor) -> None:
    """Erase a wave in preparation, with its test answers. Raises NotNow once it was opened."""
    held = prepared(wave)
    questions = [row.version.question for row in held.questions.select_related("version__question")]
    note(held, actor, "", act="barometer.delete")
    held.delete()
    for question in questions:
        bank.forget_unused(question)
