"""The forms of the workshop of rules: ballots of an edition, of a file, of a simulation; what is compared."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms

from essaim.cores import voting
from essaim.engines.ballots.domain.workshop.candidates import PERCENT, USUAL, WAYS, Way
from essaim.engines.ballots.domain.workshop.cutting import even_shares
from essaim.engines.ballots.domain.workshop.gathering import BYTES_AT_MOST
from essaim.engines.ballots.forms.setup import euro_field
from essaim.engines.ballots.models.vote import Urn

BANDS_AT_MOST = 8
MEGABYTES = BYTES_AT_MOST // 1_000_000
WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


class PastForm(forms.Form):
    """An edition of the platform whose archive is public."""

    prefix = "passe"
    edition = forms.ChoiceField(label="Édition publiée", error_messages={"required": "Choisissez une édition."})

    def __init__(self, urns: Sequence[Urn], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["edition"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", "Choisissez"), *((str(one.pk), _named(one)) for one in urns)]


def _named(urn: Urn) -> str:
    edition = urn.consultation
    return f"{edition.title}, {edition.adoption.territory.name}"


class FileForm(forms.Form):
    """A file of ballots, and what the team calls it."""

    prefix = "fichier"
    name = forms.CharField(
        label="Nom de ces bulletins", max_length=200, help_text="Par exemple : Budget participatif 2024, première édition.",
        error_messages={"required": "Donnez un nom : il sera sur chaque page et chaque tableau."},
    )  # fmt: skip
    file = forms.FileField(
        label="Fichier", help_text=f"Un fichier Pabulib (.pb) ou un scrutin JSON, {MEGABYTES} Mo au plus.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["accept"] = ".pb,.json"

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > BYTES_AT_MOST:
            raise forms.ValidationError(f"Ce fichier dépasse {MEGABYTES} Mo.")
        content: bytes = file.read()
        return content


def _whole(label: str, least: int, most: int, words: str = "") -> forms.IntegerField:
    widget = forms.TextInput(attrs=WHOLE)
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=words, widget=widget)


class SimulationForm(forms.Form):
    """The parameters of a simulation, all of them stated."""

    prefix = "simulation"
    voters = _whole("Votants", 1, 60_000)
    choices = _whole("Projets choisis par chacun", 1, 20)
    projects = _whole("Projets", 2, 1_000)
    cantons = _whole("Cantons", 1, 100, "Les projets y sont répartis également.")
    budget = euro_field("Enveloppe, en euros", min_value=1)
    least = euro_field("Coût le plus bas, en euros", min_value=1)
    most = euro_field("Coût le plus haut, en euros", min_value=1)
    local = _whole(
        "Choix dans son canton, en %", 0, PERCENT, "0 : chacun choisit partout. 100 : chacun ne regarde que son canton."
    )
    unequal = _whole(
        "Inégalité d’attrait",
        0,
        30,
        "0 : tous les projets plaisent autant. 10 : le deuxième plaît deux fois moins que le premier.",
    )
    seed = forms.CharField(label="Graine du tirage", max_length=40, help_text="Le même mot refait les mêmes bulletins.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                self.model = model_of(values)
            except ValueError as error:
                raise forms.ValidationError(str(error).capitalize() + ".") from None
        return values

    def said(self) -> dict[str, str]:
        """Return every parameter with its label, and the seed, as the model is stated."""
        return {str(self.fields[name].label): str(self.cleaned_data[name]) for name in self.fields}


def model_of(values: dict[str, Any]) -> voting.Model:
    """Return the model that a form states. Raises ValueError."""
    return voting.Model(
        voters=values["voters"], choices=values["choices"], projects=values["projects"], cantons=values["cantons"],
        least=Fraction(values["least"]), most=Fraction(values["most"]), local=values["local"], unequal=values["unequal"],
    )  # fmt: skip


class ComparisonForm(forms.Form):
    """Which rules, and how money is told."""

    prefix = "regles"
    ways = forms.MultipleChoiceField(
        label="Règles à comparer", choices=[(way.key, way.label) for way in WAYS], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une règle."}, initial=USUAL,
    )  # fmt: skip
    field = forms.ChoiceField(
        label="Canton de chaque projet", required=False,
        help_text="Le champ des projets qui dit leur canton, ou leur secteur : l’argent y est réparti, et « un lauréat par canton » s’en sert.",
    )  # fmt: skip
    bounds = forms.CharField(
        label="Bornes des tranches de coût", required=False, max_length=200, help_text="En euros, comprises, séparées par un point-virgule : 10 000 ; 30 000.",
    )  # fmt: skip
    shares = forms.CharField(
        label="Part de chaque tranche, en %", required=False, max_length=100,
        help_text="Une de plus que de bornes, 100 en tout : 30 ; 30 ; 40. Vide : des parts égales. Pour « tranches de coût » seulement.",
    )  # fmt: skip

    def __init__(self, names: Sequence[tuple[str, int]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["field"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [*((name, f"{name} ({values} valeurs)") for name, values in names), ("", "Aucun")]

    def clean_bounds(self) -> list[str]:
        bounds = [_amount(text) for text in _cut(self.cleaned_data["bounds"])]
        if bounds != sorted(set(bounds)) or any(bound <= 0 for bound in bounds):
            raise forms.ValidationError("Donnez des montants plus grands que 0, du plus petit au plus grand.")
        if len(bounds) >= BANDS_AT_MOST:
            raise forms.ValidationError(f"Au plus {BANDS_AT_MOST} tranches : {BANDS_AT_MOST - 1} bornes.")
        return [voting.write_number(bound) for bound in bounds]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "bounds" in values:
            values["shares"] = self._shares(values["bounds"], values.get("shares", ""))
            if "bands" in values.get("ways", ()) and not values["bounds"]:
                self.add_error("bounds", "« Tranches de coût » a besoin d’une borne au moins.")
        return values

    def _shares(self, bounds: Sequence[str], text: str) -> list[int]:
        bands = len(bounds) + 1
        given = _cut(text)
        if not given:
            return even_shares(bands)
        if len(given) != bands or not all(re.fullmatch("[0-9]{1,3}", one) for one in given):
            self.add_error("shares", f"Donnez {bands} nombres entiers : une part par tranche.")
        elif sum(map(int, given)) != PERCENT or "0" in given:
            self.add_error("shares", f"Ces parts font {sum(map(int, given))} % : il en faut 100, aucune à 0.")
        else:
            return [int(one) for one in given]
        return []


class RuleChoiceForm(forms.Form):
    """The candidate that becomes the rule of the edition, among those that rules can say."""

    regle = forms.ChoiceField(
        label="Règle de l’édition", widget=forms.RadioSelect, error_messages={"required": "Choisissez une règle de cette comparaison."},
    )  # fmt: skip

    def __init__(self, ways: Sequence[Way], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["regle"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(way.key, way.label) for way in ways]


def _cut(text: str) -> list[str]:
    return [part.strip(" %€\u00a0\u202f") for part in text.split(";") if part.strip()]


def _amount(text: str) -> Fraction:
    try:
        return voting.read_number(text).value
    except ValueError as error:
        raise forms.ValidationError(f"{error}".capitalize()) from None
