from django.apps import AppConfig
from django.conf import settings


class AdoptionsConfig(AppConfig):
    name = "essaim.adoptions"
    label = "adoptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.adoptions import registry

        registry.fill(settings.ENGINES)
