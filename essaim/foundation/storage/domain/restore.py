"""Put an archive in the place of the node: verified beside it first, then swapped; a killed run can be finished."""

import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

import essaim
from essaim.foundation.storage import archive, engines
from essaim.foundation.storage.domain import guards

READY = "ready.json"


@dataclass(frozen=True)
class Swap:
    """A restoration whose parts are all ready: what remains is to put them in place."""

    side: str
    archive: str


def workshop() -> Path:
    """The folder where a restoration is prepared, on the same disk as the data."""
    return Path(settings.VAR) / "restoration"


def interrupted() -> Swap | None:
    """Return the restoration that was stopped in the middle of its swap, or None."""
    ready = workshop() / READY
    return Swap(**json.loads(ready.read_text(encoding="utf-8"))) if ready.exists() else None


def restore(path: Path, *, replace: bool) -> archive.Manifest | None:
    """Replace this node by an archive. Raises ArchiveError: nothing has changed then.

    Side effects: database and deposited files. A restoration that was stopped in its swap is finished first; when it
    was this same archive, that is all there is to do (returns None). The settings stay those of this node.
    """
    swap = interrupted()
    if swap is not None:
        _finish(swap)
        if swap.archive == archive.sha256(path):
            return None
    engine = engines.current()
    _refuse_a_node_in_use(engine, replace=replace)
    shutil.rmtree(workshop(), ignore_errors=True)
    (workshop() / "media").mkdir(parents=True)
    side = f"restored_{secrets.token_hex(4)}"
    try:
        manifest = archive.extract(path, workshop())
        _refuse_a_stranger(manifest, engine)
        engine.load(workshop() / engine.member, side)
    except BaseException:
        engine.discard(side)
        shutil.rmtree(workshop(), ignore_errors=True)
        raise
    swap = Swap(side, archive.sha256(path))
    _write_durably(workshop() / READY, json.dumps(asdict(swap)))
    _finish(swap)
    return manifest


def _refuse_a_node_in_use(engine: engines.Engine, *, replace: bool) -> None:
    if not replace and not (engine.is_empty() and _has_no_file(Path(settings.MEDIA_ROOT))):
        raise archive.ArchiveError("ce nœud n’est pas vide : ajoutez --replace pour remplacer tout ce qu’il contient")
    if engine.others_connected():
        raise archive.ArchiveError("la base est ouverte ailleurs : arrêtez d’abord le serveur et le travail de fond")


def _has_no_file(folder: Path) -> bool:
    return not any(path.is_file() for path in folder.rglob("*"))


def _refuse_a_stranger(manifest: archive.Manifest, engine: engines.Engine) -> None:
    if manifest.engine != engine.name:
        raise archive.ArchiveError(f"archive d’une base {manifest.engine}, ce nœud est en {engine.name}")
    if _numbers(manifest.essaim) > _numbers(essaim.__version__):
        raise archive.ArchiveError(
            f"archive faite par essaim {manifest.essaim}, plus récent que celui-ci ({essaim.__version__})"
        )
    if engine.member not in manifest.members:
        raise archive.ArchiveError("archive sans base de données")


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _finish(swap: Swap) -> None:
    """Put everything in place. Each step may be repeated, so that a run killed here can be taken up."""
    engines.current().swap(swap.side)
    media, old = Path(settings.MEDIA_ROOT), workshop() / "media-before"
    prepared = workshop() / "media"
    if prepared.exists():
        if media.exists():
            shutil.rmtree(old, ignore_errors=True)
            media.replace(old)
        prepared.replace(media)
    connections.close_all()
    shutil.rmtree(old, ignore_errors=True)
    (workshop() / READY).unlink()
    shutil.rmtree(workshop(), ignore_errors=True)


def _write_durably(path: Path, text: str) -> None:
    """The mark that says « ready » exists whole or not at all."""
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    partial.replace(path)


def start_problems() -> list[str]:
    """Say, in French, what forbids to start: a restoration half done, a guard that is missing or altered."""
    if interrupted():
        return ["Une restauration a été interrompue : relancez « essaim restore » avec la même archive"]
    return guards.problems()
