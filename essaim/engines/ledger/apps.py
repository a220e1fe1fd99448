from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "essaim.engines.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from essaim.engines.ledger import guards, personal
        from essaim.engines.ledger.access import ACT_WORDS
        from essaim.engines.ledger.tasks import nightly
        from essaim.foundation.accounts.public import name_acts
        from essaim.foundation.jobs.public import register_periodic

        guards.declare()
        personal.declare()
        name_acts(ACT_WORDS)
        register_periodic(
            "ledger.nightly",
            nightly,
            every=timedelta(hours=6),
            label="Rendre ce qui a pris fin, vérifier les soldes des comptes",
        )
