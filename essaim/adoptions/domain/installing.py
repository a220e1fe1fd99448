"""Install a version of a kit: checked whole, then kept for ever as it was written."""

import json
from pathlib import Path
from uuid import UUID

from django.conf import settings as platform
from django.db import transaction

from essaim.adoptions import registry
from essaim.adoptions.kits import checking
from essaim.adoptions.kits.document.reading import read_document
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
    """Return the newest version installed of a kit."""
    return KitVersion.objects.filter(kit=kit).order_by("-pk").first()
