"""Where allauth asks us: words, recent proof of identity, what is kept of an external identity."""

import time
from io import BytesIO
from typing import Any
from uuid import uuid4

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from qrcode.image.svg import SvgPathFillImage

from essaim.foundation.accounts.models import Account

RECENT = 5 * 60


class AccountAdapter(DefaultAccountAdapter):
    """Our words for errors; no second question just after signing in; messages that name the service."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse ou le mot de passe ne convient pas. Sans mot de passe, demandez un code.",
        "incorrect_code": "Ce code ne convient pas. Vérifiez le dernier message reçu : seul son code est valable.",
        "incorrect_password": "Ce mot de passe ne convient pas.",
        "too_many_login_attempts": "Trop d’essais en peu de temps. Attendez quelques minutes, puis recommencez.",
        "rate_limited": "Trop de demandes en peu de temps. Attendez une minute, puis recommencez.",
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        "same_as_current": "C’est déjà l’adresse de votre compte.",
        "account_inactive": "Ce compte est fermé.",
    }

    def is_reauthentication_required(self, **kwargs: Any) -> bool:
        """Ask again who it is, unless the person proved it in the last five minutes."""
        return not proved_recently(self.request) and bool(super().is_reauthentication_required(**kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, context | {"service": settings.ESSAIM_SERVICE_NAME})

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address that she has an account, and how to enter it."""
        link = settings.ESSAIM_BASE_URL + reverse("account_login")
        self.send_mail("account/email/account_already_exists", email, {"sign_in_url": link})


def proved_recently(request: HttpRequest, seconds: int = RECENT) -> bool:
    """Say whether the person signed in gave a code, a password or a key in the last minutes."""
    if not isinstance(request.user, Account):
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < seconds


class SecondFactorAdapter(DefaultMFAAdapter):
    """French names and errors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce code ne convient pas. Les codes changent toutes les trente secondes : prenez le suivant.",
        "unverified_email": "Confirmez d’abord votre adresse : connectez-vous une fois avec un code reçu par courriel.",
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's word
        return f"Clé {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def build_totp_svg(self, url: str) -> str:
        """Draw the code to aim at, on white: in the dark theme too."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def _get_site_name(self) -> str:
        return str(settings.ESSAIM_SERVICE_NAME)


class OpenIdAdapter(DefaultSocialAccountAdapter):
    """An external identity proves an address; we keep its opaque identifier and nothing else."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Account:
        user: Account = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}").strip()[:120]
        user.key = user.key or uuid4()
        return user
