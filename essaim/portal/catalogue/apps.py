from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "essaim.portal.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.portal.catalogue import personal

        personal.declare()
