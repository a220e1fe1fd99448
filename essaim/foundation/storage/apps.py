from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class StorageConfig(AppConfig):
    name = "essaim.foundation.storage"
    label = "storage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from essaim.foundation.storage.checks import check_production_database

        register(check_production_database, deploy=True)
        pre_migrate.connect(_lift_guards, sender=self, dispatch_uid="storage.guards")
        post_migrate.connect(_install_guards, sender=self, dispatch_uid="storage.guards")


def _lift_guards(plan: list[Any], **_: Any) -> None:
    """SQLite changes a table by making it anew, and refuses that while the guard of another table names it."""
    from django.db import connection

    from essaim.foundation.storage.domain.guards import lift

    if plan and connection.vendor == "sqlite":
        lift()


def _install_guards(**_: Any) -> None:
    """All migrations are done when the signal is sent, whatever the app: once is enough."""
    from essaim.foundation.storage.domain.guards import install

    install()
