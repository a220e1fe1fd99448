from django.apps import AppConfig


class BarometerConfig(AppConfig):
    name = "essaim.portal.barometer"
    label = "barometer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.accounts.public import name_acts
        from essaim.portal.barometer import guards, personal
        from essaim.portal.barometer.access import ACT_WORDS

        guards.declare()
        personal.declare()
        name_acts(ACT_WORDS)
