from django.apps import AppConfig
from django.core import checks


class PapersConfig(AppConfig):
    name = "essaim.foundation.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.papers.checks import check_the_press
        from essaim.foundation.papers.samples import panel
        from essaim.foundation.ui.public import register_panel

        checks.register(check_the_press)
        register_panel("style", 40, panel)
