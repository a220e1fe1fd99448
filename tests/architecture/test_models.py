"""Foreign keys point down the layers, as imports do."""

import pytest
from django.apps import apps

ORDER = [
    "ui",
    "storage",
    "jobs",
    "journal",
    "territories",
    "parties",
    "accounts",
    "signing",
    "adoptions",
    "ballots",
    "matching",
    "ledger",
    "cases",
    "catalogue",
    "barometer",
    "home",
]


def ours():
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("essaim.")]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if field.auto_created or target is None or not target.__module__.startswith("essaim."):
            continue
        assert ORDER.index(target._meta.app_label) <= ORDER.index(model._meta.app_label), field


@pytest.mark.django_db
def test_no_migration_is_missing():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
