"""Signs of sign-in become lines of the journal, never with an address."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import pre_save

from essaim.foundation.accounts.models import Account
from essaim.foundation.journal.public import record

ANYBODY = "inconnu"


def watch() -> None:
    """Subscribe once, when the apps start."""
    account_signals.user_logged_in.connect(_signed_in)
    account_signals.user_signed_up.connect(_signed_up)
    account_signals.email_changed.connect(_address_changed)
    account_signals.login_code_rejected.connect(_code_refused)
    user_login_failed.connect(_password_refused)
    user_logged_out.connect(_signed_out)
    factor_signals.authenticator_added.connect(_factor_added)
    factor_signals.authenticator_removed.connect(_factor_removed)
    factor_signals.authentication_failed.connect(_factor_refused)
    pre_save.connect(_forget_identity, sender=SocialAccount)


def _write(act: str, account: Account | None, **details: str) -> None:
    key = account.key if account else None
    record(act=act, actor=key, target="account", key=str(key or ANYBODY), details=details)


def _signed_in(user: Account, **_: Any) -> None:
    _write("session.open", user)


def _signed_up(user: Account, **_: Any) -> None:
    _write("account.create", user)


def _address_changed(user: Account, **_: Any) -> None:
    _write("account.change-address", user)


def _signed_out(user: Account | None, **_: Any) -> None:
    if isinstance(user, Account):
        _write("session.close", user)


def _password_refused(**_: Any) -> None:
    """The address that was typed stays out: it may be a mistyped password."""
    _write("session.refuse", None, means="password")


def _code_refused(**_: Any) -> None:
    _write("session.refuse", None, means="code")


def _factor_refused(user: Account, **_: Any) -> None:
    _write("session.refuse", user, means="second-factor")


def _factor_added(user: Account, authenticator: Any, **_: Any) -> None:
    _write("second-factor.add", user, means=str(authenticator.type))


def _factor_removed(user: Account, authenticator: Any, **_: Any) -> None:
    _write("second-factor.remove", user, means=str(authenticator.type))


def _forget_identity(instance: SocialAccount, **_: Any) -> None:
    """Keep the opaque identifier that signs in, not the civil status that the provider sends with it."""
    instance.extra_data = {}
