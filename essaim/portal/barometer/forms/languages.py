"""The other languages of a wave, and one question in one of them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from essaim.portal.barometer.params import Translation, WordsRecord

SHORT = forms.Textarea(attrs={"rows": 3})


class LanguagesForm(forms.Form):
    """Which languages a wave offers beside French, and its title and texts in each."""

    languages = forms.MultipleChoiceField(
        label="Autres langues proposées", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="La personne choisit à la première page. Son choix n’est gardé nulle part.",
    )  # fmt: skip

    TEXTS = {"title": "Titre", "welcome": "Texte d’accueil", "thanks": "Texte de remerciement"}

    def __init__(self, names: Sequence[tuple[str, str]], chosen: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.chosen = dict(names), [code for code, _name in names if code in chosen]
        self.fields["languages"].choices = list(names)  # type: ignore[attr-defined]
        for code in self.chosen:
            for text, label in self.TEXTS.items():
                widget = forms.TextInput if text == "title" else SHORT
                self.fields[f"{code}_{text}"] = forms.CharField(
                    label=f"{label}, en {self.names[code]}", max_length=200 if text == "title" else 5_000, widget=widget,
                    required=False,
                )  # fmt: skip

    def texts(self) -> dict[str, dict[str, str]]:
        return {code: {text: self.cleaned_data[f"{code}_{text}"] for text in self.TEXTS} for code in self.chosen}


class TranslationForm(forms.Form):
    """The words of a question in another language, the French beside each."""

    def __init__(self, words: WordsRecord, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        for field, longest in (
            ("wording", 1_000),
            ("help", 300),
            ("unit", 40),
            ("lowest_label", 80),
            ("highest_label", 80),
        ):
            if french := getattr(words, field):
                widget = SHORT if field == "wording" else forms.TextInput
                self.fields[field] = forms.CharField(label=french, max_length=longest, widget=widget)
        for what, listed in (("choice", words.choices), ("item", words.items)):
            for each in listed:
                self.fields[f"{what}_{each.code}"] = forms.CharField(label=each.label, max_length=200)

    @staticmethod
    def initial_of(said: Translation | None) -> dict[str, str]:
        if said is None:
            return {}
        plain = said.model_dump(exclude={"choices", "items"})
        choices = {f"choice_{code}": label for code, label in said.choices.items()}
        return plain | choices | {f"item_{code}": label for code, label in said.items.items()}

    def translation(self) -> Translation:
        """Return the words typed; every one is asked for, so that nobody reads half a question in French."""
        typed = self.cleaned_data
        plain = {
            name: typed[name] for name in ("wording", "help", "unit", "lowest_label", "highest_label") if name in typed
        }
        return Translation(
            **plain, choices={each.code: typed[f"choice_{each.code}"] for each in self.words.choices},
            items={each.code: typed[f"item_{each.code}"] for each in self.words.items},
        )  # fmt: skip
