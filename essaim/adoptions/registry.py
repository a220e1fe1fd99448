"""The engines of this platform, filled once at start from the list of the settings.

The line of an engine in `ENGINES` and its folder are all there is to take away: nothing imports it by name.
"""

import importlib
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

from essaim.adoptions.contract import Engine

engines: dict[str, Engine] = {}


def load(packages: Iterable[str]) -> dict[str, Engine]:
    """Return the engines of these packages by key. Raises ImproperlyConfigured, in French, naming the line at fault."""
    found: dict[str, Engine] = {}
    for package in packages:
        engine = _engine(package)
        if engine.key in found:
            raise ImproperlyConfigured(
                f"ENGINES : « {package} » déclare « {engine.key} », déjà pris par un autre moteur"
            )
        _check_causes(engine)
        found[engine.key] = engine
    return found


def fill(packages: Iterable[str]) -> None:
    """Put the engines of these packages in the registry, and nothing else."""
    found = load(packages)
    engines.clear()
    engines.update(found)


def _engine(package: str) -> Engine:
    try:
        module = importlib.import_module(f"{package}.engine")
    except ModuleNotFoundError as error:
        if not f"{package}.engine".startswith(str(error.name)):
            raise
        raise ImproperlyConfigured(
            f"ENGINES : le moteur « {package} » est introuvable ; retirez sa ligne ou remettez son dossier"
        ) from None
    engine = getattr(module, "ENGINE", None)
    if not isinstance(engine, Engine):
        raise ImproperlyConfigured(f"ENGINES : « {package}.engine » ne déclare pas de moteur (ENGINE = Engine(…))")
    return engine


def _check_causes(engine: Engine) -> None:
    for effect in engine.effects:
        unknown = sorted(set(effect.causes) - {event.key for event in engine.events})
        if unknown:
            raise ImproperlyConfigured(
                f"moteur « {engine.key} » : l’effet « {effect.key} » cause « {unknown[0]} », qu’il ne déclare pas"
            )
