"""Communes and départements: a name is typed, a code is kept. Where several places answer, the person chooses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from essaim.cores.rules.reading import departement_of
from essaim.foundation.territories import public as territories
from essaim.foundation.territories.public import TerritoryInfo

PROPOSED = 12
CHOSEN = "_choix"
"""Ends the name of the list of communes, beside the box in which one types."""

_WITH_NUMBER = re.compile(r"(.+?)\s*\((\d[\dAB]\d?)\)")
_CODE = re.compile(r"\d[\dAB]\d{3}")


@dataclass(frozen=True)
class Typed:
    """What was typed, and what was chosen in the list that it led to."""

    text: str
    chosen: str = ""


def communes(text: str, near: str = "") -> tuple[TerritoryInfo | None, list[TerritoryInfo]]:
    """Return the one commune that a text names without doubt, or None and those that it may mean, those of `near` first.

    « Auch », « auch », « Auch (32) », a postcode that one commune has.
    """
    numbered = _WITH_NUMBER.fullmatch(text.strip())
    name, number = (numbered[1], numbered[2]) if numbered else (text.strip(), "")
    found = [one for one in territories.search(name, levels={"commune"}, limit=60) if not one.retired]
    if number:
        found = [one for one in found if departement_of(one.insee) == number]
    exact = [one for one in found if territories.fold(one.name) == territories.fold(name)]
    if len(exact) == 1 or (len(found) == 1 and name[:1].isdigit()):
        return (exact or found)[0], []
    found.sort(key=lambda one: departement_of(one.insee) != near)
    exact.sort(key=lambda one: departement_of(one.insee) != near)
    return None, (exact or found)[:PROPOSED]


def place_name(insee: str) -> str:
    """Return a commune as a person reads it, and as `communes` reads it back: « Auch (32) »."""
    found = territories.find(f"commune-{insee}")
    return f"{found.name} ({departement_of(insee)})" if found else insee


def departement_choices() -> Sequence[tuple[str, str]]:
    """Return every département by number, as a list to choose from."""
    return [("", "Choisissez"), *((one.insee, f"{one.insee} – {one.name}") for one in territories.departements())]


class CommuneBox(forms.TextInput):
    """A box in which a name is typed and, when it may mean several communes, their list."""

    template_name = "adoptions/forms/commune.html"
    near = ""
    """The number of the département whose communes are proposed first."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:  # noqa: ARG002 - Django's signature
        return Typed(str(data.get(name) or "").strip(), str(data.get(name + CHOSEN) or ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 - Django's signature
        return not data.get(name)

    def format_value(self, value: Any) -> str:
        if isinstance(value, Typed):
            return value.text
        return place_name(value) if _CODE.fullmatch(str(value or "")) else str(value or "")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        doubtful = communes(value.text, self.near)[1] if isinstance(value, Typed) and value.text else []
        chosen = value.chosen if isinstance(value, Typed) else ""
        context["choices"] = [(one.insee, _described(one), one.insee == chosen) for one in doubtful]
        context["choice_name"] = name + CHOSEN
        return context


def _described(one: TerritoryInfo) -> str:
    postcode = f", {one.postcodes[0]}" if one.postcodes else ""
    return f"{one.name} ({departement_of(one.insee)}{postcode})"


class CommuneField(forms.Field):
    """Keeps the Insee code of the commune whose name was typed."""

    widget: Any = CommuneBox(attrs={"autocomplete": "address-level2"})

    def clean(self, value: Any) -> str:
        typed = value if isinstance(value, Typed) else Typed(str(value or ""))
        if not typed.text:
            super().clean("")
            return ""
        words = place_name(typed.text) if _CODE.fullmatch(typed.text) else typed.text
        one, several = communes(words, self.widget.near)
        if one is not None:
            return one.insee
        if typed.chosen and typed.chosen in {each.insee for each in several}:
            return typed.chosen
        raise forms.ValidationError(_why(typed.text, several))


def _why(text: str, several: list[TerritoryInfo]) -> str:
    if not several:
        return f"Aucune commune ne s’appelle « {text[:60]} ». Vérifiez l’orthographe, ou écrivez son code postal."
    return f"« {text[:60]} » peut être plusieurs communes : choisissez la vôtre dans la liste."
