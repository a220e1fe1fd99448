"""A form from the fields of a kit: its labels, its help, its types, the errors of the core that reads them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Terms
from essaim.adoptions.params.values import FieldRecord
from essaim.adoptions.world import service_words
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.reading import UnreadableValueError, read

YES_NO = (("oui", "Oui"), ("non", "Non"))


class KitForm(forms.Form):
    """The fields of a kit that one act asks. `answers()` gives them as they are kept."""

    variables: Mapping[str, Variable]

    def __init__(self, variables: Mapping[str, Variable], fields: Mapping[str, forms.Field], **options: Any) -> None:
        super().__init__(**options)
        self.variables = variables
        self.fields.update(fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, variable in self.variables.items():
            written = self._written(name, cleaned.get(name))
            if written in ("", [], None) or name in self.errors:
                continue
            try:
                read(variable, written)
            except UnreadableValueError as error:
                self.add_error(name, f"Attendu : {error}.")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what was answered, as it is written in a participation; what was left blank is absent."""
        found = {name: self._written(name, self.cleaned_data.get(name)) for name in self.variables}
        return {name: written for name, written in found.items() if written not in ("", [], None)}

    def _written(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return value
        if value is None:
            return ""
        return value.isoformat() if self.variables[name].kind is Kind.DATE else str(value)


def form_for(
    terms: Terms,
    names: Sequence[str],
    *,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> KitForm:
    """Return the form of these fields of a kit, under given terms.

    Args:
        terms: Whose kit and parameters: labels and help say their values.
        names: Identifiers of fields, in order.
        data: What was sent.
        initial: Answers already written.
    """
    records = {one.id: one for one in terms.kit.record.fields}
    speech = Speech(terms.kit, terms.values, service=service_words(terms.adoption))
    chosen = {name: records[name] for name in names}
    fields = {name: _field(one, speech) for name, one in chosen.items()}
    variables = {name: terms.kit.book.fields[name] for name in names}
    return KitForm(variables, fields, data=data, initial=dict(initial or {}))


def _field(record: FieldRecord, speech: Speech) -> forms.Field:
    words = {
        "label": speech.label(record.label) + (f" ({record.unit})" if record.unit else ""),
        "help_text": speech.text(record.help or ""),
        "required": record.required,
    }
    choices = [(one.id, speech.label(one.label)) for one in record.choices]
    return _MAKERS[record.type](words, choices)


Maker = Callable[[dict[str, Any], list[tuple[str, str]]], forms.Field]


def _numeric(words: dict[str, Any], _choices: list[tuple[str, str]]) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=20, **words)


_MAKERS: dict[Kind, Maker] = {
    Kind.TEXT: lambda words, _: forms.CharField(max_length=2000, **words),
    Kind.INTEGER: _numeric,
    Kind.DECIMAL: _numeric,
    Kind.MONEY: _numeric,
    Kind.DATE: lambda words, _: forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **words),
    Kind.YES_NO: lambda words, _: forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **words),
    Kind.CHOICE: lambda words, choices: forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words),
    Kind.CHOICES: lambda words, choices: forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, **words
    ),
    Kind.COMMUNE: lambda words, _: forms.CharField(max_length=5, **words),
    Kind.DEPARTEMENT: lambda words, _: forms.CharField(max_length=3, **words),
}
