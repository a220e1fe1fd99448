"""How to answer somebody: a name, and one way at least. Who fills in for another says so, and on what ground."""

from typing import Any

from django import forms

from essaim.adoptions.domain.contacting import CONTACT, ActsFor
from essaim.foundation.parties.models import Mandate

FOR_WHOM = (("self", "Pour moi, ou pour ma structure"), ("other", "Pour quelqu’un d’autre, avec son accord"))
WAYS = ("email", "phone", "address")


class ContactForm(forms.Form):
    """Nothing is asked that the service does not use: the name, and the ways of answering that the person likes."""

    use_required_attribute = False
    for_whom = forms.ChoiceField(
        label="Pour qui remplissez-vous ce dossier ?", choices=FOR_WHOM, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label="Nom et prénom de la personne, ou nom de la structure", max_length=200,
        error_messages={"required": "Écrivez un nom."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.EmailField(
        label="Adresse électronique", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Pour recevoir les réponses et retrouver ce dossier. Par exemple : nom@exemple.fr.",
    )  # fmt: skip
    phone = forms.CharField(
        label="Téléphone",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    address = forms.CharField(
        label="Adresse postale", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )  # fmt: skip
    by_name = forms.CharField(label="Votre nom, à vous qui remplissez", max_length=200, required=False)
    by_contact = forms.CharField(
        label="Où vous joindre, vous qui remplissez (facultatif)", max_length=320, required=False
    )
    ground = forms.ChoiceField(
        label="À quel titre agissez-vous ?", choices=Mandate.Ground.choices, widget=forms.RadioSelect, required=False
    )

    def of_the_person(self) -> list[forms.BoundField]:
        """For whom, and how to answer."""
        return [self[name] for name in ("for_whom", *CONTACT)]

    def of_who_acts(self) -> list[forms.BoundField]:
        """Who fills in for another; shown when somebody does."""
        return [self[name] for name in ("by_name", "by_contact", "ground")]

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_phone(self) -> str:
        written = str(self.cleaned_data["phone"]).strip()
        if written and sum(sign.isdigit() for sign in written) < 6:  # noqa: PLR2004 - the shortest number that one can call
            raise forms.ValidationError("Écrivez le numéro en chiffres : 05 62 00 00 00.")
        return written

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not any(values.get(name) for name in WAYS) and not any(name in self.errors for name in WAYS):
            self.add_error(
                "email", "Donnez une façon de vous répondre : une adresse électronique, un téléphone ou une adresse."
            )
        if values.get("for_whom") == "other":
            self._asks_who_acts(values)
        return values

    def _asks_who_acts(self, values: dict[str, Any]) -> None:
        for name, words in (("by_name", "Écrivez le nom de qui agit."), ("ground", "Choisissez à quel titre.")):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, words)

    def contact(self) -> dict[str, str]:
        """Return the contact as it is kept; what does not read is absent."""
        return {name: str(self.cleaned_data.get(name, "")) for name in CONTACT}

    def acts_for(self) -> ActsFor | None:
        """Return who acts for the person, None when nobody is said whole."""
        values = self.cleaned_data
        if values.get("for_whom") != "other" or not (values.get("by_name") and values.get("ground")):
            return None
        return ActsFor(values["by_name"], values.get("by_contact", ""), values["ground"])


class DeskContactForm(ContactForm):
    """The same, as an agent asks it: the person is in front of her, on the telephone, or on paper."""

    for_whom = forms.ChoiceField(
        label="Qui parle, ou qui a rempli le papier ?", widget=forms.RadioSelect,
        choices=(("self", "La personne, ou la structure, elle-même"), ("other", "Quelqu’un d’autre, avec son accord")),
        error_messages={"required": "Choisissez qui parle."},
    )  # fmt: skip
    by_name = forms.CharField(label="Nom de qui parle pour elle", max_length=200, required=False)
    by_contact = forms.CharField(label="Où joindre qui parle pour elle (facultatif)", max_length=320, required=False)
    ground = forms.ChoiceField(
        label="À quel titre ?", choices=Mandate.Ground.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["for_whom", *CONTACT, "by_name", "by_contact", "ground"])
