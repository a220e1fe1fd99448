"""What a section of cases must keep besides its form, one file a subject."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding
from essaim.engines.cases.checks import asking, deciding, delays, moving
from essaim.engines.cases.params import CasesSection


def check(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong in a section whose references exist; the rest is said once its states are right."""
    wrong = list(moving.machine(section))
    yield from wrong
    if not wrong:
        yield from moving.words(section)
        yield from moving.branches(section)
        yield from moving.roles(section, around)
        yield from asking.fields(section, around)
        yield from asking.restricted(section, around)
        yield from deciding.told(section, around)
        yield from deciding.carried(section, around)
        yield from deciding.called(section, around)
        yield from delays.lengths(section, around)
