"""My account: name, roles, means of signing in, my data, deletion."""

import json
from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from essaim.foundation.accounts import adapters
from essaim.foundation.accounts.access import labels_for
from essaim.foundation.accounts.domain import leaving, queries
from essaim.foundation.accounts.domain import profile as verbs
from essaim.foundation.accounts.domain.roles import LastAdministratorError
from essaim.foundation.accounts.forms import DeleteForm, NewPasswordForm, ProfileForm
from essaim.foundation.accounts.guard import signed_in, signed_in_only
from essaim.foundation.accounts.models import Account

FORM = ["GET", "POST"]
PROOF = 15 * 60


@never_cache
@require_http_methods(FORM)
@signed_in_only
def profile(request: HttpRequest) -> HttpResponse:
    """Show what the account is and may; change the name."""
    account = _account(request)
    form = ProfileForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        verbs.rename(account=account, name=form.cleaned_data["name"])
        messages.success(request, "Votre nom est enregistré.")
        return redirect("accounts:profile")
    view = signed_in(request)
    roles = [{"role": role, "acts": labels_for(role.role)} for role in view.roles] if view else []
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    context = {"form": form, "view": view, "roles": roles, "kinds": kinds, "exempt": _exempt(account)}
    return render(request, "accounts/profile.html", context | {"lacking": _lacking(request)})


def _exempt(account: Account) -> bool:
    return settings.DEBUG and account.email.endswith(settings.ESSAIM_SECOND_FACTOR_EXEMPT)


def _lacking(request: HttpRequest) -> bool:
    view = signed_in(request)
    return view is not None and view.staff and queries.lacks_second_factor(_account(request))


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
@signed_in_only
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password, or another. Whoever forgot hers signs in by code first: a recent proof replaces the old one."""
    account = _account(request)
    if not adapters.proved_recently(request, PROOF):
        return _prove_again(request)
    form = NewPasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        verbs.choose_password(account=account, password=form.cleaned_data["password"])
        update_session_auth_hash(request, account)
        messages.success(request, "Votre mot de passe est enregistré. Les autres appareils sont déconnectés.")
        return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "had_one": account.has_usable_password()})


def _prove_again(request: HttpRequest) -> HttpResponse:
    """Close the session and ask to sign in again, then come back."""
    back = request.path
    logout(request)
    messages.info(request, "Par sécurité, connectez-vous à nouveau avant de continuer.")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


@never_cache
@require_GET
@signed_in_only
def my_data(request: HttpRequest) -> HttpResponse:
    """Hand over all that the platform holds on the person, as JSON."""
    text = json.dumps(verbs.everything(email=_account(request).email), ensure_ascii=False, indent=2, default=str)
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mes-donnees.json"'},
    )


@never_cache
@require_http_methods(FORM)
@signed_in_only
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, once the person has written it in words and proved who she is."""
    if not adapters.proved_recently(request, PROOF):
        return _prove_again(request)
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _leave(request)
        except LastAdministratorError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "accounts/delete.html", {"form": form})


def _leave(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    leaving.leave(account=account)
    logout(request)
    messages.success(request, "Votre compte est supprimé. Merci d’être passé par ici.")
    return redirect("/")


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)
