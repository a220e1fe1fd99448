"""Personal data: sensitivity declared, hosting asked for, a way in that is not digital."""

from collections.abc import Iterator

from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.params.header import CHANNELS, NOT_DIGITAL, SENSITIVITIES

HOSTING = "health-hosting"
CERTIFIED = frozenset({"own", "third-HDS"})
"""The values of the setting ESSAIM_HOSTING that may hold health data."""


def sensitivity(kit: Kit) -> Iterator[Finding]:
    """Refuse a field more sensitive than its kit says, and health data without certified hosting (CSP, L1111-8)."""
    declared = SENSITIVITIES.index(kit.record.kit.sensitivity)
    for place, field in enumerate(kit.record.fields):
        if SENSITIVITIES.index(field.sensitivity) > declared:
            yield Finding(
                ("fields", place, "sensitivity"),
                f"le champ « {field.id} » est plus sensible que le kit",
                f"écrivez « sensitivity: {field.sensitivity} » dans « kit »",
            )
    asked = {adapter.id for adapter in kit.record.adapters}
    if kit.record.kit.sensitivity == "health" and HOSTING not in asked:
        yield Finding(
            ("kit", "sensitivity"),
            "des données de santé demandent un hébergement certifié",
            f"ajoutez « {HOSTING} » aux « adapters », avec sa raison",
        )


def hosting(kit: Kit, kind: str) -> Iterator[Finding]:
    """Refuse health data where the platform is hosted by a third party without the certificate."""
    if kit.record.kit.sensitivity == "health" and kind not in CERTIFIED:
        yield Finding(
            ("kit", "sensitivity"),
            "l’hébergement de cette plateforme n’est pas certifié pour la santé",
            "ce kit s’adopte sur une plateforme hébergée en propre, ou chez un hébergeur certifié (ESSAIM_HOSTING)",
        )


def channels(kit: Kit) -> Iterator[Finding]:
    """Refuse a service that can be reached on a screen only."""
    if not NOT_DIGITAL & set(kit.record.kit.channels):
        others = ", ".join(f"{key} ({CHANNELS[key]})" for key in sorted(NOT_DIGITAL))
        yield Finding(("kit", "channels"), "aucun accès sans écran", f"ajoutez au moins l’un de : {others}")
