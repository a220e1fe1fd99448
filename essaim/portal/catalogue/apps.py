from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "essaim.portal.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from essaim.adoptions.public import on_opened
        from essaim.foundation.accounts.public import may, name_acts
        from essaim.foundation.jobs.public import register_periodic
        from essaim.foundation.ui.public import (
            register_account_link,
            register_footer_link,
            register_navigation,
            register_search,
        )
        from essaim.portal.catalogue import personal
        from essaim.portal.catalogue.access import ACT_WORDS, MODERATE
        from essaim.portal.catalogue.domain.adoptions import adoption_opened
        from essaim.portal.catalogue.domain.alerts import send_news
        from essaim.portal.catalogue.domain.freshness import remind_referents
        from essaim.portal.catalogue.domain.lifecycle import publish_due
        from essaim.portal.catalogue.exchange import services
        from essaim.portal.catalogue.exchange.offers import add_data_sets, add_pages
        from essaim.portal.catalogue.search import read_meaning
        from essaim.portal.catalogue.views import panels

        personal.declare()
        name_acts(ACT_WORDS)
        panels.register()
        on_opened(adoption_opened)
        add_pages("services", services.pages)
        add_data_sets(services.data_sets)
        register_search("catalogue:search")
        register_navigation("Trouver", "catalogue:search", 10)
        register_navigation("Solutions", "catalogue:solutions", 20)
        register_navigation("Proposer", "catalogue:propose", 40)
        register_footer_link("Données ouvertes", "catalogue:data", 20)
        register_account_link("Modération", "catalogue:moderation", 5, visible=lambda request: may(request, MODERATE))
        register_periodic("catalogue.alerts", send_news, every=timedelta(hours=1), label="Envoyer les alertes")
        register_periodic(
            "catalogue.read-meaning", read_meaning, every=timedelta(minutes=1), label="Lire le sens des pages publiées"
        )
        register_periodic(
            "catalogue.publish-due", publish_due, every=timedelta(minutes=1), label="Publier les pages programmées"
        )
        register_periodic(
            "catalogue.remind",
            remind_referents,
            every=timedelta(hours=24),
            label="Demander aux référents de relire leur page",
        )
