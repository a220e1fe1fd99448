"""Lists of an initiative, one small form a row; a row left empty is not kept."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.forms.utils import ErrorDict

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue import params
from essaim.portal.catalogue.models.detail import KIND_LABELS, OBSTACLE_LABELS, PRECISION_LABELS
from essaim.portal.catalogue.models.initiative import STAGE_LABELS

MOST_ROWS = 60
FEW = forms.Textarea(attrs={"rows": 2})


class Row(forms.Form):
    """One row of a list whose rows are records of one shape.

    `typed(record row)` fills it, `row()` gives it back as plain data. A row that is no record overrides both.
    """

    shape: ClassVar[type[params.Record]]
    remove = forms.BooleanField(label="Supprimer cette ligne", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"empty_permitted": True, "use_required_attribute": False}
        super().__init__(*args, **kwargs)
        self.fields = {name: field for name, field in self.fields.items() if name != "remove"} | {
            "remove": self.fields["remove"]
        }

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.data.get(self.add_prefix("remove")):
            self._errors = ErrorDict()

    def kept(self) -> bool:
        """Say whether the row says something and stays."""
        return self.has_changed() and not self.cleaned_data.get("remove")

    @staticmethod
    def typed(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, **dated(row)}

    def row(self) -> Any:
        """Read through the published shape, so that what is kept here is what an import would keep."""
        known = self.shape.model_fields
        values = {name: value for name, value in self.cleaned_data.items() if name in known}
        dates = {"when": self._when()} if "when" in known else {}
        return self.shape.model_validate(values | dates).model_dump(mode="json")

    def _when(self) -> dict[str, Any] | None:
        text, year = self.cleaned_data["when_text"], self.cleaned_data["year"]
        return {"text": text or str(year), "year": year} if text or year else None


def dated(row: Mapping[str, Any]) -> dict[str, Any]:
    when = row.get("when") or {}
    return {"when_text": when.get("text", ""), "year": when.get("year")}


def when_field(help_text: str = "Même approximative : « printemps 2024 ».") -> forms.CharField:
    return forms.CharField(label="Date", max_length=300, required=False, help_text=help_text)


def year_field() -> forms.IntegerField:
    return forms.IntegerField(label="Année", min_value=1900, max_value=2100, required=False)


class FigureRow(Row):
    shape = params.FigureRecord
    label = forms.CharField(label="Ce que dit le chiffre", max_length=300, help_text="« Personnes transportées ».")
    precision = forms.ChoiceField(
        label="Précision",
        choices=[(key.value, label or "exactement") for key, label in PRECISION_LABELS.items()],
        initial="exact",
    )
    value = forms.DecimalField(label="Valeur", max_digits=18, decimal_places=4, localize=True)
    value_max = forms.DecimalField(
        label="Jusqu’à",
        max_digits=18,
        decimal_places=4,
        localize=True,
        required=False,
        help_text="Pour une fourchette.",
    )
    unit = forms.CharField(label="Unité", max_length=300, help_text="personnes, euros, %…")
    kind = forms.ChoiceField(
        label="Nature",
        choices=[(key.value, label.capitalize()) for key, label in KIND_LABELS.items()],
        initial="measured",
    )
    when_text = when_field("« 2025 », « premier trimestre 2026 ».")
    year = year_field()
    source = forms.CharField(label="Source", max_length=300, help_text="Bilan, délibération, enquête…")
    method = forms.CharField(label="Méthode", max_length=2000, required=False, widget=FEW)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("value"), values.get("value_max")
        if first is not None and last is not None and last < first:
            self.add_error("value_max", "La fourchette va du plus petit au plus grand.")
        return values


class StageRow(Row):
    shape = params.StageRecord
    stage = forms.ChoiceField(
        label="Étape",
        choices=[("", "Choisir"), *((key.value, label.capitalize()) for key, label in STAGE_LABELS.items())],
    )
    when_text = when_field()
    year = year_field()
    note = forms.CharField(label="Précision", max_length=300, required=False)


class PartnerRow(Row):
    shape = params.PartnerRecord
    name = forms.CharField(label="Structure", max_length=300, help_text="Jamais un nom de personne.")
    part = forms.CharField(label="Son rôle", max_length=300, required=False)


class ObstacleRow(Row):
    shape = params.ObstacleRecord
    obstacle = forms.CharField(label="Obstacle de droit", max_length=4000, widget=FEW)
    derogation = forms.CharField(label="Dérogation recherchée", max_length=4000, required=False, widget=FEW)
    proposal = forms.CharField(label="Proposition à l’État", max_length=4000, required=False, widget=FEW)
    state = forms.ChoiceField(
        label="Où cela en est",
        choices=[(key.value, label.capitalize()) for key, label in OBSTACLE_LABELS.items()],
        initial="met",
    )


class LinkRow(Row):
    shape = params.LinkRecord
    label = forms.CharField(label="Intitulé", max_length=300)
    url = forms.URLField(label="Adresse", max_length=500, assume_scheme="https")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.startswith(("http://", "https://")):
            raise forms.ValidationError("L’adresse d’une page commence par https://")
        return url


class TerritoryField(forms.CharField):
    """A name, a postcode or a code. Several answers: the error names them, with the code that tells them apart."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        code = text.rpartition("(")[2].rstrip(") ")
        exact = territories.find(code) or territories.find(text)
        found = [exact] if exact else territories.search(text, limit=12)
        if not found:
            raise forms.ValidationError("Aucun territoire ne porte ce nom. Essayez la commune ou le code postal.")
        named = [info for info in found if territories.fold(info.name) == territories.fold(text)] or found
        if len(named) > 1:
            names = ", ".join(f"« {territory_words(info)} »" for info in named)
            raise forms.ValidationError(f"Plusieurs territoires répondent : recopiez le vôtre, parmi {names}.")
        return named[0].code

    def prepare_value(self, value: Any) -> Any:
        info = territories.find(value) if isinstance(value, str) and value else None
        return territory_words(info) if info else value


def territory_words(info: territories.TerritoryInfo) -> str:
    """Return a territory as it is shown and may be typed back: « Gers (departement-32) »."""
    return f"{info.name} ({info.code})"


class TerritoryRow(Row):
    code = TerritoryField(
        label="Territoire", max_length=200, help_text="Un nom ou un code postal : « Gers », « 32000 ». Tous niveaux."
    )

    @staticmethod
    def typed(row: Any) -> dict[str, Any]:
        return {"code": row}

    def row(self) -> Any:
        return self.cleaned_data["code"]


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of one list."""

    def rows(self) -> list[Any]:
        """Return the rows that are kept, as plain data."""
        return [form.row() for form in self.forms if form.kept()]

    def typed_so_far(self) -> list[dict[str, Any]]:
        """Return what was typed in each row, right or wrong, so that adding a row loses nothing."""
        return [
            {name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)) for name, field in form.fields.items()}
            for form in self.forms
        ]  # fmt: skip


def rows_of(row: type[Row], *, extra: int = 0) -> type[Rows]:
    """Return the class of the list of these rows, with `extra` empty ones at its end."""
    made = forms.formset_factory(row, formset=Rows, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return cast("type[Rows]", made)
