"""The door of kits for other apps: read, check, show, with the engines of this platform."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings as platform

from essaim.adoptions import registry
from essaim.adoptions.hooks import AdoptionChange, on_closed, on_opened
from essaim.adoptions.kits import checking
from essaim.adoptions.kits.checking import Report
from essaim.adoptions.kits.document.problems import FaultyKitError, Problem, UnreadableError
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.settings import BadSettingsError, read_settings
from essaim.adoptions.kits.showing import View

__all__ = [
    "AdoptionChange",
    "BadSettingsError",
    "FaultyKitError",
    "Kit",
    "Problem",
    "Report",
    "UnreadableError",
    "View",
    "check_kit",
    "on_closed",
    "on_opened",
    "view_kit",
]


def check_kit(*, path: Path, as_document: bool = False) -> Report:
    """Read and check a kit before it is installed. Reads one file, writes nothing.

    Args:
        path: The folder of a kit, or its file.
        as_document: Do not refuse it because of this platform (an absent engine, its hosting); such a kit may be read here, never adopted.

    Raises:
        UnreadableError: the file is not a kit document (`problem`).
        FaultyKitError: it may not be installed (`problems`, in the order of the file).
    """
    hosting = platform.ESSAIM_ENVIRONMENT.hosting
    return checking.check_file(path, registry.engines, hosting=hosting, as_document=as_document)


def view_kit(*, path: Path, settings: Mapping[str, Any] | None = None) -> View:
    """Return a checked kit with the values of an adopter, the others at their defaults.

    Raises:
        UnreadableError, FaultyKitError: as `check_kit` (an absent engine is shown, not refused).
        BadSettingsError: a value is not of its type, out of bounds, or does not go with the others.
    """
    kit = check_kit(path=path, as_document=True).kit
    return View(kit, read_settings(kit, settings or {}))
