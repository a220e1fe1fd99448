"""Pictures that the team publishes: with nothing but what they show."""

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Attachment
from essaim.cores.filetype import IMAGES, kind_of
from essaim.cores.picture import Damaged, without_metadata
from essaim.engines.ballots.models.edition import Idea, Milestone, Picture

LARGEST = 10 * 1024 * 1024


def publish(*, idea: Idea, attachment: Attachment, alternative: str) -> Picture | None:
    """Publish a photo that the author gave with her idea; None when it is no picture. In the caller's transaction."""
    if attachment.kind not in IMAGES:
        return None
    with attachment.file.open("rb") as held:
        content = held.read()
    return _kept(content, alternative, idea.trial, idea=idea)


def add(*, milestone: Milestone, file: UploadedFile[bytes], alternative: str) -> Picture:
    """Add the picture of a step of the works. Raises RefusedActError: too large, no picture, damaged."""
    if (file.size or 0) > LARGEST:
        raise RefusedActError("Cette photo dépasse 10 Mo : choisissez-en une plus légère.")
    return _kept(file.read(), alternative, milestone.trial, milestone=milestone)


def _kept(content: bytes, alternative: str, trial: bool, **of: Any) -> Picture:  # noqa: FBT001 - copied from its subject
    kind = kind_of(content)
    if kind not in IMAGES:
        raise RefusedActError("Ce fichier n’est pas une photo : donnez un JPEG, un PNG ou un WebP.")
    try:
        clean = without_metadata(content, kind)
    except Damaged:
        raise RefusedActError(
            "Cette photo est abîmée : ouvrez-la, enregistrez-la de nouveau, puis donnez-la."
        ) from None
    row = Picture(alternative=alternative.strip(), trial=trial, **of)
    row.file.save(f"{uuid4().hex}.{kind}", ContentFile(clean), save=False)
    row.save()
    return row


def forget_file(sender: Any, instance: Picture, **_rest: Any) -> None:  # noqa: ARG001 - Django's signature
    """Delete the file of a picture that was deleted, by whatever way, once that is certain."""
    transaction.on_commit(lambda: instance.file.delete(save=False))
