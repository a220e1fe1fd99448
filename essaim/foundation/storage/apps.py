from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class StorageConfig(AppConfig):
    name = "essaim.foundation.storage"
    label = "storage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.storage.checks import check_production_database

        register(check_production_database, deploy=True)
        post_migrate.connect(_install_guards, sender=self, dispatch_uid="storage.guards")


def _install_guards(**_: Any) -> None:
    """All migrations are done when the signal is sent, whatever the app: once is enough."""
    from essaim.foundation.storage.domain.guards import install

    install()
