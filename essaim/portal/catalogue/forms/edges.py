"""One edge of diffusion: from where to where, when, and what was changed on the way."""

from collections.abc import Mapping
from typing import Any

from django import forms

from essaim.portal.catalogue import params
from essaim.portal.catalogue.forms.rows import FEW, Row, TerritoryField, dated, when_field, year_field
from essaim.portal.catalogue.models import Initiative
from essaim.portal.catalogue.models.diffusion import STATE_LABELS


def edge_row(page: Initiative) -> type[Row]:
    """Return the form of an edge whose ends are initiatives of the solution of this page."""
    rows = Initiative.objects.filter(solution=page.solution_id) if page.solution_id else Initiative.objects.none()
    choices = [("", "Aucune connue"), *rows.values_list("slug", "title")]

    class EdgeRow(Row):
        from_territory = TerritoryField(label="Depuis le territoire", max_length=200, required=False)
        from_initiative = forms.ChoiceField(label="Depuis l’initiative", choices=choices, required=False)
        to_territory = TerritoryField(label="Vers le territoire", max_length=200)
        to_initiative = forms.ChoiceField(label="Vers l’initiative", choices=choices, required=False)
        state = forms.ChoiceField(
            label="État", choices=[(key.value, label.capitalize()) for key, label in STATE_LABELS.items()], initial="launched"
        )  # fmt: skip
        when_text = when_field()
        year = year_field()
        source = forms.CharField(label="Source", max_length=300)
        changes = forms.CharField(label="Ce qui a été changé", max_length=4000, required=False, widget=FEW)

        @staticmethod
        def typed(row: Mapping[str, Any]) -> dict[str, Any]:
            return {**row, **dated(row)}

        def row(self) -> dict[str, Any]:
            ends = ("from_territory", "from_initiative", "to_initiative")
            values = {
                name: value for name, value in self.cleaned_data.items() if name in params.DiffusionRecord.model_fields
            }
            return values | {name: values[name] or None for name in ends} | {"when": self._when()}

    return EdgeRow
