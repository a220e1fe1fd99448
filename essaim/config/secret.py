"""The secret that signs: nothing that serves or stores starts without one, and none is made up."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def require_secret() -> None:
    """Raise ImproperlyConfigured, in French, when the platform that is set up has no secret."""
    try:
        _ = settings.SECRET_KEY  # Django gives no empty one
    except ImproperlyConfigured:
        raise ImproperlyConfigured(
            "ESSAIM_SECRET_KEY manque : donnez 50 caractères au hasard dans l’environnement, "
            "ou lancez « make run » pour un essai en local."
        ) from None
