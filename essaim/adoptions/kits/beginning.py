"""Begin a kit: a guided skeleton whose « … » are to be filled; the check names each one that is left."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
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
    chosen = list(dict.fromkeys(engines))
    parts = {
        "id": identifier,
        "title": _quoted(title),
        "engines": "".join(f"  {key}:\n{indent(_section(key, known), '    ')}" for key in chosen),
        "events": _events(chosen, known),
        **{role: f"[{', '.join(_verbs(role, chosen, known))}]" for role in ("demandeur", "agent")},
        **{name: _items(name, chosen, known) for name in ("roles", "parameters", "fields", "messages")},
    }
    text = re.sub(
        r"^ *@(\w+)@\n", lambda mark: parts[mark[1]], SKELETON.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return re.sub(r"@(\w+)@", lambda mark: parts[mark[1]], text)


def _verbs(role: str, engines: Sequence[str], known: Mapping[str, Engine]) -> Iterator[str]:
    for key in engines:
        if key in known:
            yield from (f"{key}.{verb}" for verb in known[key].beginning.may.get(role, ()))


def _items(name: str, engines: Sequence[str], known: Mapping[str, Engine]) -> str:
    """What the sections of the engines name in another section of the kit."""
    found = [getattr(known[key].beginning, name).strip("\n") for key in engines if key in known]
    return "".join(f"\n{indent(text, '  ')}\n" for text in found if text)


def _events(engines: Sequence[str], known: Mapping[str, Engine]) -> str:
    """The table that joins each engine to the next, by what leads in one and follows in the other."""
    joined = [_joined(known[one], known[other]) for one, other in pairwise(key for key in engines if key in known)]
    lines = "".join(f"  - {line}\n" for line in joined if line)
    return f"# Ce qui s’enchaîne : un événement d’un moteur, un effet d’un autre.\nevents:\n{lines}\n" if lines else ""


def _joined(one: Engine, other: Engine) -> str:
    for first, then in ((one, other), (other, one)):
        event, effect = first.event(first.beginning.leads), then.effect(then.beginning.follows)
        if event and effect:
            return (
                f"{{on: {first.key}.{event.key}, do: {then.key}.{effect.key}}}   # {event.label}, puis {effect.label}"
            )
    return ""


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
