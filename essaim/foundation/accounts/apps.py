from collections.abc import Callable

from django.apps import AppConfig
from django.http import HttpRequest


class AccountsConfig(AppConfig):
    name = "essaim.foundation.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch sign-ins, fill the register of personal data and the account menu."""
        from essaim.foundation.accounts import personal, watch

        watch.watch()
        personal.declare()
        self._fill_the_menu()

    def _fill_the_menu(self) -> None:
        from essaim.foundation.accounts import guard
        from essaim.foundation.ui.public import register_account_link

        def anonymous(request: HttpRequest) -> bool:
            return not signed_in(request)

        def signed_in(request: HttpRequest) -> bool:
            return guard.signed_in(request) is not None if hasattr(request, "user") else False

        register_account_link("Se connecter", "account_login", 10, visible=anonymous)
        register_account_link("Mon compte", "accounts:profile", 20, visible=signed_in)
        for order, (act, label, name) in enumerate(ADMINISTRATION, start=30):
            register_account_link(label, name, order, visible=_holder_of(act))
        register_account_link("Se déconnecter", "account_logout", 90, visible=signed_in, post=True)


ADMINISTRATION = (
    ("accounts.manage", "Personnes et rôles", "accounts:people"),
    ("journal.read", "Journal des actes", "accounts:journal"),
    ("register.read", "Données personnelles", "accounts:register"),
)


def _holder_of(act: str) -> Callable[[HttpRequest], bool]:
    """The link shows to whoever holds the role, even before the second factor: it leads to its set-up."""
    from essaim.foundation.accounts import guard

    def visible(request: HttpRequest) -> bool:
        return hasattr(request, "user") and guard.holds(request, act)

    return visible
