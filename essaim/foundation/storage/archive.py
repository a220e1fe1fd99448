"""The archive of a node: one compressed tar with its members and, last, the manifest that names and hashes them."""

import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
SETTINGS = "settings.json"
DATABASES = ("database.sqlite3", "database.pgdump")
MEDIA = "media"
BLOCK = 1 << 20


class ArchiveError(Exception):
    """The archive cannot be made or read; the text says why, in French."""


@dataclass
class Manifest:
    """What an archive holds: who made it, when, from which engine, and the SHA-256 and size of each member."""

    essaim: str
    engine: str
    engine_version: str
    made_at: str
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


class _Hashing(io.RawIOBase):
    """Reads a file and hashes what passes."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


def write(path: Path, manifest: Manifest, members: Iterable[tuple[str, Path]]) -> None:
    """Write an archive, in a file beside its final name, then put it in place at once: a killed run leaves no archive."""
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as raw:
            partial.chmod(0o600)
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
                for name, source in members:
                    _add(tar, manifest, name, source)
                _add_manifest(tar, manifest)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, manifest: Manifest, name: str, source: Path) -> None:
    info = tarfile.TarInfo(name)
    with source.open("rb") as opened:
        info.size = source.stat().st_size
        hashing = _Hashing(opened)
        tar.addfile(info, hashing)
    manifest.members[name] = {"sha256": hashing.digest.hexdigest(), "size": info.size}


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(text)
    tar.addfile(info, io.BytesIO(text))


def extract(path: Path, folder: Path) -> Manifest:
    """Extract an archive into an empty folder and verify every byte of it. Raises ArchiveError: the folder is worth nothing."""
    found: dict[str, dict[str, Any]] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, mode="r|gz") as tar:
            for info in tar:
                stream = tar.extractfile(info)
                if stream is None or manifest is not None or info.name in found or not is_ours(info.name):
                    raise ArchiveError(f"archive refusée : membre inattendu « {info.name} »")
                if info.name == MANIFEST:
                    manifest = _read_manifest(stream.read())
                else:
                    found[info.name] = _copy(stream, folder / info.name)
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise ArchiveError(f"archive illisible ou abîmée ({type(error).__name__})") from None
    return _verified(manifest, found)


def is_ours(name: str) -> bool:
    """Say whether `write` gives a member this name: anything else could pose as a file of the restoration itself."""
    parts = name.split("/")
    if name in {MANIFEST, SETTINGS, *DATABASES}:
        return True
    return len(parts) > 1 and parts[0] == MEDIA and not {"", ".", ".."} & set(parts)


def _copy(stream: IO[bytes], target: Path) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as written:
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
            written.write(block)
    return {"sha256": digest.hexdigest(), "size": size}


def _read_manifest(text: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(text))
    except (ValueError, TypeError):
        raise ArchiveError("archive refusée : son manifeste est illisible") from None
    if manifest.format != FORMAT:
        raise ArchiveError(f"archive de format {manifest.format} ; cette version lit le format {FORMAT}")
    return manifest


def _verified(manifest: Manifest | None, found: dict[str, dict[str, Any]]) -> Manifest:
    if manifest is None:
        raise ArchiveError("archive incomplète : le manifeste, écrit en dernier, n’y est pas")
    for name in sorted(set(manifest.members) | set(found)):
        if found.get(name) != manifest.members.get(name):
            raise ArchiveError(f"archive abîmée : « {name} » n’a pas l’empreinte que dit le manifeste")
    return manifest


def sha256(path: Path) -> str:
    """Hash a whole file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
