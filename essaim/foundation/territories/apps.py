from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "essaim.foundation.territories"
    label = "territories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.territories.domain.queries.index import watch
        from essaim.foundation.territories.domain.queries.maps import departements_map
        from essaim.foundation.ui.public import register_geometry

        watch()
        register_geometry(departements_map)
