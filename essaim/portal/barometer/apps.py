from django.apps import AppConfig


class BarometerConfig(AppConfig):
    name = "essaim.portal.barometer"
    label = "barometer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from essaim.foundation.accounts.public import may, name_acts
        from essaim.foundation.jobs.public import register_periodic
        from essaim.foundation.ui.public import register_account_link, register_footer_link
        from essaim.portal.barometer import guards, personal
        from essaim.portal.barometer.access import ACT_WORDS, COLLECT
        from essaim.portal.barometer.domain.queries.offers import data_sets, pages
        from essaim.portal.barometer.domain.seats import free_expired
        from essaim.portal.barometer.views import panels
        from essaim.portal.catalogue.public import add_data_sets, add_pages

        guards.declare()
        personal.declare()
        name_acts(ACT_WORDS)
        panels.register()
        add_data_sets(data_sets)
        add_pages("barometres", pages)
        register_footer_link("Baromètres publiés", "barometer:list", 15)
        register_account_link("Baromètres", "barometer:index", 7, visible=lambda request: may(request, COLLECT))
        register_periodic(
            "barometer.seats", free_expired, every=timedelta(minutes=5), label="Rendre les places des réponses laissées"
        )
