from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "essaim.foundation.signing"
    label = "signing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.accounts.public import name_acts
        from essaim.foundation.parties import public as parties
        from essaim.foundation.storage.public import append_only
        from essaim.foundation.ui.public import register_footer_link

        append_only("signing_publickey")
        parties.not_personal(model="signing.PublicKey", why="Clés publiques et signatures : des nombres.")
        name_acts({"signing.replace": "clé de signature remplacée"})
        register_footer_link("Clé de signature", "signing:keys", 80)
