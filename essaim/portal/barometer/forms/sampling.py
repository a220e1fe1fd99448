"""Quotas and margins: official numbers of people, with their source."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from essaim.portal.barometer.domain.official import Official
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.domain.quotas import MOST_AXES, MOST_CELLS, combinations
from essaim.portal.barometer.forms.intake import FileForm

SHARES_SUM, ROUNDING = 100, 0.5
SHARES_AGREE = 1e-5
"""Percentages are shown with four decimals."""
NOT_THEIRS = "Vos nombres ne sont plus ceux de cette source : remettez-les, ou dites d’où viennent les vôtres."
WITH_MARGINS = "Reprendre aussi ces totaux comme marges"
WHY_MARGINS = (
    "Le redressement ramènera les réponses à ces mêmes totaux. Une marge déjà donnée sur ces questions est remplacée."
)


class SourceForm(forms.Form):
    source = forms.CharField(
        label="Source des totaux",
        max_length=300,
        help_text="Producteur et publication : « Insee, recensement de la population ».",
    )
    source_date = forms.CharField(label="Période", max_length=40, help_text="L’année des totaux : « 2022 ».")

    def __init__(self, *args: Any, known: Official | None = None, **kwargs: Any) -> None:
        """Take the official totals that the platform gives for the same questions, where it knows them."""
        super().__init__(*args, **kwargs)
        self.known = known

    def check_source(self, totals: Mapping[tuple[str, ...], float]) -> None:
        """Refuse the name of our official source on other numbers, or shares, than its own."""
        if self.known is None or self.cleaned_data.get("source") != self.known.source:
            return
        given, known = sum(totals.values()), sum(self.known.totals.values())
        wrong = dict(totals) != self.known.totals
        if 0 < given <= SHARES_SUM + 1:
            gaps = [abs(totals[codes] / given - people / known) for codes, people in self.known.totals.items()]
            wrong = max(gaps) > SHARES_AGREE
        if wrong:
            self.add_error("source", NOT_THEIRS)


class GridForm(SourceForm):
    """One official number of people for each combination of the interlocking questions."""

    with_margins = forms.BooleanField(label=WITH_MARGINS, help_text=WHY_MARGINS, required=False, initial=True)

    def __init__(self, axes: Sequence[Asked], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.axes, self.codes = axes, combinations(axes)
        for place, codes in enumerate(self.codes):
            words = " × ".join(axis.label_of(code) for axis, code in zip(axes, codes, strict=True))
            self.fields[f"cell_{place}"] = forms.IntegerField(
                label=words, min_value=0, error_messages={"required": "Donnez le nombre officiel de personnes ; 0 s’il n’y en a aucune."}
            )  # fmt: skip

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[f"cell_{place}"] for place in range(len(self.codes))]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        numbers = [values.get(f"cell_{place}") for place in range(len(self.codes))]
        if None not in numbers and not sum(numbers):  # type: ignore[arg-type]
            raise forms.ValidationError("Tous les nombres sont nuls : copiez les totaux officiels, case par case.")
        if None not in numbers:
            self.check_source(dict(zip(self.codes, numbers, strict=True)))  # type: ignore[arg-type]
        return values

    def populations(self) -> dict[tuple[str, ...], int]:
        return {codes: self.cleaned_data[f"cell_{place}"] for place, codes in enumerate(self.codes)}


class GridFileForm(FileForm):
    """A sheet of a quota grid."""

    with_margins = forms.BooleanField(label=WITH_MARGINS, help_text=WHY_MARGINS, required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        text = "CSV ou Excel : une colonne par question croisée, puis total, source, periode ; une ligne par case."
        super().__init__(*args, accept=".csv,.xlsx", help_text=text, **kwargs)


class AxesForm(forms.Form):
    axes = forms.MultipleChoiceField(
        label="Questions à croiser", widget=forms.CheckboxSelectMultiple,
        help_text="Une seule question fait un quota simple ; deux ou plus se croisent (sexe × âge).",
        error_messages={"required": "Cochez au moins une question de profil."},
    )  # fmt: skip

    def __init__(self, profile: Sequence[Asked], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = {asked.slug: asked for asked in profile}
        self.fields["axes"].choices = [(asked.slug, asked.label) for asked in profile]  # type: ignore[attr-defined]

    def clean_axes(self) -> list[Asked]:
        axes = [self.profile[slug] for slug in self.cleaned_data["axes"]]
        cells = len(combinations(axes))
        if len(axes) > MOST_AXES or cells > MOST_CELLS:
            raise forms.ValidationError(
                f"Cela ferait {cells} cases ; {MOST_CELLS} au plus. Croisez moins de questions, et faites un second quota des autres."
            )
        return axes


class MarginForm(SourceForm):
    """What is known of the population on one question: numbers of people, or percentages."""

    unit = forms.ChoiceField(
        label="Ce que vous donnez", widget=forms.RadioSelect, initial="people",
        choices=[("people", "des nombres de personnes"), ("shares", "des pourcentages, dont la somme fait 100")],
    )  # fmt: skip

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = [option for option in asked.options if not option.no_opinion]
        for option in self.options:
            self.fields[f"total_{option.code}"] = forms.FloatField(label=option.label, min_value=0, localize=True)
        self.order_fields([f"total_{option.code}" for option in self.options])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        numbers = [values.get(f"total_{option.code}") for option in self.options]
        if None in numbers:
            return values
        whole = sum(number for number in numbers if number is not None)
        if not whole:
            raise forms.ValidationError("Tous les nombres sont nuls : copiez les totaux officiels.")
        if values.get("unit") == "shares" and abs(whole - SHARES_SUM) > ROUNDING:
            raise forms.ValidationError(
                f"Les pourcentages font {whole:g}".replace(".", ",") + " au lieu de 100 : corrigez la part fausse."
            )
        self.check_source({(option.code,): number or 0 for option, number in zip(self.options, numbers, strict=True)})
        return values

    def totals(self) -> dict[str, float]:
        """Return numbers of people, or shares of 1, by code."""
        scale = SHARES_SUM if self.cleaned_data["unit"] == "shares" else 1
        return {option.code: self.cleaned_data[f"total_{option.code}"] / scale for option in self.options}
