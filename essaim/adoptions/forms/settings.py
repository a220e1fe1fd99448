"""The parameters of a kit as a form: label, unit, help, bounds and source; each error on its field."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.settings import BadSettingsError, bounds, read_settings
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.params.values import ParameterRecord
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.wording import say_value
from essaim.foundation.territories import public as territories

REASON = "reason"


class SettingsForm(forms.Form):
    """One field for each parameter, then what decides them. `written()` gives the values as they are kept."""

    based_on = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, kit: Kit, *, values: Mapping[str, Any], reason: str = "", decided: bool = False, **options: Any
    ) -> None:
        """``values``: those already set; ``decided``: what decides them must be said."""
        initial = {one.id: values.get(one.id, one.default) for one in kit.record.parameters}
        super().__init__(initial={**initial, REASON: reason, **options.pop("initial", {})}, **options)
        self.kit = kit
        speech = Speech(kit, kit.defaults())
        self.fields.update({one.id: _field(one, speech) for one in kit.record.parameters})
        self.fields[REASON] = forms.CharField(
            label="Ce qui décide ces valeurs", max_length=300, required=decided,
            help_text="Une délibération et sa date, une convention, une consigne. C’est écrit dans le journal du service.",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            read_settings(self.kit, {name: value for name, value in self.written().items() if name not in self.errors})
        except BadSettingsError as error:
            for name, what, advice in error.problems:
                self.add_error(name, self._said(name, what, advice))
        return cleaned

    def written(self) -> dict[str, Any]:
        """Return the values as they were written, by parameter."""
        cleaned = self.cleaned_data
        return {one.id: _as_written(cleaned[one.id]) for one in self.kit.record.parameters if one.id in cleaned}

    def _said(self, name: str, what: str, advice: str) -> str:
        label = str(self.fields[name].label)
        sentence = what.replace(f"« {name} »", f"« {label} »")
        return f"{sentence[:1].upper()}{sentence[1:]} ; {advice}."


def _as_written(value: Any) -> Any:
    if isinstance(value, list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value).strip()


def _field(record: ParameterRecord, speech: Speech) -> forms.Field:
    unit = "euros" if record.type is Kind.MONEY else record.unit
    options = {
        "label": speech.label(record.label) + (f" ({unit})" if unit else ""),
        "help_text": format_html_join(mark_safe("<br>"), "{}", ((line,) for line in _help(record, speech))),  # nosec B308 B703
    }
    choices = [(one.id, speech.label(one.label)) for one in record.choices]
    return _MAKERS.get(record.type, _text)(options, choices)


def _help(record: ParameterRecord, speech: Speech) -> list[str]:
    low, high = bounds(record)
    variable = record.variable()
    lines = [speech.text(record.help)] if record.help else []
    if record.type is Kind.DEPARTEMENT:
        return [*lines, f"{record.source}."]
    if low is not None and high is not None:
        lines.append(f"De {say_value(variable, low)} à {say_value(variable, high)}.")
    return [*lines, f"Valeur du kit : {speech.said(variable, speech.settings[record.id])} ({record.source})."]


Options = dict[str, Any]
Choices = list[tuple[str, str]]


def _text(options: Options, _choices: Choices) -> forms.Field:
    return forms.CharField(max_length=500, **options)


def _number(options: Options, _choices: Choices) -> forms.Field:
    return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)


def _departement(options: Options, _choices: Choices) -> forms.Field:
    known = [(one.insee, f"{one.insee} · {one.name}") for one in territories.departements()]
    return forms.ChoiceField(choices=known, **options)


def _yes_no(options: Options, _choices: Choices) -> forms.Field:
    return forms.ChoiceField(choices=[("oui", "Oui"), ("non", "Non")], widget=forms.RadioSelect, **options)


_MAKERS: dict[Kind, Callable[[Options, Choices], forms.Field]] = {
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.MONEY: _number,
    Kind.DEPARTEMENT: _departement,
    Kind.YES_NO: _yes_no,
    Kind.DATE: lambda options, _: forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    ),
    Kind.CHOICE: lambda options, choices: forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options),
    Kind.CHOICES: lambda options, choices: forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, **options
    ),
}
