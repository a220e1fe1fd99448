"""A change that anybody proposes: texts or figures, with where they come from."""

from django import forms

from essaim.portal.catalogue.forms.sections import TextsForm


class OriginForm(forms.Form):
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


class AmendmentForm(TextsForm, OriginForm):
    """The texts of a page, then where the corrections come from."""
