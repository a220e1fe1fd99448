"""The sections of a page: each reads a record into fields, and gives back what the fields say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from essaim.portal.catalogue.domain.differences import LABELS, NEEDS
from essaim.portal.catalogue.forms import rows
from essaim.portal.catalogue.models import Public, Solution, Theme
from essaim.portal.catalogue.models.initiative import EVIDENCE_LABELS, STAGE_LABELS

SHARED_TEXTS = ("title", "summary", "problem", "how_it_works", "for_whom")
TEXTS = (*SHARED_TEXTS, "holder", "lessons", "costs", "funding", "legal_basis")
LINES = {"title": 1, "holder": 1, "problem": 6, "how_it_works": 8}


class SectionForm(forms.Form):
    """A form whose `changes` are fields of a record; what the record says fills it."""

    def changes(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _text(name: str) -> forms.CharField:
    lines = LINES.get(name, 3)
    return forms.CharField(
        label=LABELS[name].capitalize(),
        max_length=300 if lines == 1 else 20_000,
        required=name in {"title", "summary"},
        widget=forms.TextInput() if lines == 1 else forms.Textarea(attrs={"rows": lines}),
    )


class SharedTextsForm(SectionForm):
    names: tuple[str, ...] = SHARED_TEXTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: _text(name) for name in self.names} | self.fields

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}


class TextsForm(SharedTextsForm):
    names = TEXTS


class TermsForm(SectionForm):
    """Themes, publics and everyday words: what a page is found by."""

    themes = forms.MultipleChoiceField(label="Thèmes", widget=forms.CheckboxSelectMultiple, help_text="Un au moins.")
    publics = forms.MultipleChoiceField(label="Publics", required=False, widget=forms.CheckboxSelectMultiple)
    everyday_words = forms.CharField(
        label="Mots de tous les jours",
        max_length=2000,
        required=False,
        help_text="Comment les gens la cherchent, séparés par des virgules : « plus de médecin, désert médical ».",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.initial.get("everyday_words")
        if isinstance(words, list):
            self.initial = {**self.initial, "everyday_words": ", ".join(words)}
        self._choices("themes", Theme.objects.values_list("slug", "label"))
        self._choices("publics", Public.objects.values_list("slug", "label"))

    def _choices(self, name: str, choices: Any) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean_everyday_words(self) -> list[str]:
        words = [word.strip() for word in self.cleaned_data["everyday_words"].split(",")]
        return list(dict.fromkeys(word for word in words if word))


class SolutionTermsForm(TermsForm):
    similar = forms.MultipleChoiceField(
        label="Solutions proches", required=False, widget=forms.CheckboxSelectMultiple, help_text="Le lien vaut dans les deux sens."
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Solution.objects.exclude(slug=self.initial.get("id", ""))
        self._choices("similar", others.order_by("slug").values_list("slug", "title"))


class OwnTermsForm(TermsForm):
    """What a referent says of her page: neither the level of evidence nor the solution, which moderators decide."""

    stage = forms.ChoiceField(
        label="Étape",
        choices=[(key.value, label.capitalize()) for key, label in STAGE_LABELS.items()],
        widget=forms.RadioSelect,
    )
    lessons = forms.CharField(
        label="Ce qui a été appris",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Obligatoire si elle est arrêtée.",
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("stage") == "stopped" and not values.get("lessons"):
            self.add_error("lessons", "Elle est arrêtée : dites en une phrase ce qui a été appris.")
        return values


class InitiativeTermsForm(OwnTermsForm):
    evidence_level = forms.ChoiceField(
        label="Preuve", choices=[(key.value, label.capitalize()) for key, label in EVIDENCE_LABELS.items()]
    )
    solution = forms.ChoiceField(label="Solution dont elle est une version", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("solution", [("", "Aucune"), *Solution.objects.values_list("slug", "title")])

    def clean_solution(self) -> str | None:
        return self.cleaned_data["solution"] or None


class NeedsForm(SectionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = self.initial.get("needs", {})
        for name, label in NEEDS.items():
            area = forms.Textarea(attrs={"rows": 3})
            self.fields[name] = forms.CharField(
                label=label.capitalize(), max_length=20_000, required=False, widget=area
            )

    def changes(self) -> dict[str, Any]:
        return {"needs": dict(self.cleaned_data)}


@dataclass(frozen=True)
class Section:
    """One page of the editor: a plain form, or a list of rows kept under one name of the record."""

    key: str
    title: str
    intro: str = ""
    form: type[SectionForm] | None = None
    row: type[rows.Row] | None = None
    name: str = ""
    kept: Callable[[list[Any]], list[Any]] = field(default=list)

    def empty(self, record: Mapping[str, Any], *, extra: int = 1) -> Any:
        """Return the form or the list, filled with what the record says."""
        if self.form:
            return self.form(initial=dict(record))
        assert self.row is not None  # noqa: S101 - a section is one or the other
        return rows.rows_of(self.row, extra=extra)(initial=[self.row.typed(row) for row in record[self.name]])

    def bound(self, data: Any, record: Mapping[str, Any]) -> Any:
        """Return the form or the list as it was sent."""
        if self.form:
            return self.form(data, initial={"id": record.get("id", "")})
        assert self.row is not None  # noqa: S101
        return rows.rows_of(self.row)(data)

    def with_one_more(self, sent: Any) -> Any:
        """Return the list with what was typed and one more row."""
        assert self.row is not None  # noqa: S101
        return rows.rows_of(self.row, extra=1)(initial=sent.typed_so_far())

    def changes(self, sent: Any) -> dict[str, Any]:
        """Return the fields of a record that a valid form or list says."""
        found: dict[str, Any] = sent.changes() if self.form else {self.name: self.kept(sent.rows())}
        return found


def _sorted_once(codes: list[Any]) -> list[Any]:
    return sorted(set(codes))


INITIATIVE = (
    Section("textes", "Textes", form=TextsForm),
    Section("classement", "Thèmes, étape, solution", form=InitiativeTermsForm),
    Section("territoires", "Territoires", row=rows.TerritoryRow, name="territories", kept=_sorted_once),
    Section(
        "chiffres", "Chiffres", "Un chiffre se lit avec son unité, sa date et sa source.", row=rows.FigureRow, name="figures"
    ),
    Section("dates", "Dates des étapes", row=rows.StageRow, name="stages"),
    Section("partenaires", "Partenaires", row=rows.PartnerRow, name="partners"),
    Section("obstacles", "Obstacles de droit", row=rows.ObstacleRow, name="obstacles"),
    Section("liens", "Liens", row=rows.LinkRow, name="links"),
)  # fmt: skip
_NOT_HER_OWN = {"classement", "territoires"}
OWN = (
    *(one for one in INITIATIVE if one.key not in _NOT_HER_OWN),
    Section("classement", "Thèmes et étape", form=OwnTermsForm),
)
"""What a referent changes by herself. Where the page is shown, and who moderates it, is not hers to change."""

SOLUTION = (
    Section("textes", "Textes", form=SharedTextsForm),
    Section("classement", "Thèmes, publics, solutions proches", form=SolutionTermsForm),
    Section("besoins", "Ce qu’il faut", form=NeedsForm),
)


def section(sections: tuple[Section, ...], key: str) -> Section | None:
    """Return the section of this key, or None."""
    return next((one for one in sections if one.key == key), None)
