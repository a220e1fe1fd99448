"""Begin a kit: a guided skeleton whose « … » are to be filled; the check names each one that is left."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import indent

from essaim.adoptions.contract import Engine
from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.kits.document.reading import FILE
from essaim.adoptions.kits.document.tree import Tree

SKELETON = Path(__file__).parent / "skeleton.yaml"
TO_FILL, TO_FILL_KEY = "…", "a-completer"


class CannotBeginError(Exception):
    """A skeleton cannot be written there, for the reason that its text says in French."""


def begin(folder: Path, *, identifier: str, title: str, engines: Sequence[str], known: Mapping[str, Engine]) -> Path:
    """Write `kit.yaml` in a folder, made when absent. An existing file is never touched. Raises CannotBeginError."""
    return write_new(folder, skeleton(identifier, title, engines, known))


def write_new(folder: Path, text: str) -> Path:
    """Write a kit in a folder, made when absent. An existing file is never touched. Raises CannotBeginError."""
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise CannotBeginError(f"{file} existe déjà : rien n’est écrit. Choisissez un autre dossier") from None
    except OSError as error:
        raise CannotBeginError(f"{file} : écriture impossible ({error.strerror})") from None
    return file


def skeleton(identifier: str, title: str, engines: Sequence[str], known: Mapping[str, Engine]) -> str:
    """Return the skeleton as text."""
    text = SKELETON.read_text(encoding="utf-8")
    sections = "".join(f"  {key}:\n{indent(_section(key, known), '    ')}" for key in engines)
    return text.replace("@id@", identifier).replace("@title@", _quoted(title)).replace("  @engines@\n", sections)


def _section(key: str, known: Mapping[str, Engine]) -> str:
    if key in known:
        return known[key].skeleton.strip() + "\n"
    return f"{TO_FILL_KEY}: {TO_FILL}   # moteur absent de cette plateforme : suivez sa documentation\n"


def _quoted(text: str) -> str:
    """A text as a YAML scalar between double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def left_to_fill(tree: Tree, path: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    """Yield each « … » that a skeleton still has."""
    if tree == TO_FILL:
        yield Finding(path, "reste à compléter", "remplacez « … », ou retirez ce qui est facultatif")
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from left_to_fill(value, (*path, key))
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from left_to_fill(value, (*path, place))
