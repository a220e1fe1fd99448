"""The forms of the ledger: a quantity in the field that the kit chose, a code, a reason."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast
from uuid import uuid4

from django import forms

from essaim.adoptions.forms import KitForm, form_for
from essaim.adoptions.models import Terms
from essaim.cores.rules.reading import read
from essaim.engines.ledger.domain.codes import SIGNS, plain
from essaim.engines.ledger.domain.reckoning import in_parts, positive
from essaim.engines.ledger.params import AccountRecord


def new_key() -> str:
    """Return the key of a form: the same form sent twice carries the same one."""
    return uuid4().hex


def key_field() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_key)


def code_field() -> forms.CharField:
    """Return the field where a code is typed; a telephone shows capital letters."""
    look = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
    return CodeField(
        label="Code", max_length=40, help_text="Les douze signes du titre ou de la carte, par exemple ABCD-2345-WXYZ.",
        widget=forms.TextInput(attrs=look), error_messages={"required": "Écrivez le code, ou lisez le carré."},
    )  # fmt: skip


class CodeField(forms.CharField):
    """A code, whatever the spaces and the hyphens."""

    def clean(self, value: Any) -> str:
        written = str(super().clean(value))
        if len(plain(written)) != SIGNS:
            raise forms.ValidationError(f"Un code a {SIGNS} signes : vous en avez écrit {len(plain(written))}.")
        return plain(written)


def quantity_form(
    terms: Terms,
    record: AccountRecord,
    data: Mapping[str, Any] | None = None,
    *,
    dated: bool = False,
    named: bool = False,
) -> KitForm:
    """Return the form where somebody writes how much.

    Args:
        terms: Under which the field is shown.
        record: The account; it has a field for its quantity.
        data: What was sent.
        dated: Ask for which day it counts.
        named: Ask who declares.
    """
    form = form_for(terms, [record.quantity or ""], data=data)
    if named:
        form.fields["label"] = forms.CharField(
            label="Votre nom, ou celui de votre structure", max_length=200,
            error_messages={"required": "Écrivez qui déclare : la personne le lira."},
        )  # fmt: skip
    if dated:
        form.fields["day"] = forms.DateField(
            label="Dernier jour concerné", widget=forms.DateInput(attrs={"type": "date"}),
            help_text="Il dit à quelle période la quantité appartient.",
            error_messages={"required": "Écrivez le dernier jour concerné."},
        )  # fmt: skip
    form.fields["key"] = key_field()
    for name in (record.quantity or "",):
        form.fields[name].required = True
    return form


def amount_of(form: KitForm, record: AccountRecord) -> int:
    """Return what was written in a valid form, in parts. Raises RefusedActError: zero, or not whole."""
    name = record.quantity or ""
    value = cast("int | Fraction", read(form.variables[name], form.answers()[name]))
    return positive(record, in_parts(record.measured, value))


class ReasonForm(forms.Form):
    """Why a movement is undone."""

    reason = forms.CharField(
        label="Pourquoi", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La personne le lira dans son relevé.", error_messages={"required": "Écrivez pourquoi."},
    )  # fmt: skip
    key = key_field()
