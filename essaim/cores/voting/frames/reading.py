"""Read the JSON form of a frame: closed, versioned; an error names the place (docs/formats/cadre.md and its JSON Schema)."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

from essaim.cores.voting.frames.frame import FRAME_FORMAT, Among, BadFrame, BallotRule, Frame, Limit, Pot, Sets
from essaim.cores.voting.money import read_number

T = TypeVar("T")


def read_frame(data: Any) -> Frame:
    """Read a frame from plain data. Raises BadFrame, which names the path, where it is wrong."""
    top = _closed(data, {"format", "ballot", "minimum", "pots", "limits", "apart"}, {"format"}, "")
    if top["format"] != FRAME_FORMAT:
        raise BadFrame(f"« {top['format']} » ; attendu {FRAME_FORMAT}", place="format")
    read = {
        "ballot": _read_ballot,
        "minimum": _whole,
        "pots": lambda value, place: _each(value, place, _read_pot),
        "limits": _read_limits,
        "apart": _read_sets,
    }
    return Frame(**{name: read[name](top[name], name) for name in top if name != "format"})  # type: ignore[arg-type]


def _read_ballot(data: Any, place: str) -> BallotRule:
    row = _closed(data, {"least", "most", "same", "limits", "apart"}, set(), place)
    read: dict[str, Callable[[Any, str], Any]] = {
        "least": _whole,
        "most": _positive,
        "same": _texts,
        "limits": _read_limits,
        "apart": _read_sets,
    }
    return BallotRule(**{name: read[name](value, f"{place}.{name}") for name, value in row.items()})


def _read_pot(data: Any, place: str) -> Pot:
    row = _closed(data, set(_OF_POT), {"id"}, place)
    try:
        return Pot(**{name: _OF_POT[name](value, f"{place}.{name}") for name, value in row.items()})
    except BadFrame as error:
        raise _inside(error, place) from None


def _read_among(data: Any, place: str) -> Among:
    row = _closed(data, {"fields", "over", "up_to"}, set(), place)
    fields = row.get("fields", {})
    if not isinstance(fields, dict):
        raise BadFrame("attendu : un objet, à chaque champ la liste de ses valeurs", place=f"{place}.fields")
    named = [(name, _texts(values, f"{place}.fields.{name}")) for name, values in sorted(fields.items())]
    over, up_to = (_amount(row[name], f"{place}.{name}") if name in row else None for name in ("over", "up_to"))
    return Among(tuple((name, tuple(sorted(values))) for name, values in named), over, up_to)


def _read_limits(data: Any, place: str) -> tuple[Limit, ...]:
    return _each(data, place, _read_limit)


def _read_limit(data: Any, place: str) -> Limit:
    row = _closed(data, {"field", "most"}, {"field", "most"}, place)
    return Limit(_text(row["field"], f"{place}.field"), _positive(row["most"], f"{place}.most"))


def _read_sets(data: Any, place: str) -> Sets:
    return _each(data, place, _read_set)


def _read_set(data: Any, place: str) -> tuple[str, ...]:
    names = _texts(data, place)
    if len(names) < 2:  # noqa: PLR2004 - one project is incompatible with nothing
        raise BadFrame("attendu : au moins deux identifiants de projets", place=place)
    return names


def _each(data: Any, place: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    if not isinstance(data, list):
        raise BadFrame("attendu : une liste", place=place)
    return tuple(read(value, f"{place}[{number}]") for number, value in enumerate(data))


def _inside(error: BadFrame, place: str) -> BadFrame:
    """Return the error of a part with the path of the whole before its own."""
    if error.place.startswith(place):
        return error
    return BadFrame(str(error).partition(" : ")[2], place=f"{place}.{error.place}")


def _closed(data: Any, allowed: set[str], needed: set[str], place: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadFrame("attendu : un objet", place=place)
    unknown, absent = sorted(set(data) - allowed), sorted(needed - set(data))
    if unknown or absent:
        text = f"champ inconnu : {', '.join(unknown)}" if unknown else f"champ absent : {', '.join(absent)}"
        raise BadFrame(f"{text} ; attendus : {', '.join(sorted(allowed))}", place=place)
    return data


def _text(data: Any, place: str) -> str:
    if not isinstance(data, str) or not data:
        raise BadFrame("attendu : un texte non vide", place=place)
    return data


def _texts(data: Any, place: str) -> tuple[str, ...]:
    texts = _each(data, place, _text)
    if not texts or len(set(texts)) < len(texts):
        raise BadFrame("attendu : une liste de textes, chacun une fois", place=place)
    return texts


def _whole(data: Any, place: str) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or data < 0:
        raise BadFrame(f"« {data} » ; attendu : un nombre entier, 0 ou plus", place=place)
    return data


def _positive(data: Any, place: str) -> int:
    if _whole(data, place) < 1:
        raise BadFrame(f"« {data} » ; attendu : un nombre entier, 1 ou plus", place=place)
    return int(data)


def _amount(data: Any, place: str) -> Fraction:
    wrong = BadFrame(f'« {data} » ; attendu : un nombre décimal écrit en texte, comme "1234.50"', place=place)
    try:
        number = read_number(data) if isinstance(data, str) else None
    except ValueError:
        raise wrong from None
    if number is None or number.oddity or number.value < 0:
        raise wrong
    return number.value


_OF_POT: dict[str, Callable[[Any, str], Any]] = {
    "id": _text,
    "name": _text,
    "amount": _amount,
    "share": _amount,
    "among": _read_among,
    "most": _positive,
    "limits": _read_limits,
    "part": _amount,
    "leftover": _text,
}
