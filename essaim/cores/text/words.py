"""Cutting a French text into words: elisions, hyphens, dotted acronyms, stop words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from essaim.cores.text.folding import fold, plain

_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b\.?")
_ELIDED = re.compile(r"\b(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=\w)", re.IGNORECASE)
_GROUPED = re.compile(r"(?<=\d)[\s\u202f\u00a0](?=\d{3}\b)")
_ACRONYMS_AT_MOST = 3
_PARTS_AT_MOST, _PART_AT_LEAST = 3, 3
_PIECE = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

STOP_WORDS = frozenset(
    """
    a afin ai aie aient ainsi ait alors ans apres as assez au aucun aucune aupres auquel aura aurait auront aussi autant
    autre autres aux auxquels auxquelles avaient avais avait avant avec avez avoir avons ayant
    beaucoup bien c ca car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci combien comme
    comment concernant contre d dans de depuis des desquelles desquels dessous dessus devra devrait
    doit doivent donc dont du duquel durant elle elles en encore entre envers es est et etaient etait etant etc ete etes
    etre eu eux existe existent faire fait fait-on faudra faut fera font furent grace hors hui il ils j je jusque l la
    laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme memes mes mien moi moins mon
    n ne ni nos notre nous on ont or ou oui par parce parmi pas pendant peu peut peuvent peux plus plusieurs
    plutot pour pourquoi pourra pourrait pouvez pouvoir puis puisque qu quand que quel quelle quelles quels quelque
    quelques qui quoi quoique s sa sans sauf se selon sera serait seront ses si sien sinon soi soient sois soit sommes son
    sont sous suis suivant sur t ta tant te tel telle telles tels tes toi ton tous tout toute toutefois toutes tres trop
    tu un une va vers veut veux via voici voila vont vos votre vous vu y afin aujourdhui tandis ici quid consiste
    """.split()  # noqa: SIM905 - read as words
)
"""Words that carry no subject. ``non``, ``sans`` inside a compound and ``plus`` of a name are kept by the callers."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text. ``form`` is folded and is what an index holds; ``text`` keeps accents, in lower case.

    ``start`` and ``end`` are offsets in ``plain(text)``, ``position`` counts words that are kept.
    ``parts`` is more than 1 for a hyphenated compound written as one (« co-voiturage » also gives ``covoiturage``).
    """

    form: str
    text: str
    position: int
    stop: bool = False
    acronym: bool = False
    parts: int = 1
    start: int = 0
    end: int = 0


def analyse(text: str) -> list[Word]:
    """Cut a text into words, stop words marked, in the order of the text.

    An elided article is cut off (« l'accueil » gives ``accueil``), the dots of an acronym go (E.H.P.A.D. gives
    ``ehpad``), a hyphenated compound gives its parts and the whole, digits grouped by thousands are joined. A stop word
    in capitals is an acronym and is kept (CAR).
    """
    words: list[Word] = []
    position = 0
    cleaned = _clean(text)
    shouting = cleaned.isupper() and len(cleaned.split()) > _ACRONYMS_AT_MOST
    for match in _CHUNK.finditer(cleaned):
        for word in _chunk(match, position, shouting=shouting):
            words.append(word)
            position = max(position, word.position + (0 if word.stop else 1))
    return words


def spellings(text: str) -> dict[str, str]:
    """Return the words of a text as written, in lower case, by folded form: to quote them with their accents."""
    return {fold(match): match.lower() for match in _PIECE.findall(plain(text))}


def _clean(text: str) -> str:
    """Undo what hides words: elisions, dots of an acronym, spaces inside a number."""
    cleaned = plain(text)
    if "'" in cleaned:
        cleaned = cleaned.replace("aujourd'hui", "aujourdhui ")
        cleaned = _ELIDED.sub(lambda match: " " * len(match.group()), cleaned)
    if "." in cleaned:
        cleaned = _DOTTED.sub(lambda match: match.group().replace(".", "").ljust(len(match.group())), cleaned)
    return _GROUPED.sub("", cleaned)


def _chunk(match: re.Match[str], position: int, *, shouting: bool) -> Iterator[Word]:
    """Yield the words of a run without spaces: one word, or the parts of a compound and then the whole."""
    if "-" not in match.group():
        yield _word(match.group(), position, match.start(), shouting=shouting)
        return
    pieces = match.group().split("-")
    start = match.start()
    here = position
    for piece in pieces:
        word = _word(piece, here, start, shouting=shouting)
        yield word
        here += 0 if word.stop else 1
        start += len(piece) + 1
    if _makes_compound(pieces):
        joined = "".join(pieces)
        yield Word(fold(joined), joined.lower(), position, False, False, len(pieces), match.start(), match.end())


def _word(piece: str, position: int, start: int, *, shouting: bool) -> Word:
    form = fold(piece)
    acronym = len(piece) > 1 and piece.isupper() and piece.isalpha() and not shouting
    stop = (form in STOP_WORDS and not acronym) or (len(form) == 1 and not form.isdigit())
    return Word(form, piece.lower(), position, stop, acronym, 1, start, start + len(piece))


def _makes_compound(pieces: list[str]) -> bool:
    """« co-voiturage » is a compound; « peut-on », « 2019-2020 » and long chains are not."""
    if len(pieces) > _PARTS_AT_MOST or any(not piece.isalpha() for piece in pieces):
        return False
    return fold(pieces[-1]) not in STOP_WORDS and len(pieces[-1]) >= _PART_AT_LEAST
