from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "essaim.foundation.territories"
    label = "territories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.territories.domain.queries.index import watch

        watch()
