"""What goes with every change: why, and the version of the page that was read."""

from django import forms


class ReasonOnlyForm(forms.Form):
    reason = forms.CharField(label="Motif de la modification", max_length=300, help_text="Il reste dans l’historique.")


class MotiveForm(ReasonOnlyForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
