"""The texts of a page, to be changed by whoever knows better."""

from typing import Any

from django import forms

from essaim.portal.catalogue.domain.amendments import FIELDS
from essaim.portal.catalogue.models import Initiative

LINES = {"title": 1, "holder": 1, "problem": 6, "how_it_works": 8}


class TextsForm(forms.Form):
    """The texts of a page as fields, filled with what the page says now."""

    def __init__(self, *args: Any, page: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {name: self._field(name, label, page) for name, label in FIELDS.items()}
        self.fields = texts | self.fields

    @staticmethod
    def _field(name: str, label: str, page: Initiative) -> forms.CharField:
        lines = LINES.get(name, 3)
        return forms.CharField(
            label=label.capitalize(),
            initial=getattr(page, name),
            max_length=300 if lines == 1 else 20_000,
            required=name in {"title", "summary"},
            widget=forms.TextInput() if lines == 1 else forms.Textarea(attrs={"rows": lines}),
        )

    def texts(self) -> dict[str, str]:
        """Return the texts by name, without the other fields of the form."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class AmendmentForm(TextsForm):
    comment = forms.CharField(
        label="D’où vient ce que vous corrigez ?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une source, une date : cela aide le modérateur.",
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Pour vous dire la suite. Jamais publiée ; effacée un an après la décision.",
    )


class EditForm(TextsForm):
    reason = forms.CharField(label="Motif de la modification", max_length=300, help_text="Il reste dans l’historique.")
