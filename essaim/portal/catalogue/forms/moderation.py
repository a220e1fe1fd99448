"""A moderator's decisions: a reason, or a date."""

from django import forms


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La personne le lira tel quel.",
    )


class ScheduleForm(forms.Form):
    at = forms.DateTimeField(
        label="Publier le",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
    )


class SynonymForm(forms.Form):
    words = forms.CharField(
        label="Mots et expressions",
        max_length=500,
        help_text="Séparés par des virgules, deux au moins : « cantine, restauration scolaire ».",
    )
    reason = forms.CharField(label="Pourquoi", max_length=500, help_text="Ce que les gens cherchaient sans le trouver.")
    active = forms.BooleanField(label="Groupe actif", required=False, initial=True)

    def clean_words(self) -> list[str]:
        words = list(dict.fromkeys(word.strip() for word in self.cleaned_data["words"].split(",") if word.strip()))
        if len(words) < 2:  # noqa: PLR2004 - a word alone has no synonym
            raise forms.ValidationError("Donnez deux expressions au moins, séparées par une virgule.")
        return words
