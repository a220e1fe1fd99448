from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "essaim.engines.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.engines.ledger import guards, personal

        guards.declare()
        personal.declare()
