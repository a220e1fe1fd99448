from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "essaim.foundation.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.jobs.access import may_read_mailbox
        from essaim.foundation.jobs.domain.tasks import prune
        from essaim.foundation.jobs.public import register_periodic
        from essaim.foundation.ui.public import register_footer_link

        register_periodic("jobs.prune", prune, every=timedelta(days=1), label="Effacer les travaux terminés")
        register_footer_link("Courrier local", "jobs:mailbox", 90, visible=may_read_mailbox)
