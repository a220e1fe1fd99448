"""What accounts count, in whole numbers: a unit is cut small enough that nothing a person writes needs a fraction."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from essaim.cores.rules.kinds import Kind, Shape
from essaim.cores.rules.wording import NO_BREAK, say_number

UnitKey = Literal["cents", "hours", "half-days", "days", "months", "items", "kWh"]


class UnevenError(ValueError):
    """A quantity is not a whole number of the smallest parts of its unit. Its text says so in French."""


@dataclass(frozen=True)
class UnitOfAccount:
    """A unit: its French plural as parameters write it, its kind, how many parts one of it has."""

    key: str
    label: str
    kind: Kind = Kind.INTEGER
    parts: int = 1
    part: str = "unité"

    def whole(self, value: int | Fraction) -> int:
        """Return a value as it is typed (money in cents, else in the unit) in whole parts. Raises UnevenError."""
        exact = Fraction(value) * self.parts
        if exact.denominator != 1:
            raise UnevenError(f"{self.say(exact)} : on compte ici par {self.part} entière, arrondissez")
        return int(exact)

    def value(self, count: int | Fraction) -> Fraction:
        """Return a number of parts in the unit that a person reads: euros, hours, kWh."""
        return Fraction(count) / (100 if self.kind is Kind.MONEY else self.parts)

    def say(self, count: int | Fraction) -> str:
        """Return a number of parts in French with its unit: « 12,50 € », « 7,5 heures », « 7 h 31 »."""
        exact = Fraction(count) / self.parts
        if self.key == "hours" and (exact * 4).denominator != 1:
            hours, minutes = divmod(round(abs(Fraction(count))), self.parts)
            return f"{'-' if count < 0 else ''}{hours}{NO_BREAK}h{NO_BREAK}{minutes:02d}"
        return say_number(exact, Shape(self.kind, self.label))

    def fits(self, kind: Kind, unit: str) -> bool:
        """Say whether a parameter, an amount or a field of this kind and unit may be counted here."""
        if self.kind is Kind.MONEY:
            return kind is Kind.MONEY
        return kind in {Kind.INTEGER, Kind.DECIMAL} and unit == self.label


UNITS: Mapping[str, UnitOfAccount] = {
    unit.key: unit
    for unit in (
        UnitOfAccount("cents", "euros", Kind.MONEY, part="centime"),
        UnitOfAccount("hours", "heures", parts=60, part="minute"),
        UnitOfAccount("half-days", "demi-journées", part="demi-journée"),
        UnitOfAccount("days", "jours", parts=2, part="demi-journée"),
        UnitOfAccount("months", "mois", part="mois"),
        UnitOfAccount("items", "unités"),
        UnitOfAccount("kWh", "kWh", parts=1000, part="wattheure"),
    )
}


def unit_of(key: str, label: str | None = None) -> UnitOfAccount:
    """Return a unit by its key; things counted one by one take the name that the kit gives them (« repas »)."""
    unit = UNITS[key]
    return UnitOfAccount(unit.key, label, unit.kind, unit.parts, unit.part) if label else unit
