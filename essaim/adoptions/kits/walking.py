"""Find every reference and every text of a section by its type, in the kit's own models and in an engine's alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from essaim.adoptions.kits.document.problems import Path
from essaim.adoptions.params.annotations import bare_type, members
from essaim.adoptions.params.base import Prose, Reference
from essaim.adoptions.params.conditions import CONDITION_MODELS
from essaim.cores.rules import tree

Marker = Reference | Prose


@dataclass(frozen=True)
class Found:
    """A marked string, where it is and which section (the nearest table) holds it."""

    path: Path
    marker: Marker
    value: str
    holder: BaseModel


def marked(section: BaseModel, path: Path = ()) -> Iterator[Found]:
    """Yield every marked string of a section, in the order of its fields."""
    for name, field in type(section).model_fields.items():
        steps = (*path, field.alias or name)
        yield from _in(field.annotation, tuple(field.metadata), getattr(section, name), steps, section)


def conditions(section: Any, path: Path = ()) -> Iterator[tuple[Path, tree.Condition]]:
    """Yield every whole condition written in a section, as a tree, with its path."""
    if isinstance(section, CONDITION_MODELS):
        yield path, section.tree()
    elif isinstance(section, BaseModel):
        for name, field in type(section).model_fields.items():
            yield from conditions(getattr(section, name), (*path, field.alias or name))
    elif isinstance(section, list | dict):
        for step, item in section.items() if isinstance(section, dict) else enumerate(section):
            yield from conditions(item, (*path, step))


def _in(annotation: Any, metadata: tuple[Any, ...], value: Any, path: Path, holder: BaseModel) -> Iterator[Found]:
    if isinstance(value, BaseModel):
        yield from marked(value, path)
    elif isinstance(value, str):
        yield from (Found(path, marker, value, holder) for marker in _markers(annotation, metadata))
    elif isinstance(value, list):
        inner = _item(annotation, list, 0)
        for place, item in enumerate(value):
            yield from _in(inner, (), item, (*path, place), holder)
    elif isinstance(value, dict):
        inner = _item(annotation, dict, 1)
        for key, item in value.items():
            yield from _in(inner, (), item, (*path, key), holder)


def _markers(annotation: Any, metadata: tuple[Any, ...]) -> list[Marker]:
    """The markers of a string: on the field itself, or inside `X | None`."""
    own = [one for one in metadata if isinstance(one, Reference | Prose)]
    if get_origin(annotation) is Annotated:
        return own + _markers(get_args(annotation)[0], get_args(annotation)[1:])
    if get_origin(annotation) in {Union, UnionType}:
        return own + [marker for one in get_args(annotation) for marker in _markers(one, ())]
    return own


def _item(annotation: Any, kind: type, place: int) -> Any:
    """The annotation of the items of a list, or of the values of a table."""
    bare = (bare_type(one) for one in members(annotation))
    return next((get_args(one)[place] for one in bare if get_origin(one) is kind), None)
