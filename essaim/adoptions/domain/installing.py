"""Install a version of a kit: checked whole, then kept for ever as it was written."""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings as platform
from django.db import transaction

from essaim.adoptions import registry
from essaim.adoptions.kits import checking
from essaim.adoptions.kits.document.problems import FaultyKitError, UnreadableError
from essaim.adoptions.kits.document.reading import FILE, read_document
from essaim.adoptions.kits.document.tree import Document
from essaim.adoptions.models import KitVersion
from essaim.foundation.journal import public as journal


class VersionTakenError(Exception):
    """A kit and its number are installed with another content: a version never changes."""


def install_kit(*, path: Path, actor: UUID | None = None) -> KitVersion:
    """Install the kit of a folder or a file; the same content twice changes nothing.

    Side effects: the version and one entry of the journal, in one transaction.
    Raises UnreadableError, FaultyKitError (see `check_kit`), VersionTakenError.
    """
    return install_document(document=read_document(path), actor=actor)


@transaction.atomic
def install_document(*, document: Document, actor: UUID | None = None) -> KitVersion:
    """Install a kit that was read. As `install_kit`."""
    kit = checking.check_document(
        document, registry.engines, hosting=platform.ESSAIM_ENVIRONMENT.hosting
    ).kit  # fmt: skip
    known = KitVersion.objects.filter(digest=kit.digest).first()
    if known is not None:
        return known
    header = kit.record.kit
    if KitVersion.objects.filter(kit=header.id, number=header.version).exists():
        raise VersionTakenError(
            f"« {header.id} » a déjà une version {header.version}, avec un autre contenu ; changez « version » dans le kit"
        )
    version = KitVersion.objects.create(
        kit=header.id,
        number=header.version,
        digest=kit.digest,
        title=header.title,
        forked_from=header.forked_from or "",
        document=json.dumps(document.tree, ensure_ascii=False),
    )
    journal.record(
        act="kit.install",
        actor=actor,
        target="kit",
        key=kit.digest,
        details={"kit": version.kit, "version": version.number},
    )
    return version


def latest(kit: str) -> KitVersion | None:
    """Return the newest version installed of a kit, by its number."""
    return max(KitVersion.objects.filter(kit=kit), key=lambda one: one.steps, default=None)


@dataclass(frozen=True)
class Tried:
    """What became of one kit of a folder: installed, already there, lacking an engine here, or broken (``problems``)."""

    path: Path
    version: KitVersion | None = None
    new: bool = False
    lacking: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def install_folder(folder: Path) -> list[Tried]:
    """Install every kit of a folder, each apart: one that is refused keeps none of the others out.

    Side effects: those of `install_kit` for each kit that passes. A kit that only lacks an engine here is not broken.
    """
    return [try_kit(path) for path in sorted(folder.glob(f"*/{FILE}"))]


def try_kit(path: Path, *, actor: UUID | None = None) -> Tried:
    """Install one kit, and say in words what became of it. Side effects: as `install_kit`."""
    before = set(KitVersion.objects.values_list("digest", flat=True))
    try:
        version = install_kit(path=path, actor=actor)
    except UnreadableError as error:
        return Tried(path, problems=(str(error.problem),))
    except VersionTakenError as error:
        return Tried(path, problems=(f"{path} : {error}",))
    except FaultyKitError as error:
        return Tried(path, lacking=_lacking(path), problems=tuple(map(str, error.problems)))
    return Tried(path, version, version.digest not in before)


def _lacking(path: Path) -> tuple[str, ...]:
    """What this platform lacks for a kit that is well written; nothing when the kit itself is at fault."""
    try:
        report = checking.check_file(
            path, registry.engines, hosting=platform.ESSAIM_ENVIRONMENT.hosting, as_document=True
        )
    except FaultyKitError:
        return ()
    return report.lacking
