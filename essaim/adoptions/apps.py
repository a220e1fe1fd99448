from django.apps import AppConfig
from django.conf import settings


class AdoptionsConfig(AppConfig):
    name = "essaim.adoptions"
    label = "adoptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.adoptions import guards, personal, registry
        from essaim.adoptions.access import ACT_WORDS
        from essaim.foundation.accounts.public import name_acts, signed_in
        from essaim.foundation.ui.public import register_account_link

        registry.fill(settings.ENGINES)
        guards.declare()
        personal.declare()
        name_acts(ACT_WORDS)
        register_account_link(
            "Mes services", "adoptions:index", 6, visible=lambda request: signed_in(request) is not None
        )
