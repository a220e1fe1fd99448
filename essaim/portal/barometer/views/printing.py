"""What is printed to invite people: cards with a code and its QR, flyers of the public link, letters. Codes are shown once, here."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils import timezone

from essaim.foundation.papers import public as papers
from essaim.foundation.ui import public as ui
from essaim.foundation.ui.public import attachment
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.models import Wave

FLYERS = 4
"""On one A4 sheet, of A6."""


def cards(wave: Wave, codes: Sequence[str], start: str) -> HttpResponse:
    """Print a card for each code: what a telephone reads leads straight to the questions."""
    told = f"Lisez ce code QR, ou écrivez sur {_short(start)} le code :"
    # Twelve signs do not fit the large letters that a card keeps for a code: they are a line of their own.
    found = [papers.Card(heading=wave.title, lines=(_who(wave), told, code), qr=f"{start}{code}/") for code in codes]
    return pdf(
        lambda: papers.cards_pdf(found, size="a7", at=timezone.localtime()),
        f"codes-{wave.barometer.slug}-{wave.number}",
    )


def flyers(wave: Wave, link: str) -> HttpResponse:
    """Print flyers of the public link, to be left where people pass."""
    end = f"Jusqu’au {ui.french.day(wave.planned_end)}." if wave.planned_end else ""
    lines = (_who(wave), "Votre avis compte. Vos réponses sont anonymes.", end, link, f"Une question ? {wave.contact}")
    card = papers.Card(heading=wave.title, lines=lines, qr=link)
    name = f"affichettes-{wave.barometer.slug}-{wave.number}"
    return pdf(lambda: papers.cards_pdf([card] * FLYERS, size="a6", at=timezone.localtime()), name)


def letters(wave: Wave, envelopes: Sequence[tuple[str, ...]], codes: Sequence[str], start: str) -> HttpResponse:
    """Print a letter for each envelope, with the code that it alone carries."""
    found = [_letter(wave, envelope, code, start) for envelope, code in zip(envelopes, codes, strict=True)]
    return pdf(
        lambda: papers.letters_pdf(found, at=timezone.localtime()), f"lettres-{wave.barometer.slug}-{wave.number}"
    )


def _letter(wave: Wave, envelope: tuple[str, ...], code: str, start: str) -> papers.Letter:
    end = f"jusqu’au {ui.french.day(wave.planned_end)}" if wave.planned_end else "ces jours-ci"
    body = (
        f"Madame, Monsieur,\n\n{wave.commissioner} vous demande votre avis : {wave.barometer.title}, {wave.title}.\n\n"
        f"Pour répondre {end}, allez sur {_short(start)} et écrivez ce code :\n\n## {code}\n\n"
        "Il sert une fois. Vos réponses sont rangées sans lui : personne ne peut savoir ce que vous avez répondu. Répondre n’est pas "
        f"obligatoire.\n\nUne question ? {wave.contact}\n\nNous vous remercions de votre aide."
    )
    rights = (
        "Votre adresse a servi à imprimer cette lettre ; la plateforme ne la garde pas. Le code n’y est pas rattaché."
    )
    return papers.Letter(
        sender=papers.Sender(wave.institute or wave.commissioner), recipient=envelope, day=timezone.localdate(),
        subject=f"Votre avis : {wave.title}", body=papers.blocks_of(body), rights=(rights,),
    )  # fmt: skip


def pdf(make: Callable[[], bytes], name: str) -> HttpResponse:
    """Return a PDF. Raises NotNow with the reason when it cannot be made: the codes drawn for it must go with it."""
    try:
        content = make()
    except (papers.PaperError, papers.PdfUnavailableError, papers.NotationError) as why:
        raise NotNow(str(why)) from why
    return attachment(content, f"{name}.pdf")


def _who(wave: Wave) -> str:
    return f"{wave.barometer.title} · {wave.commissioner}" if wave.commissioner else wave.barometer.title


def _short(link: str) -> str:
    """An address as a person types it."""
    parts = urlsplit(link)
    return f"{parts.netloc}{parts.path}".rstrip("/")
