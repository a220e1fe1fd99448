"""The forms that prepare an edition."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.domain.phases import KEYS, Span, faults
from essaim.engines.ballots.models.edition import Consultation, PhaseKey, Zone, ZoneCommune
from essaim.foundation.territories import public as territories

CENTS = 100
NAMES_AT_MOST = 5
EUROS = {"inputmode": "decimal", "autocomplete": "off"}


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "form-control"})


def euro_field(label: str, **options: Any) -> forms.DecimalField:
    """Return a field for a sum in euros, to the cent."""
    widget = forms.TextInput(attrs=EUROS)
    return forms.DecimalField(label=label, max_digits=13, decimal_places=2, localize=True, widget=widget, **options)


class EditionForm(forms.Form):
    """An edition that begins: its name."""

    title = forms.CharField(
        label="Nom de l’édition", max_length=200, help_text="Par exemple : Budget participatif 2027."
    )


class FirstDayForm(forms.Form):
    """The first day of an edition: the other dates follow from the durations of the service."""

    first = forms.DateField(label="Premier jour du dépôt des idées", widget=DayInput())


class DatesForm(forms.Form):
    """The two days of each phase."""

    def __init__(self, spans: Sequence[Span] = (), **options: Any) -> None:
        super().__init__(**options)
        known = {one.key: one for one in spans}
        for key in KEYS:
            one = known.get(key)
            for side, label in (("opens", "Ouvre le"), ("closes", "Ferme le")):
                first = getattr(one, side) if one else None
                self.fields[f"{key}_{side}"] = forms.DateField(label=label, widget=DayInput(), initial=first)

    @property
    def pairs(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each phase with its two fields."""
        return [(PhaseKey(key).label, self[f"{key}_opens"], self[f"{key}_closes"]) for key in KEYS]

    def clean(self) -> dict[str, Any]:
        """Name each phase that does not follow the one before."""
        values = super().clean() or self.cleaned_data
        if all(isinstance(values.get(f"{key}_{side}"), date) for key in KEYS for side in ("opens", "closes")):
            for one in faults(self.spans):
                self.add_error(None, one)
        return values

    @property
    def spans(self) -> list[Span]:
        """The dates that were given."""
        return [Span(key, self.cleaned_data[f"{key}_opens"], self.cleaned_data[f"{key}_closes"]) for key in KEYS]


class ZoneForm(forms.Form):
    """A zone: its name, its money, its communes."""

    label = forms.CharField(
        label="Nom du secteur", max_length=100, help_text="Un canton, une intercommunalité, un quartier."
    )
    envelope = euro_field("Enveloppe, en euros", min_value=0)
    communes = forms.CharField(
        label="Communes", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Une par ligne : son nom, son code officiel (32013) ou son code postal. Le numéro d’une intercommunalité (neuf chiffres) prend toutes les siennes.",
    )  # fmt: skip

    def __init__(self, consultation: Consultation, **options: Any) -> None:
        super().__init__(**options)
        self.consultation = consultation

    def clean_label(self) -> str:
        """Refuse the name of another zone."""
        label = str(self.cleaned_data["label"]).strip()
        if Zone.objects.filter(consultation=self.consultation, label__iexact=label).exists():
            raise forms.ValidationError("Un secteur porte déjà ce nom : choisissez-en un autre.")
        return label

    def clean_communes(self) -> list[str]:
        """Return the codes of the communes; name each line that is none, or that another zone has."""
        lines = [line.strip() for line in str(self.cleaned_data["communes"]).splitlines() if line.strip()]
        read = {line: territories.communes_named(line, self.consultation.adoption.territory.code) for line in lines}
        unknown = [line for line, codes in read.items() if not codes]
        if unknown:
            raise forms.ValidationError(
                f"Aucune commune de ce territoire ne répond à : {', '.join(unknown[:NAMES_AT_MOST])}."
            )
        codes = list(dict.fromkeys(code for found in read.values() for code in found))
        taken = ZoneCommune.objects.filter(consultation=self.consultation, commune__code__in=codes)
        words = [
            f"{one.commune.name} ({one.zone.label})" for one in taken.select_related("commune", "zone")[:NAMES_AT_MOST]
        ]
        if words:
            raise forms.ValidationError(f"Déjà dans un autre secteur : {', '.join(words)}.")
        return codes

    @property
    def cents(self) -> int:
        """The money of the zone, in cents."""
        return int(self.cleaned_data["envelope"] * CENTS)


class EnvelopesForm(forms.Form):
    """The money of each zone; together, that of the edition."""

    def __init__(self, zones: Sequence[Zone], words: Words, **options: Any) -> None:
        super().__init__(**options)
        self.zones, self.total = zones, words.cents(words.section.envelope)
        for one in zones:
            self.fields[f"zone_{one.pk}"] = euro_field(one.label, min_value=0, initial=one.envelope_cents / CENTS)

    def clean(self) -> dict[str, Any]:
        """Refuse envelopes that do not make the money of the edition."""
        values = super().clean() or self.cleaned_data
        if not self.errors and sum(self.cents.values()) != self.total:
            shared = euros(sum(self.cents.values()))
            self.add_error(
                None,
                f"Les secteurs ont {shared} en tout, l’édition {euros(self.total)} : corrigez une enveloppe, ou le paramètre.",
            )
        return values

    @property
    def cents(self) -> dict[int, int]:
        """The money of each zone, in cents, by key."""
        return {one.pk: int(self.cleaned_data[f"zone_{one.pk}"] * CENTS) for one in self.zones}


class TriedForm(forms.Form):
    """In the test: the phase that the team tries."""

    tried = forms.ChoiceField(
        label="Étape à essayer", choices=[("", "celle que disent les dates"), *PhaseKey.choices], required=False
    )
