"""One sign-in page: a code by mail first, then password, passkey, OpenID Connect, demonstration."""

from typing import Any

from allauth.account.views import LoginView, RequestLoginCodeView
from django.conf import settings

from essaim.foundation.accounts import openid
from essaim.foundation.accounts.domain.demo import demo_accounts
from essaim.foundation.accounts.forms import AddressForm, PasswordForm


class ByPassword(LoginView):
    """The page, and the answer to its password form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"password_form": context["form"], "code_form": AddressForm()} | _ways()


class ByCode(RequestLoginCodeView):
    """The same page, and the answer to its address form: the same whether the address is known or not."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"password_form": PasswordForm(request=self.request), "code_form": context["form"]} | _ways()


def _ways() -> dict[str, Any]:
    return {
        "openid_name": openid.provider_name(),
        "passkeys": settings.MFA_PASSKEY_LOGIN_ENABLED,
        "demos": demo_accounts(),
    }


by_password = ByPassword.as_view()
by_code = ByCode.as_view()
