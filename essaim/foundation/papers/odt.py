"""An office file that people change: OpenDocument text (ODF 1.3, ISO/IEC 26300), written from blocks.

Titles, lists and heads of tables are what they are for a word processor (outline levels, list styles, repeated heads), not
signs that look like them. Blanks are dots: a field to click (`text:placeholder`) is not printed by LibreOffice, and the
sheet is often filled in by hand. Same document and same moment, same bytes.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from essaim.foundation.papers.blocks import Block, Bullets, Field, Grid, Heading, Paragraph
from essaim.foundation.papers.values import pieces, written

PARTS = Path(__file__).parent / "opendocument"
KIND = "application/vnd.oasis.opendocument.text"
DOTS = "…" * 12
LINE_OF_DOTS = "…" * 30
NAMES = {
    **{
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
        for name in ("office", "style", "text", "table", "meta", "manifest")
    },
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
for _prefix, _address in NAMES.items():
    ET.register_namespace(_prefix, _address)


def office_file(title: str, author: str, body: tuple[Block, ...], at: datetime) -> bytes:
    """The file as bytes: an archive whose first member, not compressed, says what it is."""
    members = {
        "content.xml": _content(title, body),
        "styles.xml": (PARTS / "styles.xml").read_bytes(),
        "meta.xml": _meta(title, author, at),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        _store(archive, "mimetype", KIND.encode(), at, zipfile.ZIP_STORED)
        for name, content in members.items():
            _store(archive, name, content, at)
        _store(archive, "META-INF/manifest.xml", _manifest(list(members)), at)
    return held.getvalue()


def _store(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime, how: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
    entry.compress_type = how
    entry.create_system = 3
    archive.writestr(entry, content)


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def _add(parent: ET.Element, tag: str, text: str = "", **said: str) -> ET.Element:
    """Add one element; `text_style_name="x"` is the attribute `text:style-name`."""
    names = {_name(key.replace("_", ":", 1).replace("_", "-")): value for key, value in said.items()}
    element = ET.SubElement(parent, _name(tag), names)
    element.text = text or None
    return element


def _root(tag: str) -> ET.Element:
    return ET.Element(_name(tag), {_name(f"{tag.partition(':')[0]}:version"): "1.3"})


def _bytes(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _content(title: str, body: tuple[Block, ...]) -> bytes:
    # The skeleton is a file of ours: no XML from elsewhere is read.
    root = ET.parse(PARTS / "content.xml").getroot()  # noqa: S314  # nosec B314
    text = root.find(f"{_name('office:body')}/{_name('office:text')}")
    if text is None:
        raise ValueError("opendocument/content.xml has no office:text")
    _add(text, "text:h", title, text_style_name="Heading_20_1", text_outline_level="1")
    for block in body:
        _WRITERS[type(block)](text, block)
    return _bytes(root)


def _words(parent: ET.Element, text: str) -> None:
    parent.text = DOTS.join(pieces(text))


def _paragraph(parent: ET.Element, block: Paragraph) -> None:
    _words(_add(parent, "text:p", text_style_name="Text_20_body"), block.text)


def _heading(parent: ET.Element, block: Heading) -> None:
    _words(_add(parent, "text:h", text_style_name="Heading_20_2", text_outline_level="2"), block.text)


def _bullets(parent: ET.Element, block: Bullets) -> None:
    items = _add(parent, "text:list", text_style_name="Bullets")
    for item in block.items:
        _words(_add(_add(items, "text:list-item"), "text:p", text_style_name="List_20_item"), item)


def _grid(parent: ET.Element, block: Grid) -> None:
    table = _add(parent, "table:table", table_style_name="Grid")
    _add(table, "table:table-column", table_number_columns_repeated=str(len(block.head)))
    _row(_add(table, "table:table-header-rows"), block.head, "Table_20_Heading")
    for row in block.rows:
        _row(table, row, "Table_20_Contents")


def _row(parent: ET.Element, cells: tuple[str, ...], style: str) -> None:
    row = _add(parent, "table:table-row")
    for cell in cells:
        held = _add(row, "table:table-cell", table_style_name="Cell", office_value_type="string")
        _words(_add(held, "text:p", text_style_name=style), cell)


def _field(parent: ET.Element, block: Field) -> None:
    label = written(block.label)
    _add(parent, "text:p", f"{label} {LINE_OF_DOTS}".strip(), text_style_name="Field")
    for _ in range(block.lines - 1):
        _add(parent, "text:p", LINE_OF_DOTS, text_style_name="Field")


_WRITERS: dict[type, Callable[..., None]] = {
    Paragraph: _paragraph, Heading: _heading, Bullets: _bullets, Grid: _grid, Field: _field,
}  # fmt: skip


def _meta(title: str, author: str, at: datetime) -> bytes:
    root = _root("office:document-meta")
    meta = _add(root, "office:meta")
    _add(meta, "dc:title", title)
    if author:
        _add(meta, "dc:creator", author)
    _add(meta, "dc:language", "fr-FR")
    _add(meta, "meta:creation-date", at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return _bytes(root)


def _manifest(members: list[str]) -> bytes:
    root = _root("manifest:manifest")
    _add(root, "manifest:file-entry", manifest_full_path="/", manifest_version="1.3", manifest_media_type=KIND)
    for name in members:
        _add(root, "manifest:file-entry", manifest_full_path=name, manifest_media_type="text/xml")
    return _bytes(root)
