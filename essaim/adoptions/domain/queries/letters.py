"""What was told on paper: the letters that wait for print, and a told message as a sheet that leaves in an envelope."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from essaim.adoptions.domain.retaining import contact_period
from essaim.adoptions.models import Adoption, Participation, Told
from essaim.adoptions.world import service_words
from essaim.foundation.papers import public as papers
from essaim.foundation.papers.public import Block, Bullets, Letter, Paragraph, Sender, Signature

BATCH = 100
"""Letters of one file: a letter may take several pages, and a printer jams."""
WINDOW = 6
"""Lines behind the window of an envelope."""
DASH = "- "
ROWS = ("participation__party", "participation__terms__version", "participation__adoption__territory")
"""What a letter says of a dossier, read with the message."""
NO_VALUE = "Essai : cette lettre n’engage personne."


def waiting(adoption: Adoption) -> QuerySet[Told]:
    """Return the letters to print, the oldest first: told on paper, not printed yet, whose person is still known."""
    return _letters(adoption).filter(printed_at=None).order_by("pk")


def printed(adoption: Adoption, *, limit: int) -> QuerySet[Told]:
    """Return the letters that were printed, the newest first."""
    return _letters(adoption).exclude(printed_at=None).order_by("-printed_at", "-pk")[:limit]


def _letters(adoption: Adoption) -> QuerySet[Told]:
    rows = of_service(adoption).filter(channel="letter")
    return rows.select_related(*ROWS)


def of_service(adoption: Adoption) -> QuerySet[Told]:
    """Return what was told in a service to people who are still known."""
    return Told.objects.filter(participation__adoption=adoption, participation__erased_at=None)


def letters_pdf(told: Iterable[Told]) -> bytes:
    """Print told messages in one tagged file. Raises as `papers.letters_pdf`."""
    return papers.letters_pdf([sheet(one) for one in told], at=timezone.now())


def sheet(told: Told) -> Letter:
    """Return a told message as a letter of the structure: its words as they were told, on the day when they were."""
    participation = told.participation
    adoption = participation.adoption
    return Letter(
        sender=Sender(adoption.structure, (adoption.title, adoption.contact)),
        recipient=recipient(participation),
        day=timezone.localdate(told.at),
        reference=f"dossier {participation.reference}",
        subject=told.subject,
        body=body(told.body),
        signature=Signature(title=adoption.structure),
        rights=tuple(_foot(participation)),
    )


def recipient(participation: Participation) -> tuple[str, ...]:
    """Return the lines of the address; those over what a window shows share the last one, none is lost."""
    party = participation.party
    lines = [line.strip() for line in (party.name, *party.address.splitlines()) if line.strip()]
    return (*lines[: WINDOW - 1], ", ".join(lines[WINDOW - 1 :])) if len(lines) > WINDOW else tuple(lines)


def body(text: str) -> tuple[Block, ...]:
    """Read the words of a message, which are plain: each line is a paragraph, lines that begin with `- ` are a list.

    The notation of documents is not read here: a reason that somebody typed in a letter can hold any sign.
    """
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        item = line.removeprefix(DASH) if line.startswith(DASH) else ""
        if not item:
            blocks.append(Paragraph(line))
        elif blocks and isinstance(blocks[-1], Bullets):
            blocks[-1] = Bullets((*blocks[-1].items, item))
        else:
            blocks.append(Bullets((item,)))
    return tuple(blocks)


def _foot(participation: Participation) -> Iterable[str]:
    """Whether it counts, where to follow it, what becomes of the data."""
    adoption = participation.adoption
    if participation.trial or adoption.simulated:
        yield NO_VALUE
    find = settings.ESSAIM_BASE_URL + reverse("adoptions:find_dossier")
    yield f"Où en est votre dossier, avec le code qui vous a été donné : {find}"
    kept, service = contact_period(participation).words, service_words(adoption)["contact"]
    yield f"Votre contact et cette lettre sont gardés {kept}. Pour voir, corriger ou faire effacer vos données : {service}."
