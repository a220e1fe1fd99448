"""Paper questionnaires: a pile and its number of sheets; a whole sheet on one page, as an agent reads it; what two agents read otherwise."""

from collections.abc import Collection, Iterator
from typing import Any

from django import forms

from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import invitations, paper
from essaim.portal.barometer.domain.paper import MOST_SHEETS
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire
from essaim.portal.barometer.forms.answering import field_of
from essaim.portal.barometer.models import Kind, PaperBatch, Wave

COUNT = "Comptez-les et numérotez-les à la main, de 1 au dernier, avant la première saisie."


class BatchForm(forms.Form):
    label = forms.CharField(label="Nom du lot", max_length=120, help_text="Par exemple : « urne de la médiathèque ».")
    received = forms.IntegerField(
        label="Questionnaires reçus", min_value=1, max_value=MOST_SHEETS, help_text=COUNT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class CountForm(forms.Form):
    received = forms.IntegerField(
        label="Nombre recompté",
        min_value=1,
        max_value=MOST_SHEETS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class NumberForm(forms.Form):
    number = forms.IntegerField(
        label="Numéro du questionnaire", min_value=1, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, batch: PaperBatch, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if number > self.batch.received:
            raise forms.ValidationError(
                f"Ce lot a {self.batch.received} questionnaires : leur numéro va de 1 à {self.batch.received}."
            )
        return number


class SheetForm(forms.Form):
    """A sheet: every question of the wave, and a box for what cannot be used. `answers` gives what the path keeps of it.

    ``slugs``: the questions to show, all by default. What is written at a question that was not to be asked is not kept.
    """

    void = forms.BooleanField(
        label="Inexploitable", required=False,
        help_text="Vide, illisible, ou une réponse nécessaire manque : il est compté, et rien n’en est gardé.",
    )  # fmt: skip

    def __init__(
        self, questionnaire: Questionnaire, *args: Any, slugs: Collection[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        self.shown = [each for each in questionnaire.questions if slugs is None or each.slug in slugs]
        say = questionnaires.languages()[questionnaires.FRENCH]
        for asked in self.shown:
            field = field_of(asked, None, say)
            field.required = False  # said by `clean`: a condition or an unusable sheet may lift it
            self.fields[asked.slug] = field

    def pages(self) -> Iterator[dict[str, Any]]:
        """The questions with their field, and the condition on which each is asked."""
        for asked in self.shown:
            parent = self.questionnaire.by_slug.get(asked.shown_if)
            words = ", ".join(f"« {parent.label_of(code)} »" for code in asked.shown_if_codes) if parent else ""
            yield {"asked": asked, "field": self[asked.slug], "parent": parent, "condition": words}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("void"):
            for slug, said in paper.checked(self.questionnaire, self._given()).items():
                if slug in self.fields and slug not in self.errors:
                    self.add_error(slug, said)
        return values

    def answers(self) -> dict[str, Any]:
        """Return what is kept of the sheet: nothing of an unusable one."""
        return {} if self.cleaned_data["void"] else self.questionnaire.kept(self._given())

    def _given(self) -> dict[str, Any]:
        given = {asked.slug: self.cleaned_data.get(asked.slug) for asked in self.shown}
        return {slug: None if value in ("", [], None) else value for slug, value in given.items()}


class KeyingForm(SheetForm):
    """What one agent reads on a sheet. Free texts, and the code printed on it, are keyed once, by the first."""

    def __init__(self, questionnaire: Questionnaire, wave: Wave, *args: Any, first: bool, **kwargs: Any) -> None:
        closed = {each.slug for each in questionnaire.questions if first or each.kind is not Kind.TEXT}
        super().__init__(questionnaire, *args, slugs=closed, **kwargs)
        self.wave = wave
        if first and wave.by_invitation:
            self.fields["code"] = forms.CharField(
                label="Code écrit sur le questionnaire",
                max_length=40,
                required=False,
                help_text="Laissez vide s’il n’en porte pas.",
            )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if code and invitations.wave_of(code) != self.wave:
            raise forms.ValidationError("Ce code n’est pas de cette vague : relisez-le sur le papier.")
        return code


class SettlingForm(SheetForm):
    """The questions that two agents read differently, read again on the paper by whoever settles."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        first: dict[str, Any],
        *args: Any,
        differing: Collection[Asked],
        **kwargs: Any,
    ) -> None:
        super().__init__(questionnaire, *args, slugs={each.slug for each in differing}, **kwargs)
        self.first = first

    def _given(self) -> dict[str, Any]:
        return paper.alike(self.questionnaire, self.first, super()._given())
