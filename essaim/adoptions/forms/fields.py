"""A form from the fields of a kit: its labels, its help, its types, the errors of the core that reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import linebreaks

from essaim.adoptions.forms.kinds import BLANK, maker
from essaim.adoptions.forms.lines import LinesField
from essaim.adoptions.forms.places import CommuneField
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Terms
from essaim.adoptions.params.values import FieldRecord, ValueRecord
from essaim.adoptions.world import service_words
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.reading import UnreadableValueError, read
from essaim.foundation.ui.public import french

NOTHING: tuple[Any, ...] = ("", [], None)


class KitForm(forms.Form):
    """The fields of a kit that one act asks. `answers()` gives them as they are kept.

    ``quiet``: what is wrong is not shown (a line was added, a page is saved while somebody writes); `wrong` still names it.
    """

    use_required_attribute = False
    variables: Mapping[str, Variable]

    def __init__(
        self,
        variables: Mapping[str, Variable],
        fields: Mapping[str, forms.Field],
        *,
        quiet: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.variables = variables
        self.quiet = quiet
        self.fields.update(fields)
        self.wrong: dict[str, list[str]] = {}
        for field in self.fields.values():
            if isinstance(field, LinesField):
                field.quiet = quiet

    def full_clean(self) -> None:
        super().full_clean()
        found: ErrorDict | None = getattr(self, "_errors", None)
        self.wrong = {name: [str(one) for one in errors] for name, errors in (found or {}).items()}
        if self.quiet:
            self._errors = ErrorDict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, variable in self.variables.items():
            written = written_form(cleaned.get(name))
            if written in NOTHING or name in (self._errors or {}):
                continue
            try:
                read(variable, written)
            except UnreadableValueError as error:
                self.add_error(name, f"Attendu : {error}.")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what was answered, as it is written in a participation; what was left blank is absent."""
        found = {name: written_form(self.cleaned_data.get(name)) for name in self.variables}
        return {name: written for name, written in found.items() if written not in NOTHING and name not in self.wrong}

    def blank(self) -> list[str]:
        """Return the fields that were left blank, whether they may be or not."""
        answered = self.answers()
        return [name for name in self.variables if name not in answered and not self._typed(name)]

    def forget(self, names: Sequence[str]) -> None:
        """Take what is wrong in these fields for no fault: their condition does not hold."""
        for name in names:
            self.errors.pop(name, None)
            self.wrong.pop(name, None)

    def _typed(self, name: str) -> bool:
        return not self.fields[name].widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)) and (
            self[name].data not in NOTHING
        )


def written_form(value: Any) -> Any:
    """Return a cleaned value as a participation keeps it: a string, or a list."""
    if isinstance(value, list):
        return value
    return "" if value is None else str(value)


def form_for(
    terms: Terms,
    names: Sequence[str],
    *,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    quiet: bool = False,
) -> KitForm:
    """Return the form of these fields of a kit, under given terms.

    Args:
        terms: Whose kit and parameters: labels and help say their values.
        names: Identifiers of fields, in order; a repeatable group is a field like any other.
        data: What was sent.
        initial: Answers already written.
        quiet: Say nothing of what is wrong; `wrong` still names it.
    """
    records = {one.id: one for one in terms.kit.record.fields}
    speech = Speech(terms.kit, terms.values, service=service_words(terms.adoption))
    fields = {name: field_of(records[name], speech, required=records[name].required) for name in names}
    for field in fields.values():
        if isinstance(field, CommuneField):
            field.widget.near = terms.adoption.territory.insee
    variables = {name: terms.kit.book.fields[name] for name in names}
    return KitForm(variables, fields, quiet=quiet, data=data, initial=dict(initial or {}))


def field_of(record: ValueRecord, speech: Speech, *, required: bool) -> forms.Field:
    """Return one field as a person sees it: nothing in the words of a kit is taken for HTML."""
    label = speech.label(record.label) + (f" ({record.unit})" if record.unit else "")
    words = {
        "label": french.typography(label),
        "help_text": linebreaks(french.typography(speech.text(record.help)), autoescape=True) if record.help else "",
        "required": required,
        "error_messages": {"required": BLANK[record.type]},
    }
    if record.type is Kind.GROUP and isinstance(record, FieldRecord):
        return LinesField(_line_maker(record, speech), **words)
    choices = [(one.id, speech.label(one.label)) for one in record.choices]
    return maker(record.type)(words, choices)


def _line_maker(record: FieldRecord, speech: Speech) -> Any:
    """Return what makes the form of one line of a group; in a line that is begun, each member is asked."""
    variables = {member.id: member.variable() for member in record.members}

    def line(**options: Any) -> KitForm:
        fields = {member.id: field_of(member, speech, required=True) for member in record.members}
        return KitForm(variables, fields, **options)

    return line
