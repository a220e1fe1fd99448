"""Where the private key is, how it is made and how another takes its place. Ed25519 (RFC 8032) by libsodium.

The seed (32 bytes) comes from the environment (`ESSAIM_SIGNING_KEY`, several machines) or from a file of the data folder
that its owner alone reads. It is in no table and no backup: a copy of the database signs nothing.
"""

import json
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from nacl.signing import SigningKey

from essaim.foundation.journal import public as journal
from essaim.foundation.signing.models import PublicKey

FILE = "signature.key"
SEED = re.compile(r"[0-9a-f]{64}")
SUCCESSION = "essaim/succession-cle/1"


class NoKeyError(Exception):
    """The platform has no key to sign with, or one that it must not use; the text says what to do, in French."""


@dataclass(frozen=True)
class Signature:
    """A signature and the public key that checks it, both in hexadecimal."""

    key: str
    value: str


def canonical(statement: Mapping[str, Any]) -> bytes:
    """Return the only writing of a statement: sorted keys, no space, UTF-8 (docs/formats/signature.md)."""
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(statement: Mapping[str, Any]) -> Signature:
    """Sign a statement with the key of today. Side effect: a key that is used for the first time is listed as public.

    Raises NoKeyError.
    """
    key = _private()
    public = _public(key)
    _list(public)
    return Signature(public, key.sign(canonical(statement)).signature.hex())


def current() -> str:
    """Return the public key that signs today. Raises NoKeyError."""
    return _public(_private())


def ensure() -> str:
    """Make the key where there is none and list it as public; return its public half. Bears being run twice."""
    if not settings.ESSAIM_SIGNING_KEY and not _file().exists():
        _write(secrets.token_bytes(32), new=True)
    public = current()
    _list(public)
    return public


def replace() -> str:
    """Make another key, whose succession the one of today signs. Side effects: the file, a row, the journal. Returns it.

    Raises NoKeyError: the key comes from the environment, or there is none yet.
    """
    if settings.ESSAIM_SIGNING_KEY:
        raise NoKeyError(
            "La clé vient de ESSAIM_SIGNING_KEY : mettez-en une autre dans l’environnement et publiez le changement vous-même, "
            "ou passez à la clé gardée dans un fichier (retirez ce réglage, lancez « essaim setup »)."
        )
    before, seed, now = _private(), secrets.token_bytes(32), timezone.now()
    public = _public(SigningKey(seed))
    statement = succession(key=public, before=_public(before), since=now)
    with transaction.atomic():
        _list(_public(before))
        endorsement = before.sign(canonical(statement)).signature.hex()
        PublicKey.objects.create(key=public, since=now, before=_public(before), endorsement=endorsement)
        journal.record(act="signing.replace", actor=None, target="signing-key", key=public)
        _write(seed, new=False)
    return public


def succession(*, key: str, before: str, since: datetime) -> dict[str, str]:
    """Return what the key before signs of its successor."""
    return {"format": SUCCESSION, "key": key, "before": before, "since": said(since)}


def said(moment: datetime) -> str:
    """Write a moment as statements do: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def problem() -> str:
    """Say in French what keeps the platform from signing; empty: nothing."""
    try:
        current()
    except NoKeyError as why:
        return str(why)
    return ""


def _list(public: str) -> None:
    if not PublicKey.objects.filter(key=public).exists():
        PublicKey.objects.bulk_create([PublicKey(key=public, since=timezone.now())], ignore_conflicts=True)


def _public(key: SigningKey) -> str:
    return bytes(key.verify_key).hex()


def _private() -> SigningKey:
    words = settings.ESSAIM_SIGNING_KEY or _read()
    if not SEED.fullmatch(words):
        raise NoKeyError(f"La clé de signature n’est pas 64 signes hexadécimaux (ESSAIM_SIGNING_KEY, ou {FILE}).")
    return SigningKey(bytes.fromhex(words))


def _file() -> Path:
    return Path(settings.VAR) / FILE


def _read() -> str:
    path = _file()
    if not path.exists() and settings.DEBUG:  # a local trial has no ceremony
        _write(secrets.token_bytes(32), new=True)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NoKeyError(
                f"La clé de signature est lisible par d’autres : chmod 600 {FILE}, dans le dossier des données."
            )
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NoKeyError("La clé de signature n’est pas faite : lancez « essaim setup ».") from None
    except (OSError, UnicodeDecodeError):
        raise NoKeyError(f"La clé de signature ne se lit pas : {FILE}, dans le dossier des données.") from None


def _write(seed: bytes, *, new: bool) -> None:
    """Write the file for its owner alone, whole or not at all; a new one never over another."""
    path, partial = _file(), _file().with_name(f".{FILE}.{secrets.token_hex(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(seed.hex() + "\n")
        target.flush()
        os.fsync(target.fileno())
    try:
        if new:
            os.link(partial, path)  # refused where another process was first
        else:
            partial.replace(path)
    except FileExistsError:
        pass
    finally:
        partial.unlink(missing_ok=True)
