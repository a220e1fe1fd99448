"""A document that people read, change or fill in: as a PDF, as an office file, as a part of a page."""

from dataclasses import dataclass
from datetime import datetime

from essaim.foundation.papers import press
from essaim.foundation.papers.blocks import Block
from essaim.foundation.papers.odt import office_file
from essaim.foundation.papers.values import values_of, written


@dataclass(frozen=True)
class Document:
    """A title and its blocks. `author`: whose document it is, for the properties of the file."""

    title: str
    body: tuple[Block, ...]
    author: str = ""


def document_pdf(document: Document, *, at: datetime) -> bytes:
    """Print a document; the blanks are dotted lines to write on."""
    _refuse_empty(document)
    body = [values_of(block) for block in document.body]
    head = {"title": written(document.title), "author": press.plain(document.author)}
    return press.pdf("document.typ", {**head, "body": body}, at=at)


def document_odt(document: Document, *, at: datetime) -> bytes:
    """Write a document as OpenDocument text (ISO/IEC 26300), to be changed in LibreOffice or Word."""
    _refuse_empty(document)
    return office_file(written(document.title), press.plain(document.author), document.body, at)


def _refuse_empty(document: Document) -> None:
    if not press.plain(document.title):
        raise press.PaperError("Ce document n’a pas de titre : donnez-lui un nom")
    if not document.body:
        raise press.PaperError(f"« {document.title} » n’a pas de texte")
