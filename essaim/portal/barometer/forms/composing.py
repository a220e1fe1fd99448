"""The settings of a barometer and of its waves, as forms; whom to invite."""

from typing import Any

from django import forms
from django.utils import timezone

from essaim.foundation.territories import public as territories
from essaim.portal.barometer.domain.invitations import MOST_CODES
from essaim.portal.barometer.forms.intake import FileForm
from essaim.portal.barometer.models import Wave

SHORT, LONG = forms.Textarea(attrs={"rows": 3}), forms.Textarea(attrs={"rows": 5})


class BarometerForm(forms.Form):
    title = forms.CharField(
        label="Titre", max_length=200, help_text="Par exemple : « Baromètre des solidarités du Gers »."
    )
    territory_name = forms.CharField(
        label="Territoire", max_length=120, help_text="Un nom ou un numéro : « Gers », « 32 »."
    )
    purpose = forms.CharField(label="À quoi il sert", max_length=2_000, widget=SHORT, required=False)

    def clean_territory_name(self) -> str:
        found = territories.search(str(self.cleaned_data["territory_name"]), limit=1)
        if not found:
            raise forms.ValidationError(
                "Aucun territoire ne porte ce nom. Essayez le nom du département ou son numéro."
            )
        self.cleaned_data["territory"] = found[0]
        return found[0].name


class WaveForm(forms.Form):
    title = forms.CharField(label="Titre de la vague", max_length=200, help_text="Par exemple : « Automne 2026 ».")
    start = forms.ChoiceField(label="Partir de", widget=forms.RadioSelect, initial="model")

    def __init__(self, *args: Any, previous: Wave | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("model", "un modèle : 4 questions de profil, 12 sur les inquiétudes et les solutions utiles")]
        if previous:
            choices.insert(0, ("previous", f"la vague {previous.number}, mot pour mot, avec sa notice"))
            self.fields["start"].initial = "previous"
        self.fields["start"].choices = [*choices, ("blank", "une page blanche")]  # type: ignore[attr-defined]


class CollectionForm(forms.ModelForm[Wave]):
    class Meta:
        model = Wave
        fields = [
            "title", "population", "population_size", "sample_target", "planned_end", "by_link", "by_invitation",
            "by_paper", "by_phone", "seat_minutes", "welcome", "thanks", "contact",
        ]  # fmt: skip
        widgets = {
            "welcome": LONG,
            "thanks": SHORT,
            "planned_end": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "population": "Par exemple : « personnes de 18 ans et plus qui habitent le Gers ».",
            "sample_target": "Sous 400 réponses, les résultats par groupe seront peu précis.",
            "by_link": "Une adresse pour tous. Rien n’empêche une même personne de répondre deux fois : la notice le dira.",
            "by_invitation": "Un code par personne invitée, une réponse par code.",
            "by_paper": "Un agent recopie les questionnaires reçus.",
            "by_phone": "Un agent pose les questions et note les réponses.",
            "seat_minutes": "Après ce délai sans rien faire, une réponse commencée s’efface et sa place est rendue.",
            "contact": "Un service, son téléphone, son adresse ; jamais une personne.",
        }

    def clean_seat_minutes(self) -> int:
        minutes: int = self.cleaned_data["seat_minutes"]
        if not 10 <= minutes <= 24 * 60:  # noqa: PLR2004 - ten minutes to a day
            raise forms.ValidationError("Donnez un délai de 10 minutes à 24 heures (1440 minutes).")
        return minutes

    def clean_planned_end(self) -> Any:
        end = self.cleaned_data["planned_end"]
        if end and end <= timezone.localdate():
            raise forms.ValidationError("Cette date est passée : la vague doit pouvoir durer un jour au moins.")
        return end


class NoticeForm(forms.ModelForm[Wave]):
    class Meta:
        model = Wave
        fields = [
            "institute", "commissioner", "commissioner_capacity", "buyer", "objective", "selection", "conditions",
            "reward", "adjustment", "electoral", "sensitive_basis",
        ]  # fmt: skip
        widgets = dict.fromkeys(("objective", "selection", "conditions", "adjustment", "sensitive_basis"), SHORT)
        help_texts = {
            "institute": "Le service ou l’entreprise qui pose les questions.",
            "commissioner_capacity": "Par exemple : « collectivité territoriale ».",
            "buyer": "Qui paie. Souvent le commanditaire.",
            "selection": "Par exemple : « courrier à 5 000 foyers tirés au sort ; quotas de sexe, d’âge et de profession ».",
            "conditions": "Par exemple : « questionnaire en ligne, sur papier ou par téléphone, 16 questions, six minutes ».",
            "reward": "Écrivez « aucune » s’il n’y en a pas.",
            "adjustment": "Par exemple : « sexe, âge, profession, taille de commune ; totaux de l’Insee ».",
            "electoral": "Une question touche une élection ou un candidat, même de loin : la loi de 1977 s’applique alors.",
            "sensitive_basis": "Nécessaire si une question touche la santé, les opinions, les croyances (article 9 du RGPD).",
        }


class PanelForm(FileForm):
    """A file of people to invite: by electronic mail, or by letters to print."""

    label = forms.CharField(
        label="À quoi sert cet envoi", max_length=120, help_text="Par exemple : « panel des aidants, mars »."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        text = (
            "CSV ou Excel. Une colonne « courriel », une adresse par ligne ; ou bien « nom », « adresse1 », « adresse2 », "
            "« code_postal », « ville » pour des lettres. Les autres colonnes ne sont jamais gardées."
        )
        super().__init__(*args, accept=".csv,.xlsx", help_text=text, **kwargs)


class DrawForm(forms.Form):
    label = forms.CharField(
        label="À quoi servent ces codes", max_length=120, help_text="Par exemple : « courrier du 3 mars »."
    )
    count = forms.IntegerField(label="Combien de codes", min_value=1, max_value=MOST_CODES)
    output = forms.ChoiceField(
        label="Les recevoir", widget=forms.RadioSelect, initial="csv",
        choices=[
            ("csv", "en fichier, pour un publipostage"), ("cards", "en cartes à découper, avec un code QR (PDF)"),
            ("page", "à l’écran, pour les recopier"),
        ],
    )  # fmt: skip
