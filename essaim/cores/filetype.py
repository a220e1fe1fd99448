"""What a file is, by what it holds: the name it came with and the type that a browser says prove nothing.

Sources: PNG, W3C Recommendation, section 5.2; JPEG, ITU-T T.81 annex B (SOI); WebP, RFC 9649 section 2.4; PDF, ISO 32000-1
section 7.5.2; OpenDocument 1.3 part 2, section 3.3 (an archive whose first entry is `mimetype`, stored as it is).
"""

IMAGES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
DOCUMENTS = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
TYPES = IMAGES | DOCUMENTS
HEAD = 128
"""How many bytes are enough to tell."""

_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "pdf": b"%PDF-"}


def kind_of(head: bytes) -> str | None:
    """Return the extension that the first bytes of a file prove, None for anything else.

    Args:
        head: The first `HEAD` bytes, or the whole file.
    """
    for kind, signature in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return _open_document(head)


def _open_document(head: bytes) -> str | None:
    if not head.startswith(b"PK\x03\x04") or head[30:38] != b"mimetype":
        return None
    found = (kind for kind in ("odt", "ods", "odp") if head[38:].startswith(DOCUMENTS[kind].encode() + b"PK"))
    return next(found, None)
