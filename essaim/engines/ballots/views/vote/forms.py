"""The forms of a vote."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from essaim.engines.ballots.domain.vote.addresses import Address, read_address
from essaim.engines.ballots.domain.vote.batches import SLIPS_AT_MOST, VOID_PAPER
from essaim.engines.ballots.domain.vote.codes import FIGURES
from essaim.engines.ballots.domain.vote.freezing import born_until
from essaim.engines.ballots.domain.vote.roll import SIGNS, plain
from essaim.engines.ballots.models.consultation import Zone
from essaim.foundation.jobs import public as jobs

HEX = 16


class CodeForm(forms.Form):
    """The code of the letter."""

    prefix = "code"
    code = forms.CharField(
        label="Code de votre lettre", max_length=40, error_messages={"required": "Écrivez le code de votre lettre."},
        help_text="Douze lettres et chiffres, comme <b>AB3D-EF5G-HJ7K</b>. Majuscules, tirets et espaces n’importent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-code": ""}),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = plain(self.cleaned_data["code"])
        if len(code) != SIGNS:
            raise forms.ValidationError(f"Un code a {SIGNS} signes : vous en avez écrit {len(code)}.")
        return code


class AddressForm(forms.Form):
    """Where to receive a code: a mail address, or a telephone where SMS leave."""

    prefix = "ou"
    address = forms.CharField(
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.by_sms = jobs.can_leave("sms")
        what = "adresse électronique ou numéro de téléphone" if self.by_sms else "adresse électronique"
        field = self.fields["address"]
        field.label = what.capitalize()
        field.help_text = (
            "Si la liste des électeurs l’a pour vous, un code y part. Il sert une fois, pendant 30 minutes."
        )
        field.error_messages["required"] = f"Écrivez votre {what}."

    def clean_address(self) -> Address:
        found = read_address(self.cleaned_data["address"])
        if found is None:
            shape = "nom@exemple.fr ou 06 12 34 56 78" if self.by_sms else "nom@exemple.fr"
            raise forms.ValidationError(f"Cela ne se lit pas : écrivez {shape}.")
        if found.kind == "sms" and not self.by_sms:
            raise forms.ValidationError("Aucun SMS ne part d’ici : écrivez votre adresse électronique.")
        return found


class OnceForm(forms.Form):
    """The code that was sent, with the address that asked for it: it opens with no other."""

    prefix = "une-fois"
    address = forms.CharField(max_length=254, widget=forms.HiddenInput)
    code = forms.CharField(
        label="Code reçu", max_length=20, error_messages={"required": "Écrivez le code que vous avez reçu."},
        help_text="Huit chiffres. Les espaces n’importent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_address(self) -> Address:
        found = read_address(self.cleaned_data["address"])
        if found is None:
            raise forms.ValidationError("Redemandez un code.")
        return found

    def clean_code(self) -> str:
        code = "".join(sign for sign in self.cleaned_data["code"] if sign.isalnum())
        if not code.isascii() or not code.isdigit() or len(code) != FIGURES:
            raise forms.ValidationError(f"Ce code a {FIGURES} chiffres : relisez le message.")
        return code


class RegisterForm(forms.Form):
    """Who declares her age and her commune."""

    name = forms.CharField(label="Nom et prénoms", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
                           error_messages={"required": "Écrivez votre nom et vos prénoms."})  # fmt: skip
    born = forms.DateField(
        label="Date de naissance", widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
        error_messages={"required": "Écrivez votre date de naissance.", "invalid": "Écrivez une date, comme 30/11/1990."},
    )  # fmt: skip
    commune = forms.ChoiceField(
        label="Commune où vous habitez", error_messages={"required": "Choisissez votre commune."}
    )
    email = forms.EmailField(
        label="Adresse électronique", widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Un lien pour voter y part : une adresse, une personne.",
        error_messages={"required": "Écrivez votre adresse électronique."},
    )  # fmt: skip

    def __init__(self, communes: Sequence[tuple[str, str]], age: int, first: date, data: Any = None) -> None:
        super().__init__(data)
        self.age, self.first = age, first
        choice = self.fields["commune"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", "Choisissez"), *communes]
        self.fields["born"].help_text = f"Il faut avoir {age} ans au premier jour du vote."

    def clean_born(self) -> date:
        born: date = self.cleaned_data["born"]
        if born > timezone.localdate() or born.year < self.first.year - 130:
            raise forms.ValidationError("Cette date n’est pas une date de naissance.")
        if born > born_until(self.age, self.first):
            raise forms.ValidationError(f"Il faut avoir {self.age} ans au premier jour du vote.")
        return born


class ReceiptForm(forms.Form):
    """A receipt, or its first signs."""

    receipt = forms.CharField(
        label="Votre reçu", max_length=100, error_messages={"required": "Écrivez votre reçu."},
        help_text="Les 32 signes que vous avez notés, ou le reçu entier. Les espaces n’importent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )  # fmt: skip

    def clean_receipt(self) -> str:
        receipt = "".join(self.cleaned_data["receipt"].lower().split())
        if not set(receipt) <= set("0123456789abcdef") or not 2 * HEX <= len(receipt) <= 4 * HEX:
            raise forms.ValidationError("Un reçu a 32 signes (ou 64), de 0 à 9 et de a à f : relisez-le.")
        return receipt


class RootForm(forms.Form):
    """The root of a checkpoint that somebody kept."""

    root = forms.CharField(
        label="Racine du relevé", max_length=200, error_messages={"required": "Écrivez la racine du relevé."},
        help_text="Les 64 signes du relevé, de 0 à 9 et de a à f. Les espaces n’importent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )  # fmt: skip

    def clean_root(self) -> str:
        root = "".join(self.cleaned_data["root"].lower().split())
        if not set(root) <= set("0123456789abcdef") or len(root) != 4 * HEX:
            raise forms.ValidationError(
                f"Une racine a 64 signes, de 0 à 9 et de a à f : vous en avez écrit {len(root)}."
            )
        return root


class ObserverForm(forms.Form):
    """Somebody who keeps checkpoints outside."""

    label = forms.CharField(label="Qui", max_length=100, help_text="Un nom ou un titre, par exemple : l’association des maires.",
                            error_messages={"required": "Dites qui observe."})  # fmt: skip
    email = forms.EmailField(
        label="Adresse électronique de l’observateur", error_messages={"required": "Écrivez son adresse électronique."}
    )


class RollForm(forms.Form):
    """A list of voters to take in."""

    source = forms.CharField(label="Nom de la liste", max_length=100, help_text="Par exemple : liste électorale d’Auch.",
                             error_messages={"required": "Donnez un nom à la liste."})  # fmt: skip
    file = forms.FileField(label="Fichier CSV ou XLSX", error_messages={"required": "Choisissez le fichier."})


class TrusteesForm(forms.Form):
    """Who holds the three keys."""

    first = forms.CharField(label="Dépositaire de la clé 1", max_length=100)
    second = forms.CharField(label="Dépositaire de la clé 2", max_length=100)
    third = forms.CharField(label="Dépositaire de la clé 3", max_length=100)

    @property
    def holders(self) -> tuple[str, str, str]:
        return self.cleaned_data["first"], self.cleaned_data["second"], self.cleaned_data["third"]


class UntoldInput(forms.TextInput):
    """A field that is typed in sight, for it is copied from paper, and never shown again by the server."""

    def format_value(self, value: Any) -> None:  # noqa: ARG002 - the widget's shape
        return None


def _key_field(label: str, empty: str) -> forms.CharField:
    look = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
    return forms.CharField(
        label=label, max_length=80, error_messages={"required": empty}, widget=UntoldInput(attrs=look)
    )


class KeysForm(forms.Form):
    """Two trustees type their keys."""

    one = _key_field("Clé d’un dépositaire", "Tapez la première clé.")
    two = _key_field("Clé d’un autre dépositaire", "Tapez la seconde clé.")

    @property
    def typed(self) -> tuple[str, str]:
        return self.cleaned_data["one"], self.cleaned_data["two"]


class SureForm(forms.Form):
    """Something that is not undone."""

    sure = forms.BooleanField(
        label="Je sais que cela ne se défait pas.", error_messages={"required": "Cochez la case pour confirmer."}
    )


class BatchForm(forms.Form):
    """A pile of slips."""

    zone = forms.ModelChoiceField(Zone.objects.none(), label="Secteur", empty_label=None)
    expected = forms.IntegerField(label="Bulletins dans la pile", min_value=1, max_value=SLIPS_AT_MOST,
                                  help_text=f"{SLIPS_AT_MOST} au plus, comptés à la main.")  # fmt: skip

    def __init__(self, zones: Any, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["zone"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = zones


class SlipForm(forms.Form):
    """What is read on one slip: numbers, or why it is void."""

    numbers = forms.CharField(label="Numéros cochés", max_length=200, required=False,
                              widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}))  # fmt: skip
    void = forms.ChoiceField(label="Ou nul", required=False, choices=[("", "–"), *VOID_PAPER.items()])

    def clean_numbers(self) -> list[int]:
        written = self.cleaned_data["numbers"].replace(",", " ").replace(";", " ").split()
        if any(not one.isdigit() or len(one) > 5 for one in written):  # noqa: PLR2004 - no vote has 100,000 projects
            raise forms.ValidationError("Des numéros séparés par des espaces sont attendus, comme 3 17 22.")
        return [int(one) for one in written]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("numbers") and found.get("void"):
            raise forms.ValidationError("Des numéros, ou un motif de nullité, pas les deux.")
        if "numbers" in found and not found["numbers"] and not found.get("void"):
            raise forms.ValidationError("Écrivez les numéros cochés, ou choisissez pourquoi le bulletin est nul.")
        return found
