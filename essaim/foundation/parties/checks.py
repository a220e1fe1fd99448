"""Refuse a field that may hold personal data and that nobody has declared."""

import re
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from essaim.foundation.parties import registry

TEXT_LIKE = (
    models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField,
    models.GenericIPAddressField,
)  # fmt: skip
LOOKS_PERSONAL = re.compile(
    r"e?mail|phone|telephone|mobile|address|adresse|birth|naissance|(first|last|full|user|sur)_?name|prenom|"
    r"ip|ip_address|user_agent|session_data|extra_data"
)


def check_register(**_: Any) -> list[CheckMessage]:
    """System check E001–E004. It looks at every model, ours and those of the packages."""
    found: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        found += undeclared(model)
    return found + _unknown() + _without_holder()


def undeclared(model: type[models.Model]) -> list[CheckMessage]:
    """Name the fields of a model that must be declared and are not."""
    label = model._meta.label
    harmless = registry.harmless.get(label, {})
    ours = model.__module__.startswith("essaim.")
    return [
        Error(
            f"{label}.{field.name} peut contenir des données personnelles et n’est pas au registre",
            hint="parties.declare(…) ou parties.not_personal(…), dans personal.py de l’application",
            obj=model,
            id="parties.E001",
        )
        for field in model._meta.concrete_fields
        if _must_be_declared(field, ours=ours)
        and (label, field.name) not in registry.fields
        and field.name not in harmless
        and (registry.EVERY_FIELD not in harmless or looks_personal(field))
    ]


def _must_be_declared(field: models.Field[Any, Any], *, ours: bool) -> bool:
    """Ours: every field in which something can be typed or pasted. Others': what looks personal."""
    return looks_personal(field) or (ours and isinstance(field, TEXT_LIKE) and not field.choices)


def looks_personal(field: models.Field[Any, Any]) -> bool:
    """Say whether a field is personal by its type or by its name: no reason given for a whole model covers it."""
    if isinstance(field, models.EmailField | models.GenericIPAddressField):
        return True
    return not field.is_relation and bool(LOOKS_PERSONAL.fullmatch(field.name))


def _unknown() -> list[CheckMessage]:
    """A line about a field that does not exist protects nobody."""
    lines = list(registry.fields)
    lines += [(model, name) for model, names in registry.harmless.items() for name in names]
    return [
        Error(f"Le registre parle de {model}.{name}, qui n’existe pas", id="parties.E002")
        for model, name in lines
        if not _exists(model, name)
    ]


def _exists(label: str, name: str) -> bool:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return False
    return name == registry.EVERY_FIELD or name in {field.name for field in model._meta.concrete_fields}


def _without_holder() -> list[CheckMessage]:
    """What is personal can be copied and erased: some holder answers for its model."""
    held = {model for holder in registry.holders.values() for model in holder.models}
    personal = {model for model, _ in registry.fields}
    return [
        Error(f"{model} : aucune application ne sait copier ni effacer les données d’une personne", id="parties.E003")
        for model in sorted(personal - held)
    ]
