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
