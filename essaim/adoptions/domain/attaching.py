"""Files that people give: known by what they hold, without what pictures say of place and device, scanned if the node can."""

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from essaim.adoptions import scanning
from essaim.adoptions.domain.answering import locked
from essaim.adoptions.models import Attachment, Participation
from essaim.adoptions.models.attachment import Scan
from essaim.cores.filetype import IMAGES, TYPES, kind_of
from essaim.cores.picture import Damaged, without_metadata

LARGEST = 10 * 1024 * 1024
ACCEPTED = ("pdf", "jpg", "png", "webp", "odt")
FILES_AT_MOST = 5
"""For one document asked: both sides of a card, the pages of a notice."""


class BadFileError(ValueError):
    """A file cannot be taken, for the reason that the text says in French, with what to do."""


@transaction.atomic
def attach(*, participation: Participation, asked: str, file: UploadedFile[bytes]) -> Attachment:
    """Add a file to a draft, under a name of ours.

    Args:
        participation: The draft.
        asked: Identifier of the document that the page asks for.
        file: What was sent.

    Side effects: the file, one row, in one transaction. Raises BadFileError, RefusedActError (it was sent meanwhile).
    """
    locked(participation)
    if participation.attachments.filter(asked=asked).count() >= FILES_AT_MOST:
        raise BadFileError(f"{FILES_AT_MOST} fichiers au plus : retirez-en un avant d’en ajouter un autre.")
    kind, content = _read(file)
    row = Attachment(participation=participation, asked=asked, kind=kind, size=len(content), name=_name(file))
    row.scan = _scan(content)
    row.file.save(f"{uuid4().hex}.{kind}", ContentFile(content), save=False)
    row.save()
    return row


def _read(file: UploadedFile[bytes]) -> tuple[str, bytes]:
    if (file.size or 0) > LARGEST:
        raise BadFileError("Ce fichier dépasse 10 Mo : choisissez-en un plus léger, ou photographiez-le de nouveau.")
    content = file.read()
    kind = kind_of(content)
    if kind not in ACCEPTED:
        raise BadFileError(
            f"« {file.name} » n’est pas d’un type accepté. Donnez un PDF ou une photo (JPEG, PNG), quel que soit son nom."
        )
    if kind not in IMAGES:
        return kind, content
    try:
        return kind, without_metadata(content, kind)
    except Damaged:
        raise BadFileError("Cette image est abîmée : ouvrez-la, enregistrez-la de nouveau, puis donnez-la.") from None


def _scan(content: bytes) -> str:
    try:
        return Scan.CLEAN if scanning.scanned(content) else Scan.UNKNOWN
    except scanning.UnsafeFileError:
        raise BadFileError("L’analyse a trouvé un contenu dangereux dans ce fichier : il n’a pas été gardé.") from None


def _name(file: UploadedFile[bytes]) -> str:
    """The name that the person knows it by: no folder, no control sign, short."""
    written = PurePath(str(file.name or "fichier").replace("\\", "/")).name
    return "".join(sign for sign in written if sign.isprintable())[-120:] or "fichier"


@transaction.atomic
def detach(*, participation: Participation, key: Any) -> None:
    """Remove a file from a draft. Side effects: one row, then its file. Raises RefusedActError."""
    locked(participation)
    participation.attachments.filter(key=key).delete()


def forget_file(sender: Any, instance: Attachment, **_rest: Any) -> None:  # noqa: ARG001 - Django's signature
    """Delete the file of a row that was deleted, by whatever way, once that is certain."""
    transaction.on_commit(lambda: instance.file.delete(save=False))


def content_type(attachment: Attachment) -> str:
    """Return the type under which a file is sent: the one that its content proved."""
    return TYPES.get(attachment.kind, "application/octet-stream")
