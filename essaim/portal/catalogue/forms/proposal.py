"""A proposal is a walk through short questions, one a page; each answer is saved by itself."""

from dataclasses import dataclass
from typing import Any

from django import forms

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.models import Public, Theme
from essaim.portal.catalogue.models.detail import KIND_LABELS
from essaim.portal.catalogue.models.initiative import STAGE_LABELS

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})


class TitleForm(forms.Form):
    title = forms.CharField(label="Son nom", max_length=200, help_text="Par exemple : « Le bus santé du canton ».")
    summary = forms.CharField(
        label="En deux phrases", max_length=600, widget=SHORT, help_text="Ce qu’elle fait, et pour qui."
    )


class ProblemForm(forms.Form):
    problem = forms.CharField(
        label="Le problème", max_length=4000, widget=LONG, help_text="Ce que vivaient les gens avant, avec vos mots."
    )


class WorkingForm(forms.Form):
    how_it_works = forms.CharField(
        label="Le fonctionnement",
        max_length=6000,
        widget=LONG,
        help_text="Ce qui se passe, étape par étape, du point de vue des gens.",
    )


class PublicForm(forms.Form):
    for_whom = forms.CharField(label="Pour qui", max_length=2000, widget=SHORT, required=False)
    publics = forms.MultipleChoiceField(label="Publics", required=False, widget=forms.CheckboxSelectMultiple)
    themes = forms.MultipleChoiceField(label="Thèmes", widget=forms.CheckboxSelectMultiple, help_text="Un au moins.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publics"].choices = Public.objects.values_list("slug", "label")  # type: ignore[attr-defined]
        self.fields["themes"].choices = Theme.objects.values_list("slug", "label")  # type: ignore[attr-defined]


class TerritoryForm(forms.Form):
    """A name or a postcode is typed; where several territories answer, the person chooses."""

    territory_name = forms.CharField(
        label="Commune, intercommunalité, département ou région",
        max_length=120,
        help_text="Un nom ou un code postal : « Gers », « 32000 ».",
    )
    territory = forms.ChoiceField(label="Lequel ?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = str(self.data.get("territory_name") or self.initial.get("territory_name") or "")
        found = territories.search(typed, limit=12) if typed else []
        self.choices = [(info.code, f"{info.name} ({info.level_label})") for info in found]
        self.fields["territory"].choices = self.choices  # type: ignore[attr-defined]
        if len(self.choices) < 2:  # noqa: PLR2004 - one answer needs no choice
            self.fields["territory"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("territory_name"):
            return values
        if not self.choices:
            self.add_error(
                "territory_name", "Aucun territoire ne porte ce nom. Essayez le nom de la commune ou le code postal."
            )
        elif len(self.choices) == 1:
            values["territory"] = self.choices[0][0]
        elif not values.get("territory"):
            self.add_error("territory", "Plusieurs territoires répondent à ce nom : choisissez le vôtre.")
        return values


class HolderForm(forms.Form):
    holder = forms.CharField(
        label="Qui la porte", max_length=300, help_text="Une collectivité, une association, un service."
    )
    partners = forms.CharField(
        label="Partenaires",
        max_length=2000,
        required=False,
        widget=SHORT,
        help_text="Un par ligne, avec son rôle : « Caf : signe les contrats ». Pas de nom de personne.",
    )


class StageForm(forms.Form):
    stage = forms.ChoiceField(
        label="Où en est-elle ?",
        choices=[(stage.value, label.capitalize()) for stage, label in STAGE_LABELS.items()],
        widget=forms.RadioSelect,
    )
    since = forms.CharField(
        label="Depuis quand", max_length=100, required=False, help_text="Même approximatif : « printemps 2024 »."
    )
    lessons = forms.CharField(
        label="Ce qui a été appris",
        max_length=4000,
        required=False,
        widget=SHORT,
        help_text="Obligatoire si elle est arrêtée : un arrêt bien raconté aide les suivants.",
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("stage") == "stopped" and not values.get("lessons", "").strip():
            self.add_error("lessons", "Elle est arrêtée : dites en une phrase ce qui a été appris.")
        return values


class FigureForm(forms.Form):
    """One figure is enough; each has its source, or it is not kept."""

    figure_label = forms.CharField(
        label="Ce que dit le chiffre", max_length=200, required=False, help_text="« Personnes transportées »."
    )
    figure_value = forms.DecimalField(label="Sa valeur", max_digits=14, decimal_places=2, required=False, localize=True)
    figure_unit = forms.CharField(label="Son unité", max_length=60, required=False, help_text="personnes, euros, %…")
    figure_kind = forms.ChoiceField(
        label="Sa nature",
        choices=[(kind.value, label.capitalize()) for kind, label in KIND_LABELS.items()],
        required=False,
    )
    figure_when = forms.CharField(
        label="Sa date", max_length=100, required=False, help_text="« 2025 », « premier trimestre 2026 »."
    )
    figure_source = forms.CharField(
        label="Sa source", max_length=300, required=False, help_text="Bilan, délibération, enquête…"
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("figure_value") is None and not values.get("figure_label"):
            return values
        for name in ("figure_label", "figure_value", "figure_unit", "figure_when", "figure_source"):
            if values.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, "Un chiffre se lit avec son sens, sa valeur, son unité, sa date et sa source.")
        return values


class ContactForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Pour vous dire la suite et vous renvoyer le lien. Jamais publiée ; effacée un an après la décision.",
    )


@dataclass(frozen=True)
class Question:
    """One page of the walk."""

    key: str
    title: str
    form: type[forms.Form]


QUESTIONS = (
    Question("nom", "Comment s’appelle votre initiative ?", TitleForm),
    Question("probleme", "Quel problème résout-elle ?", ProblemForm),
    Question("fonctionnement", "Comment ça marche ?", WorkingForm),
    Question("public", "Pour qui, et sur quel sujet ?", PublicForm),
    Question("territoire", "Où se passe-t-elle ?", TerritoryForm),
    Question("porteur", "Qui la porte, et avec qui ?", HolderForm),
    Question("etape", "Où en est-elle ?", StageForm),
    Question("chiffre", "Avez-vous un chiffre ?", FigureForm),
    Question("contact", "Comment vous répondre ?", ContactForm),
)
KEYS = tuple(question.key for question in QUESTIONS)


def question(key: str) -> Question | None:
    """Return the question of this key, or None."""
    return next((question for question in QUESTIONS if question.key == key), None)


def neighbours(key: str) -> tuple[str | None, str | None]:
    """Return the keys of the question before and of the question after."""
    position = KEYS.index(key)
    before = KEYS[position - 1] if position else None
    after = KEYS[position + 1] if position + 1 < len(KEYS) else None
    return before, after
