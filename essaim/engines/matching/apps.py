from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "essaim.engines.matching"
    label = "matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from essaim.engines.matching import guards, personal, tasks
        from essaim.engines.matching.access import ACT_WORDS
        from essaim.foundation.accounts.public import name_acts
        from essaim.foundation.jobs.public import register_periodic

        guards.declare()
        personal.declare()
        name_acts(ACT_WORDS)
        register_periodic(
            "matching.clock",
            tasks.pass_time,
            every=timedelta(hours=6),
            label="Clore les propositions sans réponse, rappeler celles qui attendent",
        )
