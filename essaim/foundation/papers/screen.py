"""The same words on a screen: safe HTML, in the components of the look."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.foundation.papers.blocks import Block
from essaim.foundation.papers.documents import Document
from essaim.foundation.papers.values import values_of, written

DEEPEST = 6
EMPTY = "……………………"


def paragraphs_html(body: tuple[Block, ...], *, level: int = 3) -> SafeString:
    """Blocks as HTML; `level` is that of their headings (1 to 6), one under the title of the page or of its part."""
    if not 1 <= level <= DEEPEST:
        raise ValueError(f"level: 1 to {DEEPEST} expected, got {level}")
    return render_to_string("papers/blocks.html", {"blocks": [_shown(block) for block in body], "level": level})


def document_html(document: Document, *, level: int = 2) -> SafeString:
    """A document as a part of a page: its title at `level`, its headings one under."""
    context = {"title": written(document.title), "level": level}
    return render_to_string("papers/document.html", context | {"body": paragraphs_html(document.body, level=level + 1)})


def _shown(block: Block) -> dict[str, Any]:
    """The values of a block, as they are printed; a table is named by its columns."""
    values = values_of(block)
    if values["kind"] == "grid":
        values["name"] = "Tableau : " + ", ".join(EMPTY.join(cell) for cell in values["head"])
    if values["kind"] == "field":
        values["lines"] = range(values["lines"])
    return values
