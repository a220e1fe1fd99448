"""CSV as offices write it: UTF-8 with or without its mark, UTF-16, Windows-1252; any separator. RFC 4180, read strictly."""

import csv
import io
import re
from collections.abc import Iterator

from essaim.cores.tables.problems import Problem, refuse

Numbered = tuple[int, list[str]]
"""A line of cells, and the number of the line of the file where it begins, from 1."""
SEPARATORS = ";,\t|"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_QUOTED = re.compile(r'"[^"]*"')
NOT_A_TABLE = (
    "Ce n’est ni un CSV ni un classeur XLSX : dans le tableur, enregistrez-le en « .xlsx » ou en « CSV UTF-8 »."
)


def decode(data: bytes, encoding: str = "") -> str:
    """Return a text.

    Args:
        data: Its bytes.
        encoding: The one that is said; empty: UTF-16 by its mark, else UTF-8, else Windows-1252.

    Raises:
        UnreadableError: it is in none of them, or the encoding that is said does not exist.
    """
    candidates = [encoding] if encoding else ["utf-16"] if data.startswith(UTF_16) else ["utf-8-sig", "cp1252"]
    for candidate in candidates:
        try:
            return data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    tried = ", ".join(candidates)
    raise refuse(f"Encodage du texte non reconnu (essayé : {tried}) : enregistrez le fichier en UTF-8.")


def lines_of_text(data: bytes, encoding: str = "", separator: str = "") -> Iterator[Numbered | Problem]:
    """Yield the lines of a CSV; a quote that is badly written ends it with a problem, for what follows has no sure cells.

    Raises UnreadableError when it is no text. ``separator``: empty, the one that the first line holds most outside of quotes.
    """
    text = decode(data, encoding)
    if "\0" in text:
        raise refuse(NOT_A_TABLE)
    return _lines(text, separator or _separator(text))


def _separator(text: str) -> str:
    head = _QUOTED.sub("", text.lstrip("\r\n").partition("\n")[0])
    return max(SEPARATORS, key=head.count)


def _lines(text: str, separator: str) -> Iterator[Numbered | Problem]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for row in reader:
            yield start, [cell.strip() for cell in row]
            start = reader.line_num + 1
    except csv.Error as error:
        why = (
            "ouvert et jamais fermé"
            if "end of data" in str(error) or "limit" in str(error)
            else "à doubler dans sa cellule"
        )
        yield Problem(f"CSV mal écrit, guillemets à vérifier : l’un est {why}", start)
