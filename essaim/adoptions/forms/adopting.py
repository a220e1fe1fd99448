"""Forms of whoever adopts: where, who carries it, who is in the team; and of whoever asks."""

from collections.abc import Sequence
from typing import Any

from django import forms

from essaim.adoptions.params.values import RoleRecord
from essaim.foundation.territories import public as territories

LONG = forms.Textarea(attrs={"rows": 5})
NO_PLACE = "Aucun territoire ne porte ce nom. Essayez le nom du département ou son numéro."


class PlacedForm(forms.Form):
    """A form that names a territory: `cleaned_data["territory"]` is what it found."""

    territory_name = forms.CharField(
        label="Territoire", max_length=120, help_text="Un nom ou un numéro : « Gers », « 32 »."
    )

    def clean_territory_name(self) -> str:
        found = territories.search(str(self.cleaned_data["territory_name"]), limit=1)
        if not found:
            raise forms.ValidationError(NO_PLACE)
        self.cleaned_data["territory"] = found[0]
        return found[0].name


class ServiceForm(forms.Form):
    """What the service is called, who carries it, where to reach it."""

    title = forms.CharField(
        label="Nom du service", max_length=200, help_text="Ce que les gens liront en haut de la page."
    )
    structure = forms.CharField(
        label="Qui porte le service", max_length=200,
        help_text="Le département, une commune, une association : « Département du Gers ».",
    )  # fmt: skip
    contact = forms.CharField(
        label="Où le joindre", max_length=320, required=False,
        help_text="Un téléphone, un guichet et ses heures, une adresse. Jamais le nom d’une personne. Nécessaire avant d’ouvrir.",
    )  # fmt: skip


class AdoptForm(PlacedForm):
    """Adopt a kit somewhere."""

    structure = ServiceForm.base_fields["structure"]
    contact = ServiceForm.base_fields["contact"]


class AskForm(PlacedForm):
    """Ask a territory to adopt."""

    structure = forms.CharField(
        label="Pour qui", max_length=200, help_text="Votre association, votre commune, votre service."
    )
    name = forms.CharField(label="Votre nom", max_length=120)
    email = forms.EmailField(
        label="Votre adresse électronique", help_text="La réponse y arrive. Elle n’est montrée qu’à qui répond."
    )
    message = forms.CharField(
        label="Votre message", max_length=4000, widget=LONG,
        help_text="Le besoin que vous voyez, ce que vous pouvez apporter.",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["territory_name"].label = "À quel territoire le demander"


class AnswerForm(forms.Form):
    """Say no to a request, with the reason."""

    answer = forms.CharField(label="Votre réponse", max_length=4000, widget=LONG, help_text="Elle part par courriel.")


class MemberForm(forms.Form):
    """Give somebody a role of the team."""

    email = forms.EmailField(label="Adresse électronique", help_text="Celle de son compte ; une invitation y part.")
    role = forms.ChoiceField(label="Rôle", widget=forms.RadioSelect)

    def __init__(self, roles: Sequence[RoleRecord], **options: Any) -> None:
        super().__init__(**options)
        self.fields["role"].choices = [(one.id, one.label) for one in roles]  # type: ignore[attr-defined]
        self.fields["role"].initial = roles[0].id if len(roles) == 1 else None
