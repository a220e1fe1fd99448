"""What an operator is told when no PDF can be made here."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage

from essaim.foundation.papers.press import pdf_available


def check_the_press(**_: Any) -> list[CheckMessage]:
    """Check W001: the platform runs without its compiler of PDF, and this says so."""
    if pdf_available():
        return []
    return [
        checks.Warning(
            "PDF non disponible : le paquet typst ne peut pas être chargé sur cette machine",
            hint="Relancez tools/install base, sur Linux (glibc 2.17 ou plus), macOS ou Windows, en 64 bits. "
            "D’ici là les pages le disent, et proposent le fichier à modifier (ODT) là où il existe.",
            id="papers.W001",
        )
    ]
