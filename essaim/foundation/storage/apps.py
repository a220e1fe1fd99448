from django.apps import AppConfig


class StorageConfig(AppConfig):
    name = "essaim.foundation.storage"
    label = "storage"
    default_auto_field = "django.db.models.BigAutoField"
