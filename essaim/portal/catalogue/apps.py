from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "essaim.portal.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from essaim.foundation.jobs.public import register_periodic
        from essaim.portal.catalogue import personal
        from essaim.portal.catalogue.search import read_meaning

        personal.declare()
        register_periodic(
            "catalogue.read-meaning", read_meaning, every=timedelta(minutes=1), label="Lire le sens des pages publiées"
        )
