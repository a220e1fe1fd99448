"""A picture keeps what draws it and which way up it is; where, when and with what it was taken stay out."""

import struct
import zlib

import pytest

from essaim.cores.picture import Damaged, orientation, without_metadata

PLACE = b"GPS 43.6465 N 0.5855 E"
AUTHOR = b"Claire Moreau"


def tiff(turned: int, order: str = ">") -> bytes:
    """An Exif block with an orientation, and a secret after it."""
    mark = b"MM\0*" if order == ">" else b"II*\0"
    head = struct.pack(order + "IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return mark + head + PLACE


def segment(code: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, code, len(data) + 2) + data


JFIF = segment(0xE0, b"JFIF\0\x01\x02\0\0\1\0\1\0\0")
ICC = segment(0xE2, b"ICC_PROFILE\0\1\1profile")
ADOBE = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
TABLE = segment(0xDB, b"\0" + bytes(range(1, 65)))
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
END = b"\xff\xd9"


def jpeg(turned: int = 1, order: str = ">") -> bytes:
    said = [
        segment(0xE1, b"Exif\0\0" + tiff(turned, order)), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + AUTHOR), ICC,
        segment(0xE2, b"MPF\0" + PLACE), segment(0xED, b"Photoshop 3.0\0" + AUTHOR), segment(0xE5, PLACE), ADOBE,
        segment(0xFE, AUTHOR),
    ]  # fmt: skip
    between = segment(0xFE, AUTHOR) + segment(0xC4, b"\0")
    return b"\xff\xd8" + JFIF + b"".join(said) + TABLE + SCAN + between + SCAN + END + b"\xff\xd8" + PLACE


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
PNG = b"\x89PNG\r\n\x1a\n"


def png(turned: int = 1) -> bytes:
    said = [
        chunk(b"eXIf", tiff(turned)), chunk(b"tEXt", b"Author\0" + AUTHOR), chunk(b"iTXt", PLACE), chunk(b"zTXt", AUTHOR),
        chunk(b"tIME", b"\x07\xea\1\1\1\1\1"), chunk(b"prVt", PLACE),
    ]  # fmt: skip
    return PNG + HEAD + said[0] + said[1] + PIXELS + b"".join(said[2:]) + chunk(b"IEND", b"") + PLACE


def riff_chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def riff(*chunks: bytes) -> bytes:
    body = b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


VP8X = b"\x2c\0\0\0" + b"\0\0\0\0\0\0"
VP8L = riff_chunk(b"VP8L", b"\x2f\0\0\0\0")


def webp(turned: int = 1) -> bytes:
    said = [riff_chunk(b"EXIF", tiff(turned, "<")), riff_chunk(b"XMP ", AUTHOR), riff_chunk(b"priv", PLACE)]
    return riff(riff_chunk(b"VP8X", VP8X), VP8L, *said) + PLACE


KINDS = {"jpg": jpeg, "png": png, "webp": webp}


@pytest.mark.parametrize("turned", [1, 6])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_but_which_way_up(kind, turned):
    before = KINDS[kind](turned)
    after = without_metadata(before, kind)
    assert PLACE in before
    assert AUTHOR in before
    for secret in (PLACE, AUTHOR, b"Photoshop", b"MPF", b"tIME", b"xap"):
        assert secret not in after
    assert (b"MM\0*" in after) is (turned != 1)
    assert without_metadata(after, kind) == after


def test_what_draws_a_jpeg_stays_byte_for_byte():
    assert without_metadata(jpeg(), "jpg") == (
        b"\xff\xd8" + JFIF + ICC + ADOBE + TABLE + SCAN + segment(0xC4, b"\0") + SCAN + END
    )
    turned = without_metadata(jpeg(8, "<"), "jpg")
    assert orientation(turned[turned.index(b"MM\0*") :]) == 8


def test_what_draws_a_png_stays_byte_for_byte():
    assert without_metadata(png(), "png") == PNG + HEAD + PIXELS + chunk(b"IEND", b"")
    assert without_metadata(png(3), "png")[len(PNG + HEAD) :][4:8] == b"eXIf"


def test_the_header_of_a_webp_says_what_is_left():
    assert without_metadata(webp(), "webp") == riff(riff_chunk(b"VP8X", b"\x20" + VP8X[1:]), VP8L)
    assert without_metadata(webp(6), "webp")[20] == 0x28
    assert without_metadata(riff(VP8L), "webp") == riff(VP8L)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_cut_anywhere_is_refused(kind):
    whole = without_metadata(KINDS[kind](), kind)
    for length in range(len(whole)):
        with pytest.raises(Damaged):
            without_metadata(whole[:length], kind)


def test_an_altered_chunk_and_another_kind_are_refused():
    with pytest.raises(Damaged):
        without_metadata(png().replace(b"\x08\0\0\0\0", b"\x08\0\0\0\1", 1), "png")
    with pytest.raises(Damaged):
        without_metadata(riff(riff_chunk(b"EXIF", tiff(1))), "webp")
    for kind, other in (("jpg", png()), ("png", webp()), ("webp", jpeg())):
        with pytest.raises(Damaged):
            without_metadata(other, kind)


@pytest.mark.parametrize("block", [b"", b"II*\0", b"MM\0*" + b"\xff" * 8, tiff(9), b"MM\0*\0\0\0\x08\xff\xff"])
def test_an_unreadable_block_leaves_the_picture_upright(block):
    assert orientation(block) == 1
