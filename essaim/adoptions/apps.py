from django.apps import AppConfig
from django.conf import settings


class AdoptionsConfig(AppConfig):
    name = "essaim.adoptions"
    label = "adoptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from essaim.adoptions import guards, personal, registry
        from essaim.adoptions.access import ACT_WORDS
        from essaim.adoptions.domain.attaching import forget_file
        from essaim.adoptions.domain.outcomes.releasing import RHYTHM, release_all
        from essaim.adoptions.models import Attachment
        from essaim.adoptions.views import panels
        from essaim.adoptions.views.outcomes import panel
        from essaim.foundation.accounts.public import name_acts, signed_in
        from essaim.foundation.jobs.public import register_periodic
        from essaim.foundation.ui.public import register_account_link, register_footer_link, register_panel

        registry.fill(settings.ENGINES)
        guards.declare()
        personal.declare()
        name_acts(ACT_WORDS)
        register_panel("adoption", 10, panel)
        panels.register()
        label = "publier les résultats des services"
        register_periodic("adoptions.release-outcomes", release_all, every=RHYTHM, label=label)
        post_delete.connect(forget_file, sender=Attachment, dispatch_uid="adoptions.attachments")
        register_footer_link("Où en est ma demande", "adoptions:find_dossier", 5)
        register_footer_link("Services ouverts", "adoptions:services", 4)
        register_footer_link("Kits à adopter", "adoptions:kits", 12)
        register_account_link(
            "Mes dossiers", "adoptions:find_dossier", 5, visible=lambda request: signed_in(request) is not None
        )
        register_account_link(
            "Mes services", "adoptions:index", 6, visible=lambda request: signed_in(request) is not None
        )
