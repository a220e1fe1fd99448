"""The values that an adopter sets: read, within bounds, valid together; and many valid ones, to try a kit with."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.params.values import ParameterRecord
from essaim.cores.rules.evaluation import Facts, evaluate
from essaim.cores.rules.kinds import NUMBERS, Kind, Value
from essaim.cores.rules.phrases import Printer
from essaim.cores.rules.reading import UnreadableValueError, read
from essaim.cores.rules.verdict import Verdict
from essaim.cores.rules.wording import say_value

DRAWS = 12
"""How many times the parameters are drawn together at random when a kit is tried."""

Said = tuple[str, str]


class BadSettingsError(ValueError):
    """The values of an adopter are refused; `problems` says each: parameter, what, what to do. In French."""

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        super().__init__("\n".join(f"{name} : {what} → {advice}" for name, what, advice in problems))
        self.problems = problems


def bounds(parameter: ParameterRecord) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of a number (money in cents). Raises UnreadableValueError."""
    if parameter.type not in NUMBERS:
        return None, None
    low, high = (read(parameter.variable(), written) for written in (parameter.min or "", parameter.max or ""))
    return Fraction(low), Fraction(high)  # type: ignore[arg-type]  # numbers, by their type


def parameter_problems(parameter: ParameterRecord, written: Any) -> list[Said]:
    """Return what is wrong in a value for a parameter: its form, or its bounds."""
    variable = parameter.variable()
    try:
        value = read(variable, written)
    except UnreadableValueError as error:
        return [(f"« {written} » n’est pas une valeur de « {parameter.id} »", f"attendu : {error}")]
    low, high = bounds(parameter)
    if low is None or high is None or not isinstance(value, int | Fraction):
        return []
    if low <= value <= high:
        return []
    between = f"une valeur entre {say_value(variable, low)} et {say_value(variable, high)}"
    return [(f"« {written} » est hors des bornes de « {parameter.id} »", between)]


def read_settings(kit: Kit, written: Mapping[str, Any]) -> dict[str, Value]:
    """Return the parameters as an adopter sets them, the others at their defaults. Raises BadSettingsError."""
    records = {parameter.id: parameter for parameter in kit.record.parameters}
    problems = [
        (name, "ce paramètre n’existe pas", f"paramètres : {', '.join(records) or 'aucun'}")
        for name in written
        if name not in records
    ]
    for name, value in written.items():
        if name in records:
            problems += [(name, *said) for said in parameter_problems(records[name], value)]
    if not problems:
        values = kit.defaults() | {name: read(kit.book.parameters[name], value) for name, value in written.items()}
        problems = invalid_together(kit, values)
    if problems:
        raise BadSettingsError(problems)
    return values


def invalid_together(kit: Kit, values: Settings) -> list[tuple[str, str, str]]:
    """Return the parameters whose ``valid_when`` does not hold, with the condition in French; then what engines refuse of them."""
    facts = Facts(parameters=values)
    broken = [
        (name, condition)
        for name, condition in kit.valid_when.items()
        if evaluate(condition, kit.book, facts).verdict is not Verdict.YES
    ]
    printer = Printer(kit.book, facts)
    said = [
        (name, "ces valeurs ne vont pas ensemble", f"il faut : {printer.sentence(condition)}")
        for name, condition in broken
    ]
    engines = (engine.fits(kit.sections[key], values) for key, engine in kit.engines.items() if key in kit.sections)
    return [*said, *(one for found in engines for one in found)]


def trials(kit: Kit) -> Iterator[dict[str, Value]]:
    """Yield the valid ones of the values proposed to try a kit with, the defaults first."""
    yield from (values for values in proposed(kit) if not invalid_together(kit, values))


def proposed(kit: Kit) -> list[dict[str, Value]]:
    """Return values to try a kit with: the defaults, each parameter at its ends, all at their ends, then draws.

    The draws depend on the digest of the kit only: the same kit is always tried with the same values.
    """
    defaults = kit.defaults()
    ends = {parameter.id: _ends(parameter, defaults[parameter.id]) for parameter in kit.record.parameters}
    random = Random(kit.digest)  # noqa: S311 - trials, not secrets
    found = [defaults]
    found += [{**defaults, name: value} for name, values in ends.items() for value in values]
    found += [{name: values[place] for name, values in ends.items()} for place in (0, -1)]
    return found + [
        {parameter.id: _drawn(parameter, ends[parameter.id], random) for parameter in kit.record.parameters}
        for _ in range(DRAWS)
    ]


def _ends(parameter: ParameterRecord, default: Value) -> list[Value]:
    low, high = bounds(parameter)
    if low is not None and high is not None:
        return [_as(parameter, low), _as(parameter, high)]
    if parameter.type is Kind.YES_NO:
        return [False, True]
    keys = [choice.id for choice in parameter.choices]
    if parameter.type is Kind.CHOICE:
        return [*keys]
    return [frozenset(keys[:1]), frozenset(keys)] if parameter.type is Kind.CHOICES else [default]


def _drawn(parameter: ParameterRecord, ends: list[Value], random: Random) -> Value:
    low, high = bounds(parameter)
    if low is None or high is None:
        return random.choice(ends)
    step = 1 if parameter.type is not Kind.DECIMAL else 100
    return _as(parameter, Fraction(random.randint(round(low * step), round(high * step)), step))


def _as(parameter: ParameterRecord, number: Fraction) -> Value:
    return number if parameter.type is Kind.DECIMAL else int(number)
