"""A question as an officer writes it: its words, its choices, its lines, on whose answer it depends."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from essaim.portal.barometer.domain.bank import LONGEST_CODE, name
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.models import Kind
from essaim.portal.barometer.params import CLOSED, ChoiceRecord, ItemRecord, WordsRecord

SHORT = forms.Textarea(attrs={"rows": 3})


class QuestionForm(forms.Form):
    """The words of one question; its choices are another form, row by row."""

    label = forms.CharField(label="Nom court", max_length=120, help_text="Pour les listes et les tableaux : « Âge ».")
    kind = forms.ChoiceField(label="Nature", choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.SINGLE)
    wording = forms.CharField(label="La question, mot pour mot", max_length=1_000, widget=SHORT)
    help = forms.CharField(label="Précision sous la question", max_length=300, required=False)
    lowest = forms.IntegerField(
        label="Plus petite valeur", required=False, help_text="Pour une échelle, un nombre, ou une grille sans choix."
    )
    highest = forms.IntegerField(label="Plus grande valeur", required=False)
    lowest_label = forms.CharField(label="Sens de la plus petite", max_length=80, required=False)
    highest_label = forms.CharField(label="Sens de la plus grande", max_length=80, required=False)
    unit = forms.CharField(
        label="Unité", max_length=40, required=False, help_text="Pour un nombre : « heures par mois »."
    )
    at_most = forms.IntegerField(
        label="Nombre de réponses permises", min_value=0, required=False, help_text="Si plusieurs réponses sont possibles, ou pour un classement. 0 : autant qu’on veut."
    )  # fmt: skip
    profile = forms.BooleanField(label="Question de profil : elle décrit la personne", required=False)
    required = forms.BooleanField(label="Une réponse est nécessaire pour continuer", required=False)
    random_order = forms.BooleanField(
        label="Tirer l’ordre des choix au sort pour chaque personne", required=False, help_text="D’une grille : l’ordre des lignes.",
    )  # fmt: skip
    block = forms.CharField(
        label="Bloc", max_length=60, required=False,
        help_text="Les questions qui se suivent sous un même nom restent ensemble ; l’ordre des blocs qui se suivent est tiré au sort "
        "pour chaque personne. Laissez vide pour une question qui garde sa place.",
    )  # fmt: skip
    sensitive = forms.BooleanField(
        label="Question sensible : santé, opinions politiques, croyances, origine, vie sexuelle", required=False
    )

    PLACE = ("profile", "required", "random_order", "block")
    APART = ("choices", "items", "translations")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("profile") and values.get("kind") in {Kind.RANKING, Kind.GRID}:
            self.add_error(
                "profile",
                "Une question de profil se répond d’un choix ou d’un nombre, pas d’un classement ni d’une grille.",
            )
        return values

    def words(
        self, choices: Sequence[ChoiceRecord], items: Sequence[ItemRecord], before: WordsRecord | None = None
    ) -> WordsRecord:
        """Return the words typed, checked together with the choices and the lines. Raises pydantic's ValidationError.

        ``before``: the words that are changed; what is still whole of their translations is kept.
        """
        typed = {field: self.cleaned_data[field] for field in WordsRecord.model_fields if field not in self.APART}
        typed["at_most"] = typed["at_most"] or 0
        kind = Kind(typed["kind"])
        if kind not in {Kind.SCALE, Kind.NUMBER, Kind.GRID}:
            typed.update(lowest=None, highest=None, lowest_label="", highest_label="", unit="")
        if kind not in {Kind.MULTIPLE, Kind.RANKING}:
            typed["at_most"] = 0
        found = WordsRecord(
            **typed, choices=tuple(choices) if kind in CLOSED | {Kind.GRID} else (), items=tuple(items) if kind is Kind.GRID else (),
        )  # fmt: skip
        return found if before is None else still_translated(found, before)

    def place(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in self.PLACE}


def still_translated(words: WordsRecord, before: WordsRecord) -> WordsRecord:
    """Return words with the translations of those before that still say all of it; what translates nothing any more is left out."""
    kept = {}
    for language, said in before.translations.items():
        choices = {each.code: said.choices[each.code] for each in words.choices if each.code in said.choices}
        items = {each.code: said.items[each.code] for each in words.items if each.code in said.items}
        if len(choices) == len(words.choices) and len(items) == len(words.items):
            kept[language] = said.model_copy(update={"choices": choices, "items": items})
    return WordsRecord.model_validate(words.model_dump() | {"translations": kept})


class ChoiceForm(forms.Form):
    """One closed answer. An empty row is no choice. The code follows it unseen, so that it keeps its meaning."""

    code = forms.CharField(required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput)
    label = forms.CharField(label="Choix", max_length=200, required=False)
    role = forms.ChoiceField(
        label="Particularité", required=False,
        choices=[
            ("", "aucune"), ("fixed", "garde sa place"), ("exclusive", "ne va avec aucun autre"),
            ("no_opinion", "sans opinion"),
        ],
    )  # fmt: skip


ChoiceRows = forms.formset_factory(ChoiceForm, extra=2, max_num=30, absolute_max=60)


def choice_rows(options: Sequence[Any]) -> list[dict[str, str]]:
    """Return the initial values of the rows from the choices of a question."""
    return [{"code": option.code, "label": option.label, "role": _role(option)} for option in options]


def _role(option: Any) -> str:
    return "no_opinion" if option.no_opinion else "exclusive" if option.exclusive else "fixed" if option.fixed else ""


def choices_typed(rows: Sequence[Mapping[str, Any]]) -> list[ChoiceRecord]:
    """Return the choices of the rows that were filled; a new one receives a code made of its words."""
    return [
        ChoiceRecord(
            code=code,
            label=row["label"],
            exclusive=row["role"] in {"exclusive", "no_opinion"},
            fixed=bool(row["role"]),
            no_opinion=row["role"] == "no_opinion",
        )
        for code, row in _coded(rows)
    ]


def _coded(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the rows that were filled, each with its code: its own, or one made of its words that no other has."""
    kept = [row for row in rows if row.get("label")]
    taken = {row["code"] for row in kept if row["code"]}
    for row in kept:
        code = row["code"] or name(row["label"], taken, LONGEST_CODE)
        taken.add(code)
        yield code, row


class ItemForm(forms.Form):
    """One line of a grid. An empty row is no line; the code follows it unseen."""

    code = forms.CharField(required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput)
    label = forms.CharField(label="Ligne", max_length=200, required=False)


ItemRows = forms.formset_factory(ItemForm, extra=2, max_num=30, absolute_max=60)


def items_typed(rows: Sequence[Mapping[str, Any]]) -> list[ItemRecord]:
    """Return the lines of the rows that were filled; a new one receives a code made of its words."""
    return [ItemRecord(code=code, label=row["label"]) for code, row in _coded(rows)]


class ConditionForm(forms.Form):
    codes = forms.MultipleChoiceField(
        label="Poser la question à qui a répondu", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une réponse, ou retirez la condition."},
    )  # fmt: skip

    def __init__(self, parent: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = parent.conditions()  # type: ignore[attr-defined]
