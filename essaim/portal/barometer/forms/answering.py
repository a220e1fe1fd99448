"""One question as a form of one field. Choices come in an order drawn for each person where the question says so."""

from random import Random
from typing import Any
from uuid import UUID

from django import forms

from essaim.portal.barometer.domain import invitations, values
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Option
from essaim.portal.barometer.models import Kind, Mode, Wave


class AnswerForm(forms.Form):
    """The field is called ``answer`` whatever the kind; an empty one is None, an answer not given."""

    def __init__(self, asked: Asked, *args: Any, draft: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["answer"] = _field(asked, order(asked, draft))

    def clean_answer(self) -> Any:
        given = self.cleaned_data["answer"]
        value = None if given in ("", [], None) else given
        problem = values.problem(self.asked, value)
        if problem:
            raise forms.ValidationError(problem)
        return value


def order(asked: Asked, draft: UUID | None) -> list[Option]:
    """Return the choices as one person sees them: the same on each visit, another for the next person."""
    options = list(asked.options)
    if not (asked.random_order and draft):
        return options
    moving = [option for option in options if not option.fixed]
    Random(f"{draft}{asked.slug}").shuffle(moving)  # noqa: S311 # nosec B311 - an order, no secret
    drawn = iter(moving)
    return [option if option.fixed else next(drawn) for option in options]


def _field(asked: Asked, options: list[Option]) -> forms.Field:
    shared: dict[str, Any] = {"label": asked.wording, "required": asked.must_answer, "help_text": asked.help}
    if asked.must_answer:
        shared["error_messages"] = {"required": "Choisissez une réponse pour continuer."}
    choices = [(option.code, option.label) for option in options]
    if asked.kind is Kind.SINGLE:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
    if asked.kind is Kind.MULTIPLE:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    if asked.kind is Kind.SCALE:
        steps = [(value, str(value)) for value in range(asked.lowest or 0, (asked.highest or 0) + 1)]
        return forms.TypedChoiceField(choices=steps, coerce=int, empty_value=None, widget=forms.RadioSelect, **shared)
    if asked.kind is Kind.NUMBER:
        return forms.IntegerField(widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **shared)
    box = forms.Textarea(attrs={"rows": 5, "maxlength": values.LONGEST_TEXT})
    return forms.CharField(widget=box, strip=True, **shared)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Votre code",
        max_length=40,
        help_text="Douze signes, en trois groupes, comme sur votre courrier : « K7QF-2M9D-XT4H ».",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class EntryForm(forms.Form):
    """An agent says how she received the answer, and the code of the person if there is one."""

    mode = forms.ChoiceField(label="Comment la réponse vous parvient", widget=forms.RadioSelect)
    code = forms.CharField(
        label="Code d’invitation de la personne", max_length=40, required=False,
        help_text="Écrit sur son courrier. Laissez vide si elle n’en a pas.",
    )  # fmt: skip

    def __init__(self, wave: Wave, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave = wave
        by_agent = [mode for mode in (Mode.PAPER, Mode.PHONE) if mode in wave.modes()]
        labels = {Mode.PAPER: "Sur un questionnaire en papier", Mode.PHONE: "Au téléphone, avec la personne"}
        self.fields["mode"].choices = [(mode.value, labels[mode]) for mode in by_agent]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if not code:
            return ""
        if invitations.wave_of(code) != self.wave:
            raise forms.ValidationError("Ce code n’est pas de cette vague : relisez-le sur le courrier.")
        if invitations.is_spent(code):
            raise forms.ValidationError("Une réponse a déjà été donnée avec ce code.")
        return code
