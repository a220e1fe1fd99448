"""The settings of a barometer and of its waves, as forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from essaim.foundation.territories import public as territories
from essaim.portal.barometer.domain.bank import LONGEST_CODE, name
from essaim.portal.barometer.domain.invitations import MOST_CODES
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.domain.quotas import MOST_AXES, MOST_CELLS, combinations
from essaim.portal.barometer.forms.intake import FileForm
from essaim.portal.barometer.models import Kind, Wave
from essaim.portal.barometer.params import CLOSED, ChoiceRecord, ItemRecord, Translation, WordsRecord

SHORT, LONG = forms.Textarea(attrs={"rows": 3}), forms.Textarea(attrs={"rows": 5})
SHARES_SUM, ROUNDING = 100, 0.5


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
    kept = [row for row in rows if row.get("label")]
    taken = {row["code"] for row in kept if row["code"]}
    found = []
    for row in kept:
        code = row["code"] or name(row["label"], taken, LONGEST_CODE)
        taken.add(code)
        role = row["role"]
        found.append(
            ChoiceRecord(
                code=code,
                label=row["label"],
                exclusive=role in {"exclusive", "no_opinion"},
                fixed=bool(role),
                no_opinion=role == "no_opinion",
            )
        )
    return found


class ItemForm(forms.Form):
    """One line of a grid. An empty row is no line; the code follows it unseen."""

    code = forms.CharField(required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput)
    label = forms.CharField(label="Ligne", max_length=200, required=False)


ItemRows = forms.formset_factory(ItemForm, extra=2, max_num=30, absolute_max=60)


def items_typed(rows: Sequence[Mapping[str, Any]]) -> list[ItemRecord]:
    """Return the lines of the rows that were filled; a new one receives a code made of its words."""
    kept = [row for row in rows if row.get("label")]
    taken = {row["code"] for row in kept if row["code"]}
    found = []
    for row in kept:
        code = row["code"] or name(row["label"], taken, LONGEST_CODE)
        taken.add(code)
        found.append(ItemRecord(code=code, label=row["label"]))
    return found


class LanguagesForm(forms.Form):
    """Which languages a wave offers beside French, and its title and texts in each."""

    languages = forms.MultipleChoiceField(
        label="Autres langues proposées", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="La personne choisit à la première page. Son choix n’est gardé nulle part.",
    )  # fmt: skip

    TEXTS = {"title": "Titre", "welcome": "Texte d’accueil", "thanks": "Texte de remerciement"}

    def __init__(self, names: Sequence[tuple[str, str]], chosen: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.chosen = dict(names), [code for code, _name in names if code in chosen]
        self.fields["languages"].choices = list(names)  # type: ignore[attr-defined]
        for code in self.chosen:
            for text, label in self.TEXTS.items():
                widget = forms.TextInput if text == "title" else SHORT
                self.fields[f"{code}_{text}"] = forms.CharField(
                    label=f"{label}, en {self.names[code]}", max_length=200 if text == "title" else 5_000, widget=widget,
                    required=False,
                )  # fmt: skip

    def texts(self) -> dict[str, dict[str, str]]:
        return {code: {text: self.cleaned_data[f"{code}_{text}"] for text in self.TEXTS} for code in self.chosen}


class TranslationForm(forms.Form):
    """The words of a question in another language, the French beside each."""

    def __init__(self, words: WordsRecord, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        for field, longest in (
            ("wording", 1_000),
            ("help", 300),
            ("unit", 40),
            ("lowest_label", 80),
            ("highest_label", 80),
        ):
            if french := getattr(words, field):
                widget = SHORT if field == "wording" else forms.TextInput
                self.fields[field] = forms.CharField(label=french, max_length=longest, widget=widget)
        for what, listed in (("choice", words.choices), ("item", words.items)):
            for each in listed:
                self.fields[f"{what}_{each.code}"] = forms.CharField(label=each.label, max_length=200)

    @staticmethod
    def initial_of(said: Translation | None) -> dict[str, str]:
        if said is None:
            return {}
        plain = said.model_dump(exclude={"choices", "items"})
        choices = {f"choice_{code}": label for code, label in said.choices.items()}
        return plain | choices | {f"item_{code}": label for code, label in said.items.items()}

    def translation(self) -> Translation:
        """Return the words typed; every one is asked for, so that nobody reads half a question in French."""
        typed = self.cleaned_data
        plain = {
            name: typed[name] for name in ("wording", "help", "unit", "lowest_label", "highest_label") if name in typed
        }
        return Translation(
            **plain, choices={each.code: typed[f"choice_{each.code}"] for each in self.words.choices},
            items={each.code: typed[f"item_{each.code}"] for each in self.words.items},
        )  # fmt: skip


class ConditionForm(forms.Form):
    codes = forms.MultipleChoiceField(
        label="Poser la question à qui a répondu", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une réponse, ou retirez la condition."},
    )  # fmt: skip

    def __init__(self, parent: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = parent.conditions()  # type: ignore[attr-defined]


class SourceForm(forms.Form):
    source = forms.CharField(
        label="Source des totaux",
        max_length=300,
        help_text="Producteur et publication : « Insee, recensement de la population ».",
    )
    source_date = forms.CharField(label="Période", max_length=40, help_text="L’année des totaux : « 2022 ».")


class GridForm(SourceForm):
    """One official number of people for each combination of the interlocking questions."""

    def __init__(self, axes: Sequence[Asked], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.axes, self.codes = axes, combinations(axes)
        for place, codes in enumerate(self.codes):
            words = " × ".join(axis.label_of(code) for axis, code in zip(axes, codes, strict=True))
            self.fields[f"cell_{place}"] = forms.IntegerField(
                label=words, min_value=0, error_messages={"required": "Donnez le nombre officiel de personnes ; 0 s’il n’y en a aucune."}
            )  # fmt: skip

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[f"cell_{place}"] for place in range(len(self.codes))]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        numbers = [values.get(f"cell_{place}") for place in range(len(self.codes))]
        if None not in numbers and not sum(numbers):  # type: ignore[arg-type]
            raise forms.ValidationError("Tous les nombres sont nuls : copiez les totaux officiels, case par case.")
        return values

    def populations(self) -> dict[tuple[str, ...], int]:
        return {codes: self.cleaned_data[f"cell_{place}"] for place, codes in enumerate(self.codes)}


class AxesForm(forms.Form):
    axes = forms.MultipleChoiceField(
        label="Questions à croiser", widget=forms.CheckboxSelectMultiple,
        help_text="Une seule question fait un quota simple ; deux ou plus se croisent (sexe × âge).",
        error_messages={"required": "Cochez au moins une question de profil."},
    )  # fmt: skip

    def __init__(self, profile: Sequence[Asked], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = {asked.slug: asked for asked in profile}
        self.fields["axes"].choices = [(asked.slug, asked.label) for asked in profile]  # type: ignore[attr-defined]

    def clean_axes(self) -> list[Asked]:
        axes = [self.profile[slug] for slug in self.cleaned_data["axes"]]
        cells = len(combinations(axes))
        if len(axes) > MOST_AXES or cells > MOST_CELLS:
            raise forms.ValidationError(
                f"Cela ferait {cells} cases ; {MOST_CELLS} au plus. Croisez moins de questions, et faites un second quota des autres."
            )
        return axes


class MarginForm(SourceForm):
    """What is known of the population on one question: numbers of people, or percentages."""

    unit = forms.ChoiceField(
        label="Ce que vous donnez", widget=forms.RadioSelect, initial="people",
        choices=[("people", "des nombres de personnes"), ("shares", "des pourcentages, dont la somme fait 100")],
    )  # fmt: skip

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = [option for option in asked.options if not option.no_opinion]
        for option in self.options:
            self.fields[f"total_{option.code}"] = forms.FloatField(label=option.label, min_value=0, localize=True)
        self.order_fields([f"total_{option.code}" for option in self.options])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        numbers = [values.get(f"total_{option.code}") for option in self.options]
        if None in numbers:
            return values
        whole = sum(number for number in numbers if number is not None)
        if not whole:
            raise forms.ValidationError("Tous les nombres sont nuls : copiez les totaux officiels.")
        if values.get("unit") == "shares" and abs(whole - SHARES_SUM) > ROUNDING:
            raise forms.ValidationError(
                f"Les pourcentages font {whole:g}".replace(".", ",") + " au lieu de 100 : corrigez la part fausse."
            )
        return values

    def totals(self) -> dict[str, float]:
        """Return numbers of people, or shares of 1, by code."""
        scale = SHARES_SUM if self.cleaned_data["unit"] == "shares" else 1
        return {option.code: self.cleaned_data[f"total_{option.code}"] / scale for option in self.options}


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
