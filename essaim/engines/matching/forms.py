"""The forms of matching that are not about the kit's fields."""

from typing import Any

from django import forms

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Terms
from essaim.adoptions.world import service_words
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.models import Answered, Profile

ANSWERS = [("phone", "Au téléphone"), ("desk", "Au guichet"), ("post", "Sur papier")]


def speech_of(terms: Terms) -> Speech:
    """Return the texts of a kit with the values of its adopter."""
    return Speech(terms.kit, terms.values, service=service_words(terms.adoption))


class DeclineForm(forms.Form):
    """Why not: a reason of the kit, and words if the person wants."""

    reason = forms.ChoiceField(label="Pourquoi ?", widget=forms.RadioSelect)
    written = forms.CharField(
        label="Si vous voulez le dire avec vos mots",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’autre personne ne les lira pas : ils aident l’équipe à mieux chercher.",
    )

    def __init__(self, terms: Terms, **options: Any) -> None:
        super().__init__(**options)
        label = speech_of(terms).label
        reasons = [(one.id, label(one.label)) for one in section_of(terms).consent.reasons]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why an agreement ends."""

    reason = forms.ChoiceField(label="Pourquoi l’accord prend-il fin ?", widget=forms.RadioSelect)

    def __init__(self, terms: Terms, **options: Any) -> None:
        super().__init__(**options)
        label = speech_of(terms).label
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (one.id, label(one.label)) for one in section_of(terms).ends
        ]


class SeedForm(forms.Form):
    """What settles ties, and for a draw whose places."""

    seed = forms.CharField(
        label="Graine",
        max_length=100,
        help_text="Elle départage ceux que rien ne sépare. Avec la même graine et les mêmes inscriptions, chacun retrouve "
        "le même résultat : publiez-la. Pour un tirage au sort, prenez un nombre que personne ne choisit, comme "
        "le résultat d’un jeu public annoncé d’avance.",
    )

    def __init__(self, *, targets: list[tuple[int, str]] | None = None, **options: Any) -> None:
        super().__init__(**options)
        if targets is not None:
            self.fields["target"] = forms.TypedChoiceField(label="Places à tirer", choices=targets, coerce=int)


class AnswerForm(forms.Form):
    """How an answer came to the team."""

    by = forms.ChoiceField(
        label="Comment la réponse est-elle arrivée ?", choices=ANSWERS, initial=Answered.PHONE, widget=forms.RadioSelect
    )


class CapacityForm(forms.Form):
    """How many agreements somebody takes."""

    capacity = forms.IntegerField(label="Accords au plus", min_value=0, max_value=1000)

    def __init__(self, profile: Profile, **options: Any) -> None:
        super().__init__(initial={"capacity": profile.capacity}, **options)


class SignForm(forms.Form):
    """The day of the signed paper."""

    on = forms.DateField(label="Signé le", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class ProblemAnswerForm(forms.Form):
    """What was done about a problem."""

    answer = forms.CharField(label="Suite donnée", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
