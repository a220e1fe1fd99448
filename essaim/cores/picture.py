"""A picture without what it says beside what it shows: place, device, author, comments, thumbnails.

Only the segments that are needed to draw a picture are copied, each checked as it is read; everything else is left out,
known or not. The pixels are not touched. The one thing that is said again is which way up the picture is: without it,
most photographs of telephones would lie on their side.

Sources: JPEG, ITU-T T.81 annex B, and JFIF 1.02; PNG, W3C Recommendation of 2025 (third edition), chapters 5 and 11;
WebP, RFC 9649 section 2.5 to 2.7; Exif 2.32 (orientation: tag 0x0112 of the first directory), TIFF 6.0 section 2.
"""

import re
import struct
import zlib
from collections.abc import Iterator

UPRIGHT = 1
_ORIENTATIONS = range(1, 9)
_TAG, _SHORT = 0x0112, 3

_SOI, _EOI, _SOS, _APP0, _APP1, _APP15, _COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEF, 0xFE
_KEPT_APPS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""What a decoder needs of the application segments: pixel shape, colour profile, colour transform."""

_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs",
     b"sPLT", b"hIST", b"acTL", b"fcTL", b"fdAT"}
)  # fmt: skip
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04


class Damaged(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The bytes are not a whole picture of this kind."""


def without_metadata(content: bytes, kind: str) -> bytes:
    """Return the same picture with nothing but what draws it.

    Args:
        content: A whole file.
        kind: "jpg", "png" or "webp".

    Raises:
        Damaged: the file is cut, or not written as its kind asks.
        KeyError: any other kind.
    """
    return {"jpg": _jpeg, "png": _png, "webp": _webp}[kind](content)


def _jpeg(content: bytes) -> bytes:
    """Copy the segments up to the end of the image: what follows it (other pictures, other data) stays out."""
    kept, turned = [], UPRIGHT
    for code, segment in _segments(content):
        if code == _APP1 and segment[4:10] == b"Exif\0\0":
            turned = orientation(segment[10:])
        elif _is_drawn(code, segment):
            kept.append(segment)
    if not kept or kept[-1] != b"\xff\xd9":
        raise Damaged("the end of the picture is missing")
    said = b"Exif\0\0" + _tiff(turned)
    turn = [] if turned == UPRIGHT else [struct.pack(">BBH", 0xFF, _APP1, len(said) + 2) + said]
    return b"".join([b"\xff\xd8", *turn, *kept])


def _is_drawn(code: int, segment: bytes) -> bool:
    if _APP0 <= code <= _APP15:
        return code in _KEPT_APPS and segment[4:].startswith(_KEPT_APPS[code])
    return code != _COMMENT


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker and the bytes of each segment after the first marker; a scan comes with its coded data."""
    if content[:2] != b"\xff\xd8":
        raise Damaged("not a JPEG")
    place = 2
    while True:
        marker = _MARKER.match(content, place)
        if marker is None:
            raise Damaged("a marker is missing")
        code, place = marker[1][0], marker.end()
        if code == _EOI:
            yield code, b"\xff\xd9"
            return
        end = place if code in _ALONE else _end_of_segment(content, place)
        if code == _SOS:
            end = _end_of_scan(content, end)
        yield code, bytes([0xFF, code]) + content[place:end]
        place = end


def _end_of_segment(content: bytes, place: int) -> int:
    length = int.from_bytes(content[place : place + 2], "big")
    if length < 2 or place + length > len(content):  # noqa: PLR2004 - the length counts its own two bytes
        raise Damaged("a segment is cut")
    return place + length


def _end_of_scan(content: bytes, place: int) -> int:
    found = _NEXT_MARKER.search(content, place)
    if found is None:
        raise Damaged("the end of the picture is missing")
    return found.start()


def _png(content: bytes) -> bytes:
    kept, turned, place = [_PNG], UPRIGHT, len(_PNG)
    if content[:place] != _PNG:
        raise Damaged("not a PNG")
    while kept[-1][4:8] != b"IEND":
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        chunk, name = content[place:end], content[place + 4 : place + 8]
        if end > len(content) or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise Damaged("a chunk is cut or altered")
        if name == b"eXIf":
            turned = orientation(chunk[8:-4])
        elif name in _PNG_KEPT:
            kept.append(chunk)
        place = end
    if kept[1][4:8] != b"IHDR":
        raise Damaged("the header is missing")
    if turned != UPRIGHT:
        kept.insert(2, _png_chunk(b"eXIf", _tiff(turned)))
    return b"".join(kept)


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _webp(content: bytes) -> bytes:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise Damaged("not a WebP")
    kept, turned, place, end = [], UPRIGHT, 12, 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise Damaged("the file is cut")
    while place < end:
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        name, data, after = (
            content[place : place + 4],
            content[place + 8 : place + 8 + size],
            place + 8 + size + size % 2,
        )
        if after > end or len(data) < size:
            raise Damaged("a chunk is cut")
        if name == b"EXIF":
            turned = orientation(data.removeprefix(b"Exif\0\0"))
        elif name in _WEBP_KEPT:
            kept.append((name, data))
        place = after
    return _riff(kept, turned)


def _riff(chunks: list[tuple[bytes, bytes]], turned: int) -> bytes:
    """Write the chunks again; the extended header says what the file still holds."""
    if not chunks or chunks[0][0] not in {b"VP8 ", b"VP8L", b"VP8X"}:
        raise Damaged("the picture is missing")
    first, data = chunks[0]
    if first == b"VP8X":
        flags = data[0] & ~(_WEBP_EXIF | _WEBP_XMP) if data else 0
        said = turned != UPRIGHT
        chunks = [(first, bytes([flags | (_WEBP_EXIF if said else 0)]) + data[1:]), *chunks[1:]]
        chunks += [(b"EXIF", _tiff(turned))] if said else []
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def orientation(tiff: bytes) -> int:
    """Return which way up a picture is, 1 to 8, as its Exif block says; 1 (upright) where it does not, or cannot be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for rank in range(count):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * rank)
            if tag == _TAG and kind == _SHORT and value in _ORIENTATIONS:
                return int(value)
    except struct.error:
        pass
    return UPRIGHT


def _tiff(turned: int) -> bytes:
    """Return an Exif block of one entry: the orientation."""
    return struct.pack(">4sIHHHIHHI", b"MM\0*", 8, 1, _TAG, _SHORT, 1, turned, 0, 0)
