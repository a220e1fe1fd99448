"""A repeatable group: as many lines as there are things to say. A button adds or removes one, with or without script."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from essaim.cores.rules.reading import ITEMS_AT_MOST

if TYPE_CHECKING:
    from essaim.adoptions.forms.fields import KitForm

COUNT = "_lignes"
"""Ends the name of the hidden field that says how many lines the page shows."""
ADD, REMOVE = "_ajouter", "_retirer"
"""Names of the buttons; their value is the group, and the place of the line to remove (`annulations:2`)."""

LineMaker = Callable[..., "KitForm"]


def changes_lines(data: Mapping[str, Any]) -> bool:
    """Say whether a form was sent by a button that adds or removes a line."""
    return bool(data.get(ADD) or data.get(REMOVE))


class LinesBox(forms.Widget):
    """The lines of a group, each a small form of its own."""

    template_name = "adoptions/forms/lines.html"
    use_fieldset = True

    def __init__(self, field: "LinesField") -> None:
        super().__init__()
        self.field = field

    def __deepcopy__(self, memo: dict[int, Any]) -> "LinesBox":
        return self

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 - a group has no single field
        return ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 - Django's signature
        return name + COUNT not in data

    def value_from_datadict(self, data: Any, files: Any, name: str) -> "list[KitForm]":  # noqa: ARG002 - Django's signature
        typed = _typed(data, name)
        if str(data.get(REMOVE, "")).startswith(f"{name}:"):
            place = str(data.get(REMOVE)).rpartition(":")[2]
            typed = [line for rank, line in enumerate(typed) if str(rank) != place]
        if data.get(ADD) == name and len(typed) < ITEMS_AT_MOST:
            typed.append(MultiValueDict())
        return [
            self.field.line(prefix=f"{name}-{rank}", data=_renamed(line, f"{name}-{rank}"), quiet=self.field.quiet)
            for rank, line in enumerate(typed)
        ]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        lines = value if isinstance(value, list) else []
        if not lines or isinstance(lines[0], Mapping):
            lines = self._kept(name, lines)
        context.update(lines=lines, count_name=name + COUNT, add=ADD, remove=REMOVE, group=name, label=self.field.label)
        return context

    def _kept(self, name: str, answers: list[Mapping[str, Any]]) -> "list[KitForm]":
        """The lines already answered; a first one, blank, where there is none."""
        return [
            self.field.line(prefix=f"{name}-{rank}", initial=dict(answer))
            for rank, answer in enumerate(answers or [{}])
        ]


def _typed(data: Any, name: str) -> list[MultiValueDict[str, Any]]:
    """The lines as they were typed, each under the names of its members."""
    written = str(data.get(name + COUNT) or "0")
    count = min(int(written), ITEMS_AT_MOST) if written.isascii() and written.isdigit() and len(written) < 5 else 0  # noqa: PLR2004
    return [MultiValueDict(dict(_under(data, f"{name}-{rank}-"))) for rank in range(count)]


def _under(data: Any, prefix: str) -> Iterator[tuple[str, list[Any]]]:
    pairs = data.lists() if hasattr(data, "lists") else ((key, [value]) for key, value in data.items())
    return ((key.removeprefix(prefix), values) for key, values in pairs if key.startswith(prefix))


def _renamed(line: MultiValueDict[str, Any], prefix: str) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, values in line.lists():
        found.setlist(f"{prefix}-{name}", values)
    return found


class LinesField(forms.Field):
    """Keeps a list of answers by member. A line in which nothing was typed does not count."""

    quiet = False

    def __init__(self, line: LineMaker, **options: Any) -> None:
        self.line = line
        super().__init__(widget=LinesBox(self), **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "LinesField":
        return self  # made for one form, never shared between two

    def blank_line(self) -> "KitForm":
        """Return a line with nothing in it, for a form on paper."""
        return self.line()

    def clean(self, value: Any) -> list[dict[str, Any]]:
        lines = [line for line in (value or []) if hasattr(line, "answers") and begun(line)]
        wrong = [one for place, line in enumerate(lines, start=1) for one in _wrong(line, place)]
        if wrong:
            raise forms.ValidationError(wrong)
        if self.required and not lines:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [line.answers() for line in lines]


def begun(line: Any) -> bool:
    """Say whether anything was typed in a line."""
    return any(any(values) for name, values in line.data.lists())


def _wrong(line: Any, place: int) -> list[str]:
    line.is_valid()
    return [f"Ligne {place}, {line.fields[name].label} : {found[0]}" for name, found in line.wrong.items()]
