"""What a page cannot begin without."""

from typing import Any

from django import forms

from essaim.portal.catalogue.forms.rows import TerritoryField
from essaim.portal.catalogue.models import Theme


class BeginForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=200)
    summary = forms.CharField(label="En bref", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    theme = forms.ChoiceField(label="Thème principal")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Choisir"), *Theme.objects.values_list("slug", "label")]  # type: ignore[attr-defined]


class BeginInitiativeForm(BeginForm):
    territory = TerritoryField(
        label="Territoire", max_length=200, help_text="Un nom ou un code postal : « Gers », « 32000 »."
    )
