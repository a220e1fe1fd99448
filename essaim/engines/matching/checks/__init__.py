"""What a section of matching means, checked before the kit is installed, one file a subject. Paths start at the section."""

from collections.abc import Callable, Iterable, Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding
from essaim.engines.matching.checks import agreements, pairs, roles, sides
from essaim.engines.matching.params import MatchingSection

Check = Callable[[MatchingSection, Surroundings], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    sides.two_sides,
    pairs.names_once,
    pairs.labels_differ,
    pairs.one_nearness,
    sides.capacities,
    sides.places,
    pairs.pair_rules,
    sides.shown,
    pairs.shared,
    agreements.amounts_of_time,
    pairs.quotas,
    pairs.drawn,
    agreements.follow_ups,
    agreements.agreed,
    roles.rights,
    roles.letters,
    agreements.documents,
)


def check(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """Yield everything that is wrong in a section."""
    for one in CHECKS:
        yield from one(section, around)
