"""The forms of who reads a closed wave: how far weights may go, which answers are read together."""

from collections.abc import Mapping
from typing import Any

from django import forms

from essaim.portal.barometer.domain.queries.material import Variable
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.domain.weighing import BOUNDED, FREE, TRIMMED, Limit

LEAST_RATIO, MOST_RATIO = 0.05, 20.0


class LimitForm(forms.Form):
    """How far a weight may go from the mean weight."""

    kind = forms.ChoiceField(
        label="Limiter les poids", widget=forms.RadioSelect, initial=FREE,
        choices=[
            (FREE, "Ne pas limiter : le calage ordinaire (conseillé)"),
            (BOUNDED, "Tenir les poids entre deux bornes, marges respectées"),
            (TRIMMED, "Couper les poids extrêmes, marges un peu défaites"),
        ],
    )  # fmt: skip
    lowest = forms.FloatField(
        label="Plus petit poids", initial=0.3, min_value=LEAST_RATIO, localize=True, required=False,
        help_text="En fois le poids moyen : 0,3. Ne sert que si vous limitez les poids.",
    )  # fmt: skip
    highest = forms.FloatField(
        label="Plus grand poids", initial=3, max_value=MOST_RATIO, localize=True, required=False,
        help_text="En fois le poids moyen : 3. Ne sert que si vous limitez les poids.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("kind") in {BOUNDED, TRIMMED} and not self.errors:
            low, high = values.get("lowest"), values.get("highest")
            if low is None or high is None or not low < 1 < high:
                raise forms.ValidationError(
                    "Le plus petit poids est au-dessous de 1 et le plus grand au-dessus : par exemple 0,3 et 3."
                )
        return values

    def limit(self) -> Limit:
        """Return what was chosen; the ends have no sense when weights are free."""
        kind = self.cleaned_data["kind"]
        if kind == FREE:
            return Limit()
        return Limit(kind, self.cleaned_data["lowest"], self.cleaned_data["highest"])


class GroupsForm(forms.Form):
    """For each answer of a profile question, the number of the group where it is read."""

    def __init__(self, asked: Asked, variable: Variable, bases: Mapping[str, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        numbers = [(str(number), f"Groupe {number}") for number in range(1, len(asked.options) + 1)]
        current = {code: str(place) for place, group in enumerate(variable.groups, 1) for code in group.codes}
        for option in asked.options:
            count = bases.get(option.code, 0)
            self.fields[f"group_{option.code}"] = forms.ChoiceField(
                label=f"{option.label} ({count} réponse{'s' if count > 1 else ''})", choices=numbers,
                initial=current.get(option.code, str(len(variable.groups))),
            )  # fmt: skip

    def groups(self) -> dict[str, str]:
        """Return the name of the group of each code."""
        return {option.code: self.cleaned_data[f"group_{option.code}"] for option in self.asked.options}
