"""Documents and images of an initiative: known by what they hold, never by the name they came with."""

from typing import IO
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max

from essaim.cores import filetype
from essaim.cores.filetype import DOCUMENTS, IMAGES, TYPES
from essaim.cores.picture import Damaged, without_metadata
from essaim.portal.catalogue.domain.editing import kept_before_and_after, locked
from essaim.portal.catalogue.models import Document, Image, Initiative

__all__ = ["DOCUMENTS", "IMAGES", "LARGEST", "TYPES", "UnreadableImage", "add", "kind_of", "remove"]

LARGEST = 10 * 1024 * 1024


class UnreadableImage(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The image is cut or badly written: what it holds beside the picture cannot be told apart."""


def kind_of(content: IO[bytes] | File[bytes]) -> str | None:
    """Return the extension that the first bytes of a file prove, None for anything that is not accepted."""
    content.seek(0)
    head = content.read(filetype.HEAD)
    content.seek(0)
    return filetype.kind_of(head)


@transaction.atomic
def add(*, page: Initiative, file: File[bytes], texts: dict[str, str], actor: UUID | None) -> Document | Image:
    """Add a document (`texts`: label) or an image (`texts`: alternative, credit), whose type was checked by `kind_of`.

    An image loses everything that it says beside what it shows: place, device, author (`cores.picture`).
    Side effects: a file under a name of ours, one row, history, index, journal, in one transaction.
    Raises UnreadableImage.
    """
    kind = kind_of(file)
    if kind in IMAGES:
        file = _shown_only(file, kind)
    page = locked(page=page)
    model = Image if "alternative" in texts else Document
    last = model._default_manager.filter(initiative=page).aggregate(last=Max("order"))["last"]
    row = model(initiative=page, order=(last or 0) + 1, **texts)
    with kept_before_and_after(page=page, actor=actor, reason=f"ajout : {row}"[:300], fields=["files"]):
        row.file.save(f"{uuid4().hex}.{kind}", file, save=False)
        row.save()
    return row


def _shown_only(file: File[bytes], kind: str) -> File[bytes]:
    try:
        return ContentFile(without_metadata(file.read(), kind))
    except Damaged:
        raise UnreadableImage(
            "Cette image est abîmée : ouvrez-la, enregistrez-la de nouveau, puis déposez-la."
        ) from None


@transaction.atomic
def remove(*, row: Document | Image, actor: UUID | None) -> None:
    """Remove a document or an image. Side effects: one row, history, index, journal; the file, once that is certain."""
    page = locked(page=row.initiative)
    with kept_before_and_after(page=page, actor=actor, reason=f"retrait : {row}"[:300], fields=["files"]):
        row.delete()
    transaction.on_commit(lambda: row.file.delete(save=False))
