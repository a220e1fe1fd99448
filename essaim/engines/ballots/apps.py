from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "essaim.engines.ballots"
    label = "ballots"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from essaim.engines.ballots import guards, personal
        from essaim.engines.ballots.domain.edition import picturing
        from essaim.engines.ballots.domain.vote import tending
        from essaim.engines.ballots.models.edition import Picture
        from essaim.engines.ballots.verbs import JOURNALLED, LABELS
        from essaim.engines.ballots.views.edition import panels
        from essaim.engines.ballots.views.vote import panels as vote_panels
        from essaim.foundation.accounts.public import name_acts

        guards.declare()
        personal.declare()
        panels.register()
        vote_panels.register()
        tending.register()
        post_delete.connect(picturing.forget_file, sender=Picture, dispatch_uid="ballots.pictures")
        name_acts(
            {f"ballots.{verb}": f"{label} (budget participatif)" for verb, label in (LABELS | JOURNALLED).items()}
        )
