"""Read a YAML file as text only, within limits that hold before anything is built.

YAML's own typing is never asked: `01004`, `no` and `1.0` stay what was written. Aliases, anchors, tags, merge keys,
duplicate keys and several documents are refused: a kit says each thing once, where it is read. One parser only (libyaml,
in PyYAML's wheels): PyYAML's own in Python does not accept quite the same texts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, NoReturn

import yaml
from yaml import CSafeLoader as Loader

from essaim.adoptions.kits.document.problems import Path, Problem, Step, UnreadableError
from essaim.adoptions.kits.document.tree import Document, Tree
from essaim.cores.reading import Excess, Limits, OutOfBoundsError, bounded

LIMITS = Limits(size=256 * 1024, depth=40, nodes=20_000)
SHOWN_AT_MOST = 8
TOO_MUCH = "un kit ne porte que des règles et des textes"
ADVICE: dict[Excess, str] = {
    "alias": "recopiez la valeur, ou faites-en un paramètre",
    "depth": "découpez en règles nommées",
    "nodes": TOO_MUCH,
}
FILE = "kit.yaml"

Node = yaml.ScalarEvent | yaml.CollectionStartEvent

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Control characters and those that change the order in which a text is read: what is shown would not be what is there."""


def read_document(path: FilePath) -> Document:
    """Read a kit: the file itself, or `kit.yaml` in a folder. Raises UnreadableError."""
    file = path / FILE if path.is_dir() else path
    try:
        with file.open("rb") as stream:
            content = stream.read(LIMITS.size + 1)
    except OSError as error:
        reason = (
            "ce fichier n’existe pas"
            if isinstance(error, FileNotFoundError)
            else f"lecture impossible : {error.strerror}"
        )
        raise UnreadableError(
            Problem(str(path), None, "", reason, f"donnez un dossier de kit ou son fichier {FILE}")
        ) from None
    return parse(content, file.name)


def parse(content: bytes, name: str = FILE) -> Document:
    """Read the bytes of a kit. Raises UnreadableError, whatever the bytes; time grows with their number only."""
    if len(content) > LIMITS.size:
        _refuse(name, None, "", OutOfBoundsError("bytes", LIMITS, None).said, TOO_MUCH)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        _refuse(name, line, "", "ce fichier n’est pas en UTF-8", "enregistrez-le en UTF-8")
    try:
        return _Builder(name).build(yaml.parse(text, Loader=Loader))
    except yaml.YAMLError as error:
        _refuse(name, _line_of(error), "", "ce n’est pas du YAML lisible", _hint(error))


@dataclass
class _Open:
    """A list or a table being filled; ``key`` is the key of the table whose value comes next, ``line`` where it is."""

    node: list[Any] | dict[str, Any]
    key: str | None = None
    line: int = 0


@dataclass
class _Builder:
    name: str
    open: list[_Open] = field(default_factory=list)
    path: list[Step] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    root: Tree = None
    documents: int = 0

    def build(self, events: Iterator[yaml.Event]) -> Document:
        try:
            for event in bounded(events, LIMITS):
                self._take(event, event.start_mark.line + 1 if event.start_mark else 1)
        except OutOfBoundsError as error:
            self._wrong(error.line or 1, error.said, ADVICE[error.excess])
        if not isinstance(self.root, dict):
            _refuse(
                self.name,
                1,
                "",
                "le fichier doit être une table de sections",
                "commencez par « format: 1 » puis « kit: »",
            )
        return Document(self.name, self.root, self.lines)

    def _take(self, event: yaml.Event, line: int) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(event, line)
        elif isinstance(event, Node):
            self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self._leave()

    def _document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            self._wrong(line, "un seul document par fichier", "retirez ce qui suit « --- »")
        if event.tags or event.version:
            self._wrong(line, "directive YAML refusée", "retirez la ligne qui commence par « % »")

    def _node(self, event: Node, line: int) -> None:
        if event.anchor is not None:
            self._wrong(line, f"ancre « &{event.anchor} » refusée", "recopiez la valeur, ou faites-en un paramètre")
        if event.tag is not None:
            self._wrong(line, f"étiquette de type « {event.tag} » refusée", "tout est du texte : retirez-la")
        if self.open and isinstance(self.open[-1].node, dict) and self.open[-1].key is None:
            self._key(event, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._value(self._text(event, line), line)
            self._leave()
        else:
            self._begin([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)

    def _key(self, event: Node, line: int) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._wrong(line, "une clé est un mot, non une liste ou une table", "écrivez « clé: valeur »")
        key = event.value
        if key == "<<":
            self._wrong(line, "fusion « << » refusée", "recopiez les valeurs")
        if not _KEY.fullmatch(key):
            self._wrong(line, f"clé « {key[:40]} » refusée", "lettres sans accent, chiffres, tirets ; pas d’espace")
        here = self.open[-1]
        if key in here.node:
            first = self.lines[*self.path, key]
            self._wrong(line, f"la clé « {key} » est donnée deux fois (déjà ligne {first})", "gardez-en une")
        here.key, here.line = key, line

    def _text(self, event: yaml.ScalarEvent, line: int) -> str:
        if event.value == "" and not event.style:
            self._wrong(line, "valeur absente", "écrivez une valeur, ou retirez la clé")
        text = unicodedata.normalize("NFC", event.value)
        if found := _INVISIBLE.search(text):
            self._wrong(line, f"caractère invisible refusé (U+{ord(found.group()):04X})", "retapez ce texte")
        return text

    def _begin(self, node: list[Any] | dict[str, Any], line: int) -> None:
        self._value(node, line)
        self.open.append(_Open(node))

    def _value(self, value: Tree, line: int) -> None:
        """Put a value where it belongs and go down to it."""
        if not self.open:
            self.root = value
        elif isinstance(self.open[-1].node, dict):
            key = str(self.open[-1].key)
            self.open[-1].node[key] = value
            self.path.append(key)
            line = self.open[-1].line
        else:
            self.path.append(len(self.open[-1].node))
            self.open[-1].node.append(value)
        self.lines[tuple(self.path)] = line

    def _leave(self) -> None:
        """Come back up from a value that is complete."""
        if self.path:
            self.path.pop()
        if self.open:
            self.open[-1].key = None

    def _wrong(self, line: int, message: str, advice: str) -> NoReturn:
        key = self.open[-1].key if self.open else None
        steps = [*self.path, *([key] if key else [])][:SHOWN_AT_MOST]
        shown = Document(self.name, self.root, {}).shown(tuple(steps))
        _refuse(self.name, line, shown, message, advice)


def _refuse(name: str, line: int | None, path: str, message: str, advice: str) -> NoReturn:
    raise UnreadableError(Problem(name, line, path, message, advice))


def _line_of(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else None


def _hint(error: yaml.YAMLError) -> str:
    said = str(getattr(error, "problem", None) or error)
    for english, french in _HINTS.items():
        if english in said:
            return french
    return "vérifiez l’alignement, les deux-points suivis d’une espace et les guillemets"


_HINTS = {
    "cannot start any token": "mettez entre guillemets une valeur qui commence par ce signe (ou remplacez la tabulation par des espaces)",
    "mapping values are not allowed": "mettez entre guillemets un texte qui contient « : »",
    "tab": "remplacez les tabulations par des espaces",
    "unexpected end of stream": "un guillemet ou un crochet n’est pas fermé",
    "did not find expected": "vérifiez l’alignement et les guillemets",
    "special characters": "retirez les caractères de contrôle",
    "control characters": "retirez les caractères de contrôle",
}
