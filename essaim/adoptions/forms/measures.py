"""A measure entered by hand, its correction, a file of measures."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from essaim.adoptions.domain.outcomes.importing import BOUNDS
from essaim.adoptions.domain.outcomes.measuring import Value
from essaim.adoptions.params.speaking import MeasureRecord


class NumberField(forms.DecimalField):
    """A number as French people write it: a comma or a point, spaces between thousands."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=4, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate({ord(space): None for space in " \u00a0\u202f"}).replace(",", ".")
        return super().to_python(value)


class MeasureForm(forms.Form):
    """What is measured, when, how much, where it comes from."""

    measure = forms.ChoiceField(label="Mesure", widget=forms.RadioSelect)
    on = forms.DateField(
        label="À la date du",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Le jour où le chiffre était vrai.",
    )
    value = NumberField(label="Valeur", help_text="Une valeur que vous n’avez pas ne se saisit pas : n’écrivez pas 0.")
    low = NumberField(label="Au moins", required=False, help_text="Si la valeur est estimée : la borne basse.")
    high = NumberField(label="Au plus", required=False, help_text="Si la valeur est estimée : la borne haute.")
    people = forms.IntegerField(
        label="Combien de personnes ce chiffre compte-t-il ?",
        min_value=0,
        max_value=10**9,
        required=False,
        help_text="Laissez vide s’il ne compte pas de personnes. En dessous de 11, le chiffre ne sera pas publié.",
    )
    source = forms.CharField(
        label="Source", max_length=300, help_text="D’où vient ce chiffre : un relevé, un bilan, et de qui."
    )

    def __init__(self, *args: Any, measures: Sequence[MeasureRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.id, f"{one.label} ({one.unit})") for one in measures]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["measure"].initial = choices[0][0]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir : une mesure constate.")
        return on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, high, value = given.get("low"), given.get("high"), given.get("value")
        if (low is None) != (high is None) and not {"low", "high"} & set(self.errors):
            self.add_error("low" if low is None else "high", "Un intervalle a deux bornes : donnez l’autre aussi.")
        if low is not None and high is not None and value is not None and not low <= value <= high:
            self.add_error("value", "La valeur doit être entre les deux bornes.")
        return given

    def read(self) -> Value:
        """Return what was entered."""
        given = self.cleaned_data
        return Value(
            given["measure"], given["on"], given["value"], given["source"], given["low"], given["high"], given["people"]
        )


class MeasuresFileForm(forms.Form):
    """A table of measures."""

    prefix = "fichier"
    file = forms.FileField(label="Fichier CSV ou XLSX", help_text="2 Mo au plus, comme un tableur l’enregistre.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".csv,text/csv,.xlsx"

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > BOUNDS.size:
            raise forms.ValidationError("Ce fichier dépasse 2 Mo : coupez-le par année.")
        content: bytes = file.read()
        return content
