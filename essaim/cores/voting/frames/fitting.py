"""A frame put on an election: names become positions, shares become amounts; whatever does not fit is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from essaim.cores.voting.election import Election, Project
from essaim.cores.voting.frames.frame import BadFrame, Frame, Limit, Pot, Sets
from essaim.cores.voting.french import amount


@dataclass(frozen=True, slots=True)
class FittedLimit:
    """At most ``most`` with the same ``values[p]``; « "" » where project p is not concerned."""

    field: str
    most: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FittedPot:
    """A pot with its own money, the projects that it may fund, its limits, and the position of the pot that gets what is left."""

    pot: Pot
    own: Fraction
    places: tuple[int, ...]
    limits: tuple[FittedLimit, ...]
    to: int | None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A frame on an election. ``rivals[p]``: the projects that cannot win beside p."""

    frame: Frame
    pots: tuple[FittedPot, ...]
    limits: tuple[FittedLimit, ...]
    rivals: tuple[frozenset[int], ...]
    codes: tuple[tuple[str, ...], ...]  # of ``ballot.same``: the value of each project
    ballot_limits: tuple[FittedLimit, ...]
    ballot_rivals: tuple[frozenset[int], ...]


def fit(frame: Frame, election: Election) -> Fitted:
    """Put a frame on an election. Raises BadFrame: unknown project or field, money that belongs to no pot, a project without pot."""
    projects, rule = election.projects, frame.ballot
    pots = _pots(frame, election)
    _refuse_homeless(pots, projects)
    return Fitted(
        frame=frame,
        pots=pots,
        limits=_limits(frame.limits, projects, range(len(projects)), "limits"),
        rivals=_rivals(frame.apart, election, "apart"),
        codes=tuple(_values(field, projects, range(len(projects)), "ballot.same") for field in rule.same),
        ballot_limits=_limits(rule.limits, projects, range(len(projects)), "ballot.limits"),
        ballot_rivals=_rivals(rule.apart, election, "ballot.apart"),
    )


def _pots(frame: Frame, election: Election) -> tuple[FittedPot, ...]:
    names = [pot.id for pot in frame.pots]
    fitted = []
    for number, (pot, own) in enumerate(zip(frame.pots, _money(frame, election.budget), strict=True)):
        places = tuple(place for place, project in enumerate(election.projects) if pot.among.holds(project))
        limits = _limits(pot.limits, election.projects, places, f"pots[{number}].limits")
        fitted.append(FittedPot(pot, own, places, limits, names.index(pot.leftover) if pot.leftover else None))
    return tuple(fitted)


def _money(frame: Frame, budget: Fraction) -> list[Fraction]:
    """Return each pot's own money: all of the envelope, to the last cent, belongs to some pot."""
    own = [pot.amount if pot.share is None else pot.share * budget for pot in frame.pots]
    rest = budget - sum((each for each in own if each is not None), Fraction(0))
    if rest < 0:
        raise BadFrame(f"les enveloppes dépassent de {amount(-rest)} l’enveloppe du scrutin", place="pots")
    if rest and None not in own:
        text = f"il reste {amount(rest)} qui ne vont à aucune enveloppe ; ajouter une enveloppe sans « amount »"
        raise BadFrame(text, place="pots")
    return [rest if each is None else each for each in own]


def _refuse_homeless(pots: Sequence[FittedPot], projects: Sequence[Project]) -> None:
    housed = {place for pot in pots for place in pot.places}
    homeless = [project.id for place, project in enumerate(projects) if place not in housed]
    if homeless:
        named = ", ".join(homeless[:3]) + (f" et {len(homeless) - 3} autres" if len(homeless) > 3 else "")  # noqa: PLR2004
        raise BadFrame(f"aucune enveloppe ne peut financer {named} ; vérifier « among »", place="pots")


def _limits(
    limits: Sequence[Limit], projects: Sequence[Project], places: Sequence[int], where: str
) -> tuple[FittedLimit, ...]:
    return tuple(FittedLimit(each.field, each.most, _values(each.field, projects, places, where)) for each in limits)


def _values(field: str, projects: Sequence[Project], places: Sequence[int], where: str) -> tuple[str, ...]:
    """Return the value of a field for every project concerned: all must have one, or a limit would forget some."""
    concerned = set(places)
    for place in places:
        if not projects[place].fields.get(field):
            raise BadFrame(f"le projet « {projects[place].id} » n’a pas de champ « {field} »", place=where)
    return tuple(project.fields[field] if place in concerned else "" for place, project in enumerate(projects))


def _rivals(sets: Sets, election: Election, where: str) -> tuple[frozenset[int], ...]:
    rivals: list[set[int]] = [set() for _ in election.projects]
    for number, names in enumerate(sets):
        unknown = [name for name in names if name not in election.position]
        if unknown:
            raise BadFrame(f"projet « {unknown[0]} » inconnu", place=f"{where}[{number}]")
        places = {election.position[name] for name in names}
        for place in places:
            rivals[place] |= places - {place}
    return tuple(frozenset(each) for each in rivals)
