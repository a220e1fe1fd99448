from datetime import timedelta

from django.apps import AppConfig
from django.core.checks import register


class PartiesConfig(AppConfig):
    name = "essaim.foundation.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.jobs.public import register_periodic
        from essaim.foundation.parties import lower, personal
        from essaim.foundation.parties.checks import check_register
        from essaim.foundation.parties.domain.persons import retention_of_the_day

        lower.declare()
        personal.declare()
        register(check_register)
        register_periodic(
            "parties.retention", retention_of_the_day, every=timedelta(days=1), label="Effacer les données échues"
        )
