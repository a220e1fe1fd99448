"""Back up the whole node into one file: database, deposited files, settings without their secrets."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

import essaim
from essaim.foundation.storage import archive, engines

SECRET = re.compile(r"secret|password|token|_key$", re.IGNORECASE)
CREDENTIALS = re.compile(r"://[^/]*@")


def back_up(target: Path) -> archive.Manifest:
    """Write an archive of this node. Side effects: one file, whole or not at all. Raises ArchiveError.

    The database is copied as of one moment, then the files: a file deposited in between is one too many, none is missing.
    """
    engine = engines.current()
    manifest = archive.Manifest(
        essaim=essaim.__version__,
        engine=engine.name,
        engine_version=engine.version(),
        made_at=timezone.now().isoformat(timespec="seconds"),
    )
    try:
        with tempfile.TemporaryDirectory(prefix=".essaim-backup-", dir=target.resolve().parent) as folder:
            copy = Path(folder) / engine.member
            engine.dump(copy)
            said = Path(folder) / archive.SETTINGS
            said.write_text(json.dumps(settings_said(), ensure_ascii=False, indent=1), encoding="utf-8")
            archive.write(target, manifest, [(engine.member, copy), (archive.SETTINGS, said), *_media()])
    except OSError as error:
        raise archive.ArchiveError(f"écriture impossible dans {target.parent} ({error.strerror})") from None
    return manifest


def _media() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield f"{archive.MEDIA}/{path.relative_to(root).as_posix()}", path


def settings_said() -> dict[str, Any]:
    """Return every setting of the node; a secret only says whether it is set."""
    values = settings.ESSAIM_ENVIRONMENT.model_dump(mode="json")
    return {
        name: ("(secret, à part)" if value else "") if is_secret(name, value) else value
        for name, value in values.items()
    }


def is_secret(name: str, value: object) -> bool:
    """Say whether a setting must stay out of the archive: by its name, or because it is an address with a password."""
    return isinstance(value, str) and bool(SECRET.search(name) or CREDENTIALS.search(value))
