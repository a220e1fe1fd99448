"""An institute's file, a file of margins, a questionnaire file: what is sent, and where each column and value goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from essaim.portal.barometer.domain.intake import matching
from essaim.portal.barometer.domain.intake.matching import Target
from essaim.portal.barometer.domain.intake.tables import BOUNDS
from essaim.portal.barometer.domain.intake.taking import Fieldwork
from essaim.portal.barometer.domain.queries.questionnaire import Questionnaire

UNDECIDED, NO_ANSWER = "?", "nr"
"""What the form sends for a value that is not decided, and for « sans réponse »: no code of choice is either, a field is never empty."""
NEW = [
    ("new:profile", "nouvelle question de profil, à choix"), ("new:single", "nouvelle question à choix"),
    ("new:scale", "nouvelle échelle"), ("new:number", "nouveau nombre"), ("new:text", "nouvelle réponse libre"),
]  # fmt: skip


class FileForm(forms.Form):
    """One file, by its end. ``accept``: the ends that are read, for the browser's own list."""

    file = forms.FileField(label="Fichier", allow_empty_file=True)

    def __init__(self, *args: Any, accept: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accept
        self.fields["file"].help_text = help_text

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > BOUNDS.size:
            raise forms.ValidationError(f"Ce fichier dépasse {BOUNDS.size // 1024**2} Mo.")
        if not file.size:
            raise forms.ValidationError("Ce fichier est vide : vérifiez que c’est le bon.")
        return file


class ColumnsForm(forms.Form):
    """Where each column goes: left aside, the weight, a question of the wave, or a new one made of it."""

    def __init__(self, columns: Sequence[Mapping[str, Any]], asked: Questionnaire, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [
            (matching.ASIDE, "laissée de côté"), (matching.WEIGHT, "le poids de la personne"),
            ("Questions de la vague", matching.targets(asked)), ("Questions à créer", NEW),
        ]  # fmt: skip
        for place, column in enumerate(columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(label=column["name"], choices=choices, required=False)

    def rows(self) -> list[tuple[Mapping[str, Any], forms.BoundField]]:
        return [(column, self[f"column_{place}"]) for place, column in enumerate(self.columns)]

    def chosen(self) -> dict[str, str]:
        return {column["name"]: self.cleaned_data[f"column_{place}"] for place, column in enumerate(self.columns)}


class ValuesForm(forms.Form):
    """What each value of a column means. « à décider » keeps the file from being taken in."""

    def __init__(
        self, column: Mapping[str, Any], target: Target, said: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.values = matching.listed(column, target)
        choices = [(UNDECIDED, "à décider"), *target.meanings, (NO_ANSWER, "sans réponse")]
        if target.numbers:
            choices[0] = (UNDECIDED, "le nombre lui-même")
        for place, value in enumerate(self.values):
            known = said.get(value) if target.numbers else matching.meaning(column, value, target, said)
            label = f"{value} : {column['labels'][value]}" if value in column["labels"] else value
            initial = UNDECIDED if known is None else known or NO_ANSWER
            self.fields[f"value_{place}"] = forms.ChoiceField(label=label, choices=choices, initial=initial)

    def said(self) -> dict[str, str]:
        given = {value: self.cleaned_data[f"value_{place}"] for place, value in enumerate(self.values)}
        kept = {value: code for value, code in given.items() if code != UNDECIDED}
        return {value: matching.WITHOUT if code == NO_ANSWER else code for value, code in kept.items()}


class TakeForm(forms.Form):
    """When the institute asked its questions."""

    first = forms.DateField(label="Premier jour de la collecte", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="Dernier jour de la collecte", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and first > last:
            raise forms.ValidationError("Le premier jour vient après le dernier : échangez-les.")
        if last and last > timezone.localdate():
            raise forms.ValidationError("La collecte n’est pas finie : le dernier jour est à venir.")
        return values

    def fieldwork(self) -> Fieldwork:
        return Fieldwork(self.cleaned_data["first"], self.cleaned_data["last"])
