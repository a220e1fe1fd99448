"""The form of who explores a published wave: which question, by which other, for whom."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from essaim.portal.barometer.domain.crossing.tables import Filter
from essaim.portal.barometer.domain.queries.crossed import Explorer

UNKNOWN = {"invalid_choice": "Ce choix n’est pas dans cette vague. Prenez-en un de la liste."}


class CrossForm(forms.Form):
    """Two questions and a group of people. Only what may be read is offered; what may not be read together is said on the page."""

    question = forms.ChoiceField(label="Question", error_messages=UNKNOWN)
    by = forms.ChoiceField(label="Selon", error_messages=UNKNOWN)
    within = forms.ChoiceField(label="Parmi", required=False, error_messages=UNKNOWN)

    everybody = Filter()

    def __init__(self, known: Explorer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self._offer("question", known.questions)
        self._offer("by", [(axis.name, axis.label) for axis in known.columns])
        self._offer("within", [("", "Toutes les personnes"), *known.filters])
        first = known.open_with(known.questions[0][0])
        self.initial = {"question": known.questions[0][0], "by": first[0].name if first else ""}

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; for the type checker
        field.choices = choices

    def clean_within(self) -> Filter:
        """Return the group of people that was chosen."""
        axis, _, group = self.cleaned_data["within"].partition(":")
        return self.known.maker.filter_of(axis, group) or self.everybody

    @property
    def query(self) -> str:
        """Return the same question as the end of an address."""
        given = self.data if self.is_bound else self.initial
        return urlencode({name: given[name] for name in ("question", "by", "within") if given.get(name)})
