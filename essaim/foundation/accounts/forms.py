"""Sign-in forms in our words, and the forms of the administration of people."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as key_forms
from allauth.socialaccount import forms as openid_forms
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest

from essaim.foundation.accounts.access import at_most
from essaim.foundation.accounts.domain.acts import WORDS
from essaim.foundation.accounts.domain.roles import highest_role
from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.territories import public as territories

ADDRESS = "Votre adresse électronique"
ADDRESS_HELP = "Par exemple : prenom.nom@departement.fr"
DELETE_WORDS = "supprimer mon compte"


def say(form: Any, name: str, label: str, help_text: str = "", **attributes: str) -> None:
    """Put our words on a field of allauth, and no placeholder: it vanishes when one types."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class AddressForm(account_forms.RequestLoginCodeForm):
    """The address that receives a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", ADDRESS, ADDRESS_HELP)


class PasswordForm(account_forms.LoginForm):
    """Address and password, for those who chose one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", ADDRESS, autocomplete="email")
        say(self, "password", "Votre mot de passe", "Oublié ? Connectez-vous par code, puis choisissez-en un autre.")

    def _setup_password_field(self) -> None:
        """Keep the field: allauth removes it when accounts open without a password."""


class CodeWords:
    """The words of a code received by mail."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", "Le code reçu", "Huit chiffres ; le tiret n’est pas nécessaire.", inputmode="numeric")


class LoginCodeForm(CodeWords, account_forms.ConfirmLoginCodeForm):
    """The code that signs in."""


class AddressCodeForm(CodeWords, account_forms.ConfirmEmailVerificationCodeForm):
    """The code that proves an address."""


class SignUpForm(account_forms.SignupForm):
    """A new account: an address, and a name if one wants to be named."""

    name = forms.CharField(
        label="Votre nom",
        max_length=120,
        required=False,
        help_text="Affiché à côté de ce que vous relisez ou publiez.",
    )
    name.widget.attrs["autocomplete"] = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", ADDRESS, ADDRESS_HELP)

    def signup(self, request: HttpRequest, user: Account) -> None:  # noqa: ARG002 - allauth's hook
        """Keep the name on the account that allauth has just made."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class OpenIdSignUpForm(openid_forms.SignupForm):
    """A new account for an identity that came without a usable address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", ADDRESS, ADDRESS_HELP)


class NewAddressForm(account_forms.AddEmailForm):
    """Another address for the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", "Votre nouvelle adresse électronique", "Nous y envoyons un code.")


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password", "Votre mot de passe")


class FactorWords:
    """The words of a code of an authenticator application."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(
            self,
            "code",
            "Le code de votre application",
            "Six chiffres, ou un de vos codes de secours.",
            inputmode="numeric",
        )


class SecondFactorForm(FactorWords, factor_forms.AuthenticateForm):
    """The second factor, while signing in."""


class ConfirmSecondFactorForm(FactorWords, factor_forms.ReauthenticateForm):
    """The second factor once more, before something that matters."""


class ActivateForm(totp_forms.ActivateTOTPForm):
    """The first code of an application that was just set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", "Le code affiché par l’application", "Six chiffres.", inputmode="numeric")


class NewKeyForm(key_forms.AddWebAuthnForm):
    """A passkey: its name, and whether it signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", "Le nom de cette clé", "Pour la reconnaître : « téléphone », « ordinateur du bureau ».")
        if "passwordless" in self.fields:
            say(
                self,
                "passwordless",
                "Me connecter avec cette clé seule",
                "L’appareil demandera votre empreinte ou son code.",
            )


class KeyNameForm(key_forms.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", "Le nom de cette clé")


class ProfileForm(forms.ModelForm[Account]):
    """The name that others see."""

    class Meta:
        model = Account
        fields = ("name",)
        labels = {"name": "Votre nom"}
        help_texts = {"name": "Affiché à côté de ce que vous relisez ou publiez. Vide : le début de votre adresse."}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class NewPasswordForm(forms.Form):
    """A password, chosen or changed: typed once, shown on demand by the browser."""

    password = forms.CharField(
        label="Le nouveau mot de passe",
        strip=False,
        help_text="Douze caractères au moins ; une suite de mots convient très bien.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Le même, une seconde fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "Les deux mots de passe sont différents : retapez le même.")
        return given


class DeleteForm(forms.Form):
    """A deletion that nobody does by accident: it is written in words."""

    words = forms.CharField(label=f"Écrivez « {DELETE_WORDS} »", widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].strip(" «»\u00a0\u202f").lower()
        if words != DELETE_WORDS:
            raise forms.ValidationError(f"Pour confirmer, écrivez exactement : {DELETE_WORDS}")
        return words


class PlaceField(forms.CharField):
    """A territory by its name or its code."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = territories.find(text)
        if found:
            return found
        named = [
            place
            for place in territories.search(text, limit=50)
            if territories.fold(place.name) == territories.fold(text)
        ]
        if len(named) == 1:
            return named[0]
        if named:
            raise forms.ValidationError(
                f"Plusieurs territoires portent ce nom. Écrivez le code du bon : {_choices(named)}."
            )
        raise forms.ValidationError("Aucun territoire ne porte ce nom. Vérifiez l’orthographe, ou donnez son code.")


def _choices(places: list[territories.TerritoryInfo]) -> str:
    return " ; ".join(f"{place.code} ({place.name}, {place.level_label})" for place in places[:8])


class GrantForm(forms.Form):
    """Give a role to somebody, known or not."""

    email = forms.EmailField(label="Son adresse électronique", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    territory = PlaceField(
        label="Le territoire", help_text="Son nom (« Gers », « Auch ») ou son code (« departement-32 »)."
    )
    role = forms.ChoiceField(label="Le rôle")

    def __init__(self, *args: Any, manager: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        highest = max((role.role for role in manager.roles), key=list(Role).index, default=Role.READER)
        self.fields["role"].choices = [(role.value, role.label) for role in at_most(highest)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        place = given.get("territory")
        if place and highest_role(self.manager.key, place.code) is None:
            self.add_error("territory", "Vous ne gérez pas les personnes de ce territoire.")
        return given


class RoleForm(forms.Form):
    """Another role in the same territory."""

    role = forms.ChoiceField(label="Rôle")

    def __init__(self, *args: Any, highest: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = [(role.value, str(role.label)) for role in at_most(highest)]
        self.fields["role"].choices = self.roles  # type: ignore[attr-defined]


class JournalFilterForm(forms.Form):
    """What to read in the journal."""

    acte = forms.ChoiceField(label="Acte", required=False)
    depuis = forms.DateField(
        label="Depuis le", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    jusque = forms.DateField(
        label="Jusqu’au", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = sorted(WORDS.items(), key=lambda act: act[1])
        self.fields["acte"].choices = [("", "Tous les actes"), *acts]  # type: ignore[attr-defined]
