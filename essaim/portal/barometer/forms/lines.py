"""A ranking and a grid as form fields that need no script: one list for each rank, one set of choices for each line."""

from collections.abc import Sequence
from typing import Any

from django import forms

Choices = Sequence[tuple[Any, str]]


class Lines(forms.MultiWidget):
    """Widgets with a label each: a fieldset for choices, a label for a list. ``drawn``: the codes in the order shown."""

    template_name = "barometer/answer/lines.html"

    def __init__(self, widgets: Sequence[forms.Widget], labels: Sequence[str], codes: Sequence[str]) -> None:
        super().__init__(list(widgets))
        self.labels, self.codes = labels, codes

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, widget, label in zip(context["widget"]["subwidgets"], self.widgets, self.labels, strict=True):
            part |= {"label": label, "many": isinstance(widget, forms.RadioSelect)}
        return context

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [value.get(code) for code in self.codes]
        given = list(value or [])
        return given + [None] * (len(self.codes) - len(given))


class RankingField(forms.Field):
    """Gives the codes ranked, the first preferred; what is left empty after the last rank is not ranked."""

    def __init__(self, choices: Choices, ranks: Sequence[str], empty: str, **kwargs: Any) -> None:
        lists = [forms.Select(choices=[("", empty), *choices]) for _ in ranks]
        super().__init__(widget=Lines(lists, ranks, [str(rank) for rank in range(len(ranks))]), **kwargs)

    def to_python(self, value: Any) -> list[str] | None:
        given = [str(each or "") for each in value or []]
        while given and not given[-1]:
            given.pop()
        return given or None


class GridField(forms.Field):
    """Gives, by line, the code or the number chosen; a line left empty is absent, a grid left empty is None."""

    def __init__(self, lines: Choices, choices: Choices, *, numbers: bool, **kwargs: Any) -> None:
        self.codes, self.numbers = [code for code, _label in lines], numbers
        widgets = [forms.RadioSelect(choices=list(choices)) for _ in lines]
        super().__init__(widget=Lines(widgets, [label for _code, label in lines], self.codes), **kwargs)

    def to_python(self, value: Any) -> dict[str, Any] | None:
        given = {code: said for code, said in zip(self.codes, value or [], strict=False) if said not in (None, "")}
        return {code: self._read(said) for code, said in given.items()} or None

    def _read(self, said: str) -> Any:
        number = said.removeprefix("-")
        return int(said) if self.numbers and number.isascii() and number.isdigit() and len(number) < 10 else said  # noqa: PLR2004
