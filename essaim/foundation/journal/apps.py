from datetime import timedelta

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "essaim.foundation.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.jobs.public import register_periodic
        from essaim.foundation.journal.domain.segments import drop_expired
        from essaim.foundation.journal.guards import declare

        declare()
        register_periodic(
            "journal.drop-expired", drop_expired, every=timedelta(days=1), label="Retirer les mois échus du journal"
        )
