"""One form field for each kind of value: what a person types is read generously, and kept as the core writes it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from essaim.adoptions.forms.places import CommuneField, departement_choices
from essaim.cores.rules.kinds import Kind
from essaim.foundation.ui.public import french

YES_NO = (("oui", "Oui"), ("non", "Non"))
TEXT_AT_MOST = 2000
BLANK: dict[Kind, str] = {
    Kind.TEXT: "Écrivez une réponse.",
    Kind.INTEGER: "Écrivez un nombre, en chiffres.",
    Kind.DECIMAL: "Écrivez un nombre, en chiffres.",
    Kind.MONEY: "Écrivez une somme en euros, en chiffres. S’il n’y en a pas, écrivez 0.",
    Kind.DATE: "Écrivez une date : jour, mois, année. Par exemple : 27/3/1950.",
    Kind.YES_NO: "Choisissez oui ou non.",
    Kind.CHOICE: "Choisissez une réponse.",
    Kind.CHOICES: "Choisissez une réponse au moins.",
    Kind.COMMUNE: "Écrivez le nom d’une commune, ou son code postal.",
    Kind.DEPARTEMENT: "Choisissez un département.",
    Kind.GROUP: "Remplissez une ligne au moins.",
}
"""What to do when nothing was answered."""

_NUMERIC_DATE = re.compile(r"\s*([0-9]{1,2})[\s./-]+([0-9]{1,2})[\s./-]+([0-9]{4})\s*")
_PASTED_DATE = re.compile(r"\s*([0-9]{2})([0-9]{2})([0-9]{4})\s*")
_ISO_DATE = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})\s*")
_WORDED_DATE = re.compile(r"\s*(?:le\s+)?([0-9]{1,2})(?:er)?\s+([^\W\d_]+)\.?\s+([0-9]{4})\s*", re.IGNORECASE)
_SPACES = re.compile(r"(?<=[0-9])[\s\u00a0\u202f]+(?=[0-9,.])")
_EURO = re.compile(r"\s*(€|euros?)\s*$", re.IGNORECASE)


class NumberField(forms.CharField):
    """« 1 500,50 € » is 1500,50: spaces and the unit are the reader's, the number is what is kept."""

    def to_python(self, value: Any) -> str:
        return plain_number(str(super().to_python(value) or ""))


def plain_number(written: str) -> str:
    """Return a number as it was typed, without spaces between its digits nor « € » after it."""
    return _EURO.sub("", _SPACES.sub("", written.strip())).strip()


class DayField(forms.CharField):
    """A date in one box, typed as anybody writes one: 27/3/1950, 27 03 1950, 27031950, 27 mars 1950."""

    def to_python(self, value: Any) -> str:
        written = str(super().to_python(value) or "")
        if not written:
            return ""
        found = read_day(written)
        if found is None:
            raise forms.ValidationError(
                f"« {written[:30]} » n’est pas une date. Écrivez le jour, le mois et l’année en quatre chiffres : 27/3/1950."
            )
        return found.isoformat()

    def prepare_value(self, value: Any) -> Any:
        kept = _ISO_DATE.fullmatch(value) if isinstance(value, str) else None
        return "/".join(reversed(kept.groups())) if kept else value


def read_day(written: str) -> date | None:
    """Return the day that somebody typed, None when it cannot be told."""
    worded = _WORDED_DATE.fullmatch(written)
    if worded:
        return _day(int(worded[3]), _month(worded[2]), int(worded[1]))
    iso = _ISO_DATE.fullmatch(written)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _NUMERIC_DATE.fullmatch(written) or _PASTED_DATE.fullmatch(written)
    return _day(int(found[3]), int(found[2]), int(found[1])) if found else None


def _month(word: str) -> int:
    """The number of a month by the beginning of its name (three letters at least), 0 for none or for several."""
    folded = word.lower().translate(str.maketrans("éèû", "eeu"))
    names = [name.translate(str.maketrans("éèû", "eeu")) for name in french.MONTHS]
    alike = [place for place, name in enumerate(names, start=1) if name.startswith(folded) and len(folded) > 2]  # noqa: PLR2004
    return alike[0] if len(alike) == 1 else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


Maker = Callable[[dict[str, Any], list[tuple[str, str]]], forms.Field]


def _numeric(words: dict[str, Any], _choices: list[tuple[str, str]]) -> forms.Field:
    box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "box box--short"})
    return NumberField(widget=box, max_length=30, **words)


def _dated(words: dict[str, Any], _choices: list[tuple[str, str]]) -> forms.Field:
    box = forms.TextInput(attrs={"placeholder": "jj/mm/aaaa", "autocomplete": "off", "class": "box box--short"})
    return DayField(widget=box, max_length=30, **words)


_MAKERS: dict[Kind, Maker] = {
    Kind.TEXT: lambda words, _: forms.CharField(max_length=TEXT_AT_MOST, **words),
    Kind.INTEGER: _numeric,
    Kind.DECIMAL: _numeric,
    Kind.MONEY: _numeric,
    Kind.DATE: _dated,
    Kind.YES_NO: lambda words, _: forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **words),
    Kind.CHOICE: lambda words, choices: forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words),
    Kind.CHOICES: lambda words, choices: forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, **words
    ),
    Kind.COMMUNE: lambda words, _: CommuneField(**words),
    Kind.DEPARTEMENT: lambda words, _: forms.ChoiceField(choices=departement_choices, widget=forms.Select, **words),
}


def maker(kind: Kind) -> Maker:
    """Return what makes the field of a kind; a group has its own (`lines`)."""
    return _MAKERS[kind]
