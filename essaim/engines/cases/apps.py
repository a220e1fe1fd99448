from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "essaim.engines.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from essaim.engines.cases import guards, personal
        from essaim.engines.cases.domain.deadlines import run_out
        from essaim.engines.cases.verbs import LABELS
        from essaim.engines.cases.views import panels
        from essaim.foundation.accounts.public import name_acts
        from essaim.foundation.jobs.public import register_periodic

        guards.declare()
        personal.declare()
        acts = {**LABELS, "late": "laisser passer un délai", "export": "prendre la liste en fichier"}
        name_acts({f"cases.{verb}": f"{label} (dossier)" for verb, label in acts.items()})
        panels.register()
        register_periodic(
            "cases.deadlines", run_out, every=timedelta(minutes=1), label="Faire courir les délais des dossiers"
        )
