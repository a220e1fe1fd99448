from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "essaim.foundation.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
