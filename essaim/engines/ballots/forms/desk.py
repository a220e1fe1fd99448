"""The forms of the desk: what the team does to an idea or to a project."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.crypto import get_random_string

from essaim.adoptions.models import Attachment
from essaim.engines.ballots.domain.edition.moderating import Published
from essaim.engines.ballots.domain.edition.receiving import SUMMARY_AT_MOST, TITLE_AT_MOST
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.forms.setup import CENTS, DayInput, euro_field
from essaim.engines.ballots.models.edition import Consultation, Idea, View, Zone

REASON_AT_MOST = 2000
LONG = {"rows": 4}


class ActForm(forms.Form):
    """An act of the desk: the version that was seen, and the name of this form: sent twice, it acts once."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *, version: int, **options: Any) -> None:
        known = {"version": version, "request_key": get_random_string(32), **options.pop("initial", {})}
        super().__init__(initial=known, label_suffix="", **options)


class SaidForm(ActForm):
    """What is published: title, summary, theme, zone."""

    title = forms.CharField(label="Titre publié", max_length=TITLE_AT_MOST)
    summary = forms.CharField(
        label="Résumé publié", max_length=SUMMARY_AT_MOST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Retirez tout nom, adresse ou numéro de téléphone : ce texte est public.",
    )  # fmt: skip
    category = forms.ChoiceField(label="Thème")
    zone = forms.ModelChoiceField(label="Secteur de vote", queryset=Zone.objects.none(), empty_label="Choisissez")

    def __init__(self, *, consultation: Consultation, words: Words, **options: Any) -> None:
        super().__init__(**options)
        self.fields["category"].choices = list(words.categories.items())  # type: ignore[attr-defined]  # a field of choices
        self.fields["zone"].queryset = consultation.zones.all()  # type: ignore[attr-defined]  # a field of rows


class PublishForm(SaidForm):
    """An idea read over, and for each photo whether it is published, with the words for who does not see it."""

    def __init__(self, *, photos: Sequence[Attachment], **options: Any) -> None:
        super().__init__(**options)
        self.photos = photos
        for one in photos:
            self.fields[f"photo_{one.pk}"] = forms.CharField(
                label=f"Publier la photo « {one.name} » : ce qu’elle montre", max_length=300, required=False,
                help_text="Laissez vide pour ne pas la publier : personne reconnaissable, plaque, adresse.",
            )  # fmt: skip

    @property
    def said(self) -> Published:
        """What is published."""
        values = self.cleaned_data
        photos = {one.pk: values[f"photo_{one.pk}"] for one in self.photos if values[f"photo_{one.pk}"].strip()}
        return Published(values["title"], values["summary"], values["category"], values["zone"], photos)


class ReasonForm(ActForm):
    """An act that says why."""

    reason = forms.CharField(label="Motif", max_length=REASON_AT_MOST, widget=forms.Textarea(attrs=LONG))

    def __init__(self, *, help_text: str = "", needed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.fields["reason"].help_text = help_text
        if not needed:
            del self.fields["reason"]


class MessageForm(ActForm):
    """A message to the author, or to the team."""

    words = forms.CharField(label="Message", max_length=SUMMARY_AT_MOST, widget=forms.Textarea(attrs=LONG))


class MergeForm(ActForm):
    """The idea that goes on, and how the author agreed."""

    into = forms.ModelChoiceField(label="L’idée qui continue", queryset=Idea.objects.none(), empty_label="Choisissez")
    consent = forms.CharField(
        label="Accord de l’auteur", max_length=300,
        help_text="Par exemple : « d’accord par téléphone le 3 mars », ou « voir sa réponse du 3 mars ».",
    )  # fmt: skip

    def __init__(self, *, others: Any, **options: Any) -> None:
        super().__init__(**options)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # a field of rows


class ProjectForm(SaidForm):
    """A project as it is read on the ballot."""

    canton = forms.CharField(label="Canton", max_length=100, required=False)
    public = forms.ChoiceField(
        label="Part réservée",
        required=False,
        help_text="Si une part de l’argent est réservée à des projets, dites si c’en est un.",
    )

    def __init__(self, *, consultation: Consultation, words: Words, **options: Any) -> None:
        super().__init__(consultation=consultation, words=words, **options)
        reserved = [(one.id, words.speech.label(one.label)) for one in words.section.frame.reserved]
        if reserved:
            self.fields["public"].choices = [("", "aucune : pour tous"), *reserved]  # type: ignore[attr-defined]  # a field of choices
        else:
            del self.fields["public"]
        if consultation.cantons:
            names = [("", "aucun : tout le territoire"), *((one, one) for one in consultation.cantons)]
            self.fields["canton"] = forms.ChoiceField(label="Canton", required=False, choices=names)


class AdviseForm(ActForm):
    """The opinion of a service, with the cost that it estimates."""

    service = forms.ChoiceField(label="Service")
    view = forms.ChoiceField(label="Avis", choices=View.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Raisons", max_length=SUMMARY_AT_MOST, widget=forms.Textarea(attrs=LONG),
        help_text="Publiées sur la page du projet.",
    )  # fmt: skip
    cost = euro_field(
        "Coût estimé, en euros", min_value=0, required=False, help_text="Vide : ce service n’en estime pas."
    )

    def __init__(self, *, words: Words, **options: Any) -> None:
        super().__init__(**options)
        self.fields["service"].choices = list(words.services.items())  # type: ignore[attr-defined]  # a field of choices

    @property
    def cents(self) -> int | None:
        """The estimate in cents."""
        cost = self.cleaned_data["cost"]
        return None if cost is None else int(cost * CENTS)


class MilestoneForm(ActForm):
    """A step of the works, with a photo."""

    on = forms.DateField(label="Le", widget=DayInput(), initial=timezone.localdate)
    words = forms.CharField(label="Ce qui est fait", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    photo = forms.FileField(
        label="Photo",
        required=False,
        help_text="JPEG, PNG ou WebP, 10 Mo au plus. Le lieu et l’appareil n’y restent pas.",
    )
    alternative = forms.CharField(label="Ce que montre la photo", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A photo is said for who does not see it."""
        values = super().clean() or self.cleaned_data
        if values.get("photo") and not values.get("alternative", "").strip():
            self.add_error("alternative", "Dites ce que montre la photo, pour qui ne la voit pas.")
        return values


class SpendForm(ActForm):
    """Money spent."""

    on = forms.DateField(label="Payé le", widget=DayInput(), initial=timezone.localdate)
    sum = euro_field("Somme, en euros", help_text="Une somme négative corrige une erreur.")
    words = forms.CharField(label="Pour quoi", max_length=300)

    @property
    def cents(self) -> int:
        """The sum in cents."""
        return int(self.cleaned_data["sum"] * CENTS)
