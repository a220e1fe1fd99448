"""The values that a scenario or a demonstration person writes: typed, and able to follow a parameter."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from essaim.adoptions.kits.kit import Kit, Settings
from essaim.cores.rules.kinds import NUMBERS, Item, Kind, Scalar, Shape, Value, Variable
from essaim.cores.rules.reading import UnreadableValueError, read
from essaim.cores.rules.wording import say_number

KEYS = ("parameter", "times", "plus", "minus")
_NUMBER = Variable("", Kind.DECIMAL, "")


def given_value(kit: Kit, variable: Variable, written: Any, settings: Settings) -> Value:
    """Return a value as it is written, or as `{parameter: id, times: n, plus: n, minus: n}` says.

    Args:
        kit: The kit, for its parameters.
        variable: What the value is about: its type and unit.
        written: A string, a list, or a table.
        settings: The values of the parameters.

    Raises:
        UnreadableValueError: it is not of that type, or the parameter is not.
    """
    if isinstance(written, Mapping):
        return _following(kit, variable, written, settings)
    if variable.kind is Kind.GROUP and isinstance(written, list):
        return tuple(_item(kit, variable, item, settings) for item in written)
    return read(variable, written)


def _item(kit: Kit, group: Variable, item: Any, settings: Settings) -> Item:
    """Read an item: its members that follow a parameter, and the others as any."""
    members = {member.name: member for member in group.members}
    following = {
        name: _scalar(_following(kit, members[name], value, settings))
        for name, value in (item.items() if isinstance(item, Mapping) else ())
        if name in members and isinstance(value, Mapping)
    }
    plain = {name: value for name, value in item.items() if name not in following} if following else item
    found = read(group, [plain])
    return {**(found[0] if isinstance(found, tuple) else {}), **following}


def _scalar(value: Value) -> Scalar:
    if isinstance(value, tuple):
        raise UnreadableValueError("une seule valeur")
    return value


def _following(kit: Kit, variable: Variable, written: Mapping[str, Any], settings: Settings) -> Value:
    name = written.get("parameter")
    parameter = kit.book.parameters.get(name) if isinstance(name, str) else None
    if parameter is None or not isinstance(name, str):
        raise UnreadableValueError(
            f"une valeur, ou « parameter: » suivi de l’un de : {', '.join(kit.book.parameters) or 'aucun'}"
        )
    if set(written) - set(KEYS):
        raise UnreadableValueError(f"seulement {', '.join(KEYS)}")
    if not _alike(variable, parameter):
        raise UnreadableValueError(f"un paramètre du même type que « {variable.name} »")
    value = settings[name]
    if isinstance(value, int | Fraction) and variable.kind in NUMBERS:
        return _moved(variable, Fraction(value), written)
    if set(written) - {"parameter"}:
        raise UnreadableValueError("« parameter: » seul : seul un nombre se déplace par times, plus ou minus")
    return value


def _alike(variable: Variable, parameter: Variable) -> bool:
    if variable.kind in NUMBERS and parameter.kind in NUMBERS:
        return (variable.kind is Kind.MONEY) == (parameter.kind is Kind.MONEY) and variable.unit == parameter.unit
    return variable.kind is parameter.kind


def _moved(variable: Variable, value: Fraction, written: Mapping[str, Any]) -> Value:
    """Times, then plus, then minus; a sum of money moves by euros."""
    unit = 100 if variable.kind is Kind.MONEY else 1
    moved = value * _number(written.get("times", "1"))
    moved += (_number(written.get("plus", "0")) - _number(written.get("minus", "0"))) * unit
    if variable.kind is Kind.DECIMAL:
        return moved
    if moved.denominator != 1:
        raise UnreadableValueError(f"un nombre entier ; ici : {say_number(moved, Shape(Kind.DECIMAL))}")
    return int(moved)


def _number(written: Any) -> Fraction:
    if not isinstance(written, str):
        raise UnreadableValueError("un nombre en chiffres")
    return Fraction(read(_NUMBER, written))  # type: ignore[arg-type]  # a number, by its type
