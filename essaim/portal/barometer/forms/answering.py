"""One question as a form of one field. Choices come in an order drawn for each person where the question says so."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from django import forms

from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import invitations, values
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Line, Option
from essaim.portal.barometer.forms.lines import Choices, GridField, RankingField
from essaim.portal.barometer.models import Kind, Mode, Wave

Words = Mapping[str, str]
MOST_RANKS = 6
"""Ranks offered where a ranking sets none: nobody tells the eighth from the ninth."""


class AnswerForm(forms.Form):
    """The field is called ``answer`` whatever the kind; an empty one is None, an answer not given.

    ``say``: the words around the question, in the language of the person (`questionnaires.languages`).
    """

    def __init__(
        self, asked: Asked, *args: Any, draft: UUID | None = None, language: str = questionnaires.FRENCH, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.language = asked, language
        self.say = questionnaires.languages()[language]
        self.fields["answer"] = field_of(asked, draft, self.say)

    def clean_answer(self) -> Any:
        given = self.cleaned_data["answer"]
        value = None if given in ("", [], None) else given
        problem = values.problem(self.asked, value)
        if problem:
            raise forms.ValidationError(self.say.get(f"wrong_{self._about}", problem))
        return value

    @property
    def _about(self) -> str:
        return {"scale": "single"}.get(self.asked.kind.value, self.asked.kind.value)


def order(asked: Asked, draft: UUID | None) -> list[Option]:
    """Return the choices as one person sees them: the same on each visit, another for the next person.

    The choices of a grid keep their order, which has a sense: its lines are drawn.
    """
    options = list(asked.options)
    if not (asked.random_order and draft) or asked.items:
        return options
    moving = [option for option in options if not option.fixed]
    Random(f"{draft}{asked.slug}").shuffle(moving)  # noqa: S311 # nosec B311 - an order, no secret
    drawn = iter(moving)
    return [option if option.fixed else next(drawn) for option in options]


def lines(asked: Asked, draft: UUID | None) -> list[Line]:
    """Return the lines of a grid as one person sees them."""
    found = list(asked.items)
    if asked.random_order and draft:
        Random(f"{draft}{asked.slug}").shuffle(found)  # noqa: S311 # nosec B311 - an order, no secret
    return found


def field_of(asked: Asked, draft: UUID | None, say: Words) -> forms.Field:
    """Return the field of a question, whatever its kind; ``draft`` draws the order of its choices."""
    shared: dict[str, Any] = {"label": asked.wording, "required": asked.must_answer, "help_text": asked.help}
    if asked.must_answer:
        shared["error_messages"] = {"required": say["wrong_required"]}
    choices = [(option.code, option.label) for option in order(asked, draft)]
    if asked.kind is Kind.GRID:
        rows = [(line.code, line.label) for line in lines(asked, draft)]
        return GridField(rows, choices or _steps(asked), numbers=not choices, **shared)
    return _FIELDS[asked.kind](asked, choices, say, shared)


def _single(_asked: Asked, choices: Choices, say: Words, shared: dict[str, Any]) -> forms.Field:
    return _spoken(forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared), say, "wrong_single")


def _multiple(_asked: Asked, choices: Choices, say: Words, shared: dict[str, Any]) -> forms.Field:
    many = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    return _spoken(many, say, "wrong_multiple")


def _scale(asked: Asked, _choices: Choices, say: Words, shared: dict[str, Any]) -> forms.Field:
    widget = forms.RadioSelect
    scale = forms.TypedChoiceField(choices=_steps(asked), coerce=int, empty_value=None, widget=widget, **shared)
    return _spoken(scale, say, "wrong_single")


def _number(_asked: Asked, _choices: Choices, say: Words, shared: dict[str, Any]) -> forms.Field:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return _spoken(forms.IntegerField(widget=widget, **shared), say, "wrong_number")


def _ranking(asked: Asked, choices: Choices, say: Words, shared: dict[str, Any]) -> forms.Field:
    count = asked.at_most or min(len(choices), MOST_RANKS)
    return RankingField(choices, [say["rank"].format(rank=rank + 1) for rank in range(count)], say["nothing"], **shared)


def _text(_asked: Asked, _choices: Choices, _say: Words, shared: dict[str, Any]) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 5, "maxlength": values.LONGEST_TEXT})
    return forms.CharField(widget=box, strip=True, **shared)


_FIELDS = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.SCALE: _scale,
    Kind.NUMBER: _number,
    Kind.RANKING: _ranking,
    Kind.TEXT: _text,
}


def _steps(asked: Asked) -> Sequence[tuple[Any, str]]:
    return [(value, str(value)) for value in range(asked.lowest or 0, (asked.highest or 0) + 1)]


def _spoken(field: forms.Field, say: Words, key: str) -> forms.Field:
    """Say in the person's language what Django itself refuses; it says it in French already."""
    if key in say:
        field.error_messages |= dict.fromkeys(("invalid", "invalid_choice", "invalid_list"), say[key])
    return field


class OpinionForm(forms.Form):
    text = forms.CharField(
        label="Ce qui n’allait pas, ou ce qui allait bien", max_length=values.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


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
