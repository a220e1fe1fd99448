"""The kits of the platform for their tests: read and checked once, and random valid values for their parameters."""

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from essaim.adoptions import public
from essaim.adoptions.kits.settings import bounds, invalid_together
from essaim.cores.rules.kinds import NUMBERS, Kind

KITS = {path.parent.name: path for path in sorted((Path(__file__).parents[2] / "kits").glob("*/kit.yaml"))}
every_kit = pytest.mark.parametrize("name", KITS)


@cache
def report_of(name):
    """Check a kit once: every test reads the same, and none changes it."""
    return public.check_kit(path=KITS[name])


def kit_of(name):
    return report_of(name).kit


def drawn(kit, random):
    """Draw valid parameters, none of those the check itself tries."""
    while True:
        values = {parameter.id: _one(parameter, random) for parameter in kit.record.parameters}
        if not invalid_together(kit, values):
            return values


def _one(parameter, random):
    low, high = bounds(parameter)
    if parameter.type in NUMBERS:
        number = Fraction(random.randint(int(low), int(high)))
        return number if parameter.type is Kind.DECIMAL else int(number)
    if parameter.type is Kind.YES_NO:
        return random.choice([True, False])
    keys = [choice.id for choice in parameter.choices]
    if parameter.type is Kind.CHOICES:
        return frozenset(random.sample(keys, random.randint(1, len(keys))))
    return random.choice(keys or ["01", "2A", "32", "59", "974"])
