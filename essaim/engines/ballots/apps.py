from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "essaim.engines.ballots"
    label = "ballots"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.engines.ballots import guards, personal
        from essaim.engines.ballots.verbs import LABELS
        from essaim.foundation.accounts.public import name_acts

        guards.declare()
        personal.declare()
        name_acts({f"ballots.{verb}": f"{label} (budget participatif)" for verb, label in LABELS.items()})
