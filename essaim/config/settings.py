"""Django's settings, drawn from `environment`."""

import sys
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from essaim.config.environment import ROOT, environment, openid_origins

TESTING = "pytest" in sys.modules
DEBUG = environment.debug and not TESTING  # a local trial beside the tests changes nothing in them
VAR = environment.var

# Without a secret nothing is served: `cli` and `wsgi` refuse to start, and Django to sign. Writing a kit needs none.
SECRET_KEY = environment.secret_key or ("only-for-tests-and-local-trials" if DEBUG or TESTING else "")
if SECRET_KEY:
    (VAR / "static").mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = environment.allowed_hosts or (
    ["127.0.0.1", "localhost", "[::1]", "testserver"] if DEBUG or TESTING else []
)

# One line an engine: its package, with its declaration in `engine.py` (essaim.adoptions.contract).
ENGINES = [
    "essaim.engines.ballots",
    "essaim.engines.cases",
    "essaim.engines.ledger",
    "essaim.engines.matching",
]
ENGINES = [package for package in ENGINES if package.rpartition(".")[2] not in environment.without_engines]

INSTALLED_APPS = [
    "essaim.portal.home",
    "essaim.portal.barometer",
    "essaim.portal.catalogue",
    *ENGINES,
    "essaim.adoptions",
    "essaim.foundation.signing",
    "essaim.foundation.accounts",
    "essaim.foundation.parties",
    "essaim.foundation.territories",
    "essaim.foundation.journal",
    "essaim.foundation.jobs",
    "essaim.foundation.papers",
    "essaim.foundation.storage",
    "essaim.foundation.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "essaim.config.middleware.without_nul_in_cookies",  # first: a session is opened from a cookie
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a page with a map is five times lighter; tokens are masked at each answer
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "essaim.config.middleware.without_nul",  # last: its 404 is drawn like any other
]

ROOT_URLCONF = "essaim.config.urls"
WSGI_APPLICATION = "essaim.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "essaim.foundation.ui.context_processors.chrome",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    """SQLite with durable, serial writers by default; PostgreSQL with persistent connections when asked."""
    if environment.database_url:
        parsed = dj_database_url.parse(environment.database_url, conn_max_age=600, conn_health_checks=True)
        return dict(parsed)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "essaim.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-64000;",
        },
    }


DATABASES = {"default": _database()}
ATOMIC_REQUESTS = False  # a verb opens its own transaction
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:profile"
ACCOUNT_ADAPTER = "essaim.foundation.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "essaim.foundation.accounts.forms.PasswordForm",
    "request_login_code": "essaim.foundation.accounts.forms.AddressForm",
    "confirm_login_code": "essaim.foundation.accounts.forms.LoginCodeForm",
    "confirm_email_verification_code": "essaim.foundation.accounts.forms.AddressCodeForm",
    "signup": "essaim.foundation.accounts.forms.SignUpForm",
    "add_email": "essaim.foundation.accounts.forms.NewAddressForm",
    "reauthenticate": "essaim.foundation.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60  # time to find the message
ACCOUNT_CHANGE_EMAIL = ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.behind_proxy else 0
MFA_ADAPTER = "essaim.foundation.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "essaim.foundation.accounts.forms.SecondFactorForm",
    "reauthenticate": "essaim.foundation.accounts.forms.ConfirmSecondFactorForm",
    "activate_totp": "essaim.foundation.accounts.forms.ActivateForm",
    "add_webauthn": "essaim.foundation.accounts.forms.NewKeyForm",
    "edit_webauthn": "essaim.foundation.accounts.forms.KeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if environment.passkeys else [])]
MFA_PASSKEY_LOGIN_ENABLED = environment.passkeys
MFA_TOTP_ISSUER = environment.service_name
MFA_TOTP_TOLERANCE = 1  # a telephone whose clock is half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # passkeys on http://localhost
SOCIALACCOUNT_ADAPTER = "essaim.foundation.accounts.adapters.OpenIdAdapter"
SOCIALACCOUNT_FORMS = {"signup": "essaim.foundation.accounts.forms.OpenIdSignUpForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "openid",
                "name": environment.openid_name,
                "client_id": environment.openid_client,
                "secret": environment.openid_secret,
                "settings": {"server_url": environment.openid_url},
            }
        ],
    }
    if environment.openid_url
    else {}
}
# Ends of addresses whose owners may act as staff without a second factor: nobody in production, the demonstration
# accounts in development (their profile says so), everybody under test (the tests of the rule empty it).
ESSAIM_SECOND_FACTOR_EXEMPT: tuple[str, ...] = ("",) if TESTING else ("@demo.essaim",) if DEBUG else ()

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
LOCALE_PATHS = [ROOT / "essaim" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people give with a dossier: saved with the rest of the files, but no address leads there, and for this account only.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "media" / "dossiers",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend",
        "ENQUEUE_ON_COMMIT": False,
    }
}

# The counts that slow robots live here, where every process sees them. Nothing else is kept in the cache. The tests
# count queries and roll back: they keep it in memory, and those of the counts ask for the real one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TESTING
        else "essaim.foundation.storage.counts.SharedCounts"
    }
}

EMAIL_BACKEND = "essaim.foundation.jobs.mail.OutboxBackend"  # the worker then sends by ESSAIM_EMAIL_URL
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.email_from

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *openid_origins(environment)],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # small scripts read it to save a draft
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.base_url.startswith("https:")
CSRF_TRUSTED_ORIGINS = [environment.base_url] if environment.base_url.startswith("https:") else []
if environment.base_url.startswith("https:") and not DEBUG:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
if environment.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "essaim.config.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# The seed of the key that signs: of the environment, else in a file (essaim.foundation.signing.keys). That of the tests is of nobody.
ESSAIM_SIGNING_KEY = environment.signing_key or ("7e" * 32 if TESTING else "")
ESSAIM_SERVICE_NAME = environment.service_name
ESSAIM_BASE_URL = environment.base_url.rstrip("/")
ESSAIM_ENVIRONMENT = environment
ESSAIM_ROOT: Path = ROOT
