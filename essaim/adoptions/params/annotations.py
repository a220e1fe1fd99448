"""Read the annotations of models: what is inside « or None », a union or `Annotated`."""

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import Tag


def members(annotation: Any) -> list[Any]:
    """Return the members of a union, whatever it is annotated with."""
    found = annotation
    while get_origin(found) is Annotated:
        found = get_args(found)[0]
    if get_origin(found) not in {Union, UnionType}:
        return [annotation]
    inside = [one for one in get_args(found) if one is not NoneType]
    return [deeper for one in inside for deeper in (members(one) if tag_of(one) is None else [one])]


def tag_of(annotation: Any) -> str | None:
    """Return the tag of a member of a union."""
    metadata = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return next((one.tag for one in metadata if isinstance(one, Tag)), None)


def bare_type(annotation: Any) -> Any:
    """Return a type without its annotations, nor « or None »."""
    found = annotation
    while get_origin(found) is Annotated or (get_origin(found) in {Union, UnionType} and len(members(found)) == 1):
        found = get_args(found)[0] if get_origin(found) is Annotated else members(found)[0]
    return found
