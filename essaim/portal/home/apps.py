from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "essaim.portal.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.ui.public import register_footer_link, register_navigation

        register_navigation("Territoires", "home:territories", 30)
        register_footer_link("La note, passage par passage", "home:note", 10)
        register_footer_link("Mentions légales", "home:legal_notice", 60)
        register_footer_link("Données personnelles", "home:personal_data", 70)
        register_footer_link("Accessibilité", "home:accessibility", 80)
