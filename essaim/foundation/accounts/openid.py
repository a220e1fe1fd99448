"""OpenID Connect, with what ProConnect and FranceConnect do otherwise: user information may be a signed token."""

from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST


def configured() -> bool:
    """Say whether a provider is set (`openid_url`)."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect"))


def provider_name() -> str:
    """Return the name of the provider for the sign-in button; empty when there is none."""
    return str(settings.ESSAIM_ENVIRONMENT.openid_name or "votre fournisseur d’identité") if configured() else ""


class Adapter(OpenIDConnectOAuth2Adapter):
    """Reads user information given as JSON, or as a token signed with the provider's published keys."""

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            answer: requests.Response = session.get(self.profile_url, headers=headers)
        answer.raise_for_status()
        if "jwt" not in answer.headers.get("Content-Type", ""):
            return dict(answer.json())
        return self._verified(answer.text.strip())

    def _verified(self, token: str) -> dict[str, Any]:
        return dict(
            jwtkit.verify_and_decode(
                credential=token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=self.get_provider().app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        )


@never_cache
@require_POST
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider."""
    return _run(OAuth2LoginView, request, provider_id)


@never_cache
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider, with a code or a refusal."""
    return _run(OAuth2CallbackView, request, provider_id)


def _run(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    return answer
