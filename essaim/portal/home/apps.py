from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "essaim.portal.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.ui.public import register_navigation

        register_navigation("Territoires", "home:territories", 30)
