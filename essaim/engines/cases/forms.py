"""The forms of the desk of cases."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.crypto import get_random_string

from essaim.adoptions.models import Adoption
from essaim.engines.cases.domain.words import section_in
from essaim.engines.cases.models import Sector, SectorCommune, SectorMember
from essaim.foundation.territories import public as territories
from essaim.foundation.territories.models import Territory

REASON_AT_MOST = 4000
KEY_LENGTH = 32


def fresh_key() -> str:
    """Return the name of one form: sent twice, it acts once."""
    return get_random_string(KEY_LENGTH)


class ActForm(forms.Form):
    """An act: its reason when it wants one, the version that was seen, the name of this form."""

    reason = forms.CharField(
        label="Motif", max_length=REASON_AT_MOST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La personne le lira : des phrases courtes, des faits, la règle dont il s’agit.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *, needs_reason: bool, **options: Any) -> None:
        super().__init__(**options)
        self.fields["reason"].required = needs_reason


class TogetherForm(forms.Form):
    """The same act on several cases, each named with the version that was seen (`12:3`)."""

    verb = forms.CharField(max_length=20)
    reason = forms.CharField(
        label="Motif, le même pour tous",
        max_length=REASON_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    request_key = forms.CharField(max_length=64, required=False)

    def __init__(self, *, verbs: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.verbs = verbs

    def clean_verb(self) -> str:
        """Refuse an act that this person cannot do on several cases."""
        verb = str(self.cleaned_data["verb"])
        if verb not in self.verbs:
            raise forms.ValidationError("Choisissez un acte de la liste.")
        return verb


class SectorForm(forms.Form):
    """A sector: its name, its communes, who answers for it."""

    label = forms.CharField(label="Nom du secteur", max_length=100)
    communes = forms.CharField(
        label="Communes", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Une par ligne : son nom, son code officiel (32013) ou son code postal. Le numéro d’une intercommunalité (neuf chiffres) prend toutes les siennes.",
    )  # fmt: skip
    members = forms.MultipleChoiceField(label="Qui s’en occupe", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, adoption: Adoption, **options: Any) -> None:
        super().__init__(**options)
        self.adoption = adoption
        self.team = {str(one.pk): one for one in adoption.team.all()}
        choices = [(key, f"{one.email} ({one.role})") for key, one in self.team.items()]
        self.fields["members"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def clean_label(self) -> str:
        """Refuse the name of another sector."""
        label = str(self.cleaned_data["label"]).strip()
        if Sector.objects.filter(adoption=self.adoption, label__iexact=label).exists():
            raise forms.ValidationError(
                "Un secteur porte déjà ce nom : choisissez-en un autre, ou supprimez-le d’abord."
            )
        return label

    def clean_communes(self) -> list[str]:
        """Return the codes of the communes; name each line that is none, or that another sector has."""
        lines = [line.strip() for line in str(self.cleaned_data["communes"]).splitlines() if line.strip()]
        read = {line: territories.communes_named(line, self.adoption.territory.code) for line in lines}
        unknown = [line for line, codes in read.items() if not codes]
        if unknown:
            raise forms.ValidationError(f"Aucune commune de ce territoire ne répond à : {', '.join(unknown[:5])}.")
        codes = list(dict.fromkeys(code for found in read.values() for code in found))
        taken = SectorCommune.objects.filter(adoption=self.adoption, commune__code__in=codes).select_related(
            "commune", "sector"
        )
        words = [f"{one.commune.name} ({one.sector.label})" for one in taken[:5]]
        if words:
            raise forms.ValidationError(f"Déjà dans un autre secteur : {', '.join(words)}.")
        return codes

    def clean_members(self) -> list[str]:
        """Refuse a sector that would be open to nobody, where sectors restrict."""
        chosen = [str(one) for one in self.cleaned_data["members"]]
        routing = section_in(self.adoption.terms).routing
        if not chosen and routing is not None and routing.restricts:
            raise forms.ValidationError(
                "Choisissez au moins une personne : ici, elle seule ouvrira les dossiers de ce secteur."
            )
        return chosen

    def save(self) -> Sector:
        """Write the sector with its communes and its people. In the caller's transaction."""
        values = self.cleaned_data
        sector = Sector.objects.create(adoption=self.adoption, label=values["label"])
        places = Territory.objects.filter(code__in=values["communes"])
        SectorCommune.objects.bulk_create(
            SectorCommune(adoption=self.adoption, sector=sector, commune=one) for one in places
        )
        SectorMember.objects.bulk_create(
            SectorMember(sector=sector, member=self.team[key]) for key in values["members"]
        )
        return sector
