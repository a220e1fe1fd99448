"""What a visitor without an account sends: a message to a referent, an address for an alert."""

import time
from typing import Any

from django import forms
from django.core import signing

SALT = "catalogue.visitor"
FASTEST_PERSON = 3
SLOWEST_PERSON = 24 * 3600


class VisitorForm(forms.Form):
    """A form that knows when it was opened: robots answer at once, a page left open for a day is out of date."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = lambda: signing.dumps(int(time.time()), salt=SALT)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            opened = int(signing.loads(cleaned.get("opened", ""), salt=SALT, max_age=SLOWEST_PERSON))
        except (signing.BadSignature, TypeError, ValueError):
            raise forms.ValidationError(
                "Cette page est restée ouverte trop longtemps. Rechargez-la, puis envoyez de nouveau."
            ) from None
        if time.time() - opened < FASTEST_PERSON:
            raise forms.ValidationError("C’était très rapide. Attendez quelques secondes, puis envoyez de nouveau.")
        return cleaned


class ContactForm(VisitorForm):
    text = forms.CharField(
        label="Votre message",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Dites qui vous êtes (structure, territoire) et ce que vous aimeriez savoir.",
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Pour vous répondre. Elle n’est ni publiée ni gardée par le catalogue.",
    )


class AlertForm(VisitorForm):
    email = forms.EmailField(
        label="Votre adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Nous vous enverrons un lien pour confirmer. Rien d’autre avant.",
    )
