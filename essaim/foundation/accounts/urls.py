"""Addresses of the sign-in pages, the profile and the administration of people.

The names of allauth's views are its own (it reverses them); the views that we do not want are simply not here.
"""

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as key_views
from allauth.socialaccount import views as openid_views
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from essaim.foundation.accounts import openid
from essaim.foundation.accounts.views import administration, demo, profile, sign_in

own = [
    path("compte/", profile.profile, name="profile"),
    path("compte/mot-de-passe/", profile.password, name="password"),
    path("compte/mes-donnees.json", profile.my_data, name="my_data"),
    path("compte/suppression/", profile.delete, name="delete"),
    path("administration/personnes/", administration.people, name="people"),
    path("administration/personnes/<uuid:key>/", administration.person, name="person"),
    path("administration/journal/", administration.journal, name="journal"),
    path("administration/donnees-personnelles/", administration.register, name="register"),
]
if settings.DEBUG:
    own.append(path("compte/connexion/demonstration/", demo.sign_in, name="demo"))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    path("compte/connexion/", sign_in.by_password, name="account_login"),
    path("compte/connexion/code/", sign_in.by_code, name="account_request_login_code"),
    path("compte/connexion/code/saisie/", account_views.confirm_login_code, name="account_confirm_login_code"),
    path("compte/deconnexion/", account_views.logout, name="account_logout"),
    path("compte/inscription/", account_views.signup, name="account_signup"),
    path("compte/ferme/", account_views.account_inactive, name="account_inactive"),
    path("compte/confirmer/", account_views.reauthenticate, name="account_reauthenticate"),
    path("compte/adresse/", account_views.email, name="account_email"),
    path("compte/adresse/code/", account_views.email_verification_sent, name="account_email_verification_sent"),
    path("compte/second-facteur/", factor_views.index, name="mfa_index"),
    path("compte/second-facteur/verification/", factor_views.authenticate, name="mfa_authenticate"),
    path("compte/second-facteur/confirmer/", factor_views.reauthenticate, name="mfa_reauthenticate"),
    path("compte/second-facteur/application/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("compte/second-facteur/application/retrait/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("compte/second-facteur/codes/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("compte/second-facteur/codes/nouveaux/", recovery_views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("compte/second-facteur/codes.txt", recovery_views.download_recovery_codes, name="mfa_download_recovery_codes"),
]  # fmt: skip

if "webauthn" in settings.MFA_SUPPORTED_TYPES:
    urlpatterns += [
        path("compte/connexion/cle/", key_views.login_webauthn, name="mfa_login_webauthn"),
        path("compte/cles/", key_views.list_webauthn, name="mfa_list_webauthn"),
        path("compte/cles/ajout/", key_views.add_webauthn, name="mfa_add_webauthn"),
        path("compte/cles/confirmer/", key_views.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
        path("compte/cles/<int:pk>/nom/", key_views.edit_webauthn, name="mfa_edit_webauthn"),
        path("compte/cles/<int:pk>/retrait/", key_views.remove_webauthn, name="mfa_remove_webauthn"),
    ]

through_openid: list[URLPattern | URLResolver] = [
    path("compte/openid/<slug:provider_id>/", openid.sign_in, name="openid_connect_login"),
    path("compte/openid/<slug:provider_id>/retour/", openid.come_back, name="openid_connect_callback"),
    path("compte/openid-inscription/", openid_views.signup, name="socialaccount_signup"),
    path("compte/openid-annule/", openid_views.login_cancelled, name="socialaccount_login_cancelled"),
    path("compte/openid-erreur/", openid_views.login_error, name="socialaccount_login_error"),
]
if openid.configured():
    urlpatterns += through_openid
