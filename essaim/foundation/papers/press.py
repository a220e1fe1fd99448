"""The only place that calls the compiler: values go in, a tagged PDF (PDF/UA-1) comes out.

Values are handed to the templates of `typst/` as JSON (`sys.inputs`), where they are strings: nothing in them is read as
markup, as code or as a path. The compiler itself refuses what breaks PDF/UA-1 (ISO 14289-1): no title, no language, a
picture without words, a heading level that is skipped, a sign that no font can draw.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from essaim.foundation.ui.public import PRINT_FONTS

PDF_MISSING = "PDF non disponible"
FOLDER = Path(__file__).parent / "typst"
UNDRAWN = "□"
TRIES = 3
MOST_SIGNS = 1_200_000
"""Of all values of one file: some 400 full pages, for which the compiler takes about 500 MB."""

_NO_SIGN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_SAID = re.compile(r"panicked with: essaim:(.*)")
_UNSEEN = {"Cf", "Mn", "Me", "Zs"}
_DIRECTIONS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


class PaperError(ValueError):
    """What was asked cannot be printed; its text says why and what to do, in French."""


class PdfUnavailableError(RuntimeError):
    """The compiler of PDF is not on this machine: show « PDF non disponible »."""


def pdf_available() -> bool:
    """Whether this machine can make PDF files."""
    try:
        import typst  # noqa: F401 - loading it is the only proof that it can be
    except ImportError:
        return False
    return True


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Print `data` with a template of `typst/`: same data and same moment, same bytes.

    A sign that no font draws (an emoji, Chinese) is printed « □ »: a letter with such a name must still leave.
    """
    if at.tzinfo is None:
        raise ValueError("at: a moment with its time zone is expected")
    if not pdf_available():
        raise PdfUnavailableError(f"{PDF_MISSING} : le paquet typst ne peut pas être chargé sur cette machine")
    values = each_text(data, printable)
    for _ in range(TRIES):
        done, undrawn = _compile(template, _bounded(values), at)
        if done is not None:
            return done
        values = each_text(values, partial(re.compile("|".join(map(re.escape, undrawn))).sub, _instead))
    raise PaperError("Ce texte a des signes que le PDF ne peut pas montrer : retirez les émojis et les écritures rares")


def _bounded(values: Any) -> str:
    text = json.dumps(values, ensure_ascii=False, default=bytes.decode)
    if len(text) > MOST_SIGNS:
        raise PaperError("Ce fichier serait trop long (plus de 400 pages environ) : imprimez-le en plusieurs fois")
    return text


def _compile(template: str, text: str, at: datetime) -> tuple[bytes | None, list[str]]:
    """The file, or the signs that no font draws."""
    import typst

    try:
        done = typst.compile(
            FOLDER / template,
            root=FOLDER,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": text},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        undrawn = _undrawn(error.diagnostic)
        if undrawn:
            return None, undrawn
        said = _SAID.search(error.message)
        if said is None:
            raise  # a fault of a template: ours, not of what was asked
        raise PaperError(said.group(1)) from error
    return done, []


def _undrawn(diagnostic: str) -> list[str]:
    signs = [_ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), sign) for sign in _NO_SIGN.findall(diagnostic)]
    return sorted({sign for sign in signs if sign}, key=len, reverse=True)


def _instead(sign: re.Match[str]) -> str:
    """A box for what a reader would have seen, nothing for what only changes the signs beside it."""
    return UNDRAWN if _seen(sign.group()) else ""


def _seen(text: str) -> bool:
    return any(unicodedata.category(sign) not in _UNSEEN for sign in text)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Our letters, then those inside the compiler for what ours lack (Greek, Hebrew, Arabic). Never the machine's."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[PRINT_FONTS])


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same values with each text changed; bytes (a drawing of ours) stay as they are."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: each_text(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(each, change) for each in value]
    return value


def plain(text: str) -> str:
    """Text on one line, without what surrounds it; empty where nothing of it is seen."""
    kept = printable(text).strip()
    return kept if _seen(kept) else ""


def printable(text: str) -> str:
    """Text without the signs that show nothing and can turn the words around them; each run of spaces is one."""
    kept = "".join(
        sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or (unicodedata.category(sign) not in {"Cc", "Cs", "Cn"} and sign not in _DIRECTIONS)
    )
    return re.sub(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+", " ", kept)
