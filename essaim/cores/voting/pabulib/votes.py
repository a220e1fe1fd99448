"""Read the VOTES section: identical ballots are grouped as raw text first, then read once each."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm

from essaim.cores.voting.election import BadElection, Ballots, Project, Remark, group_ballots
from essaim.cores.voting.money import read_number
from essaim.cores.voting.pabulib.sections import Section

Raw = tuple[str, str]
Choices = tuple[int, ...]


def read_votes(
    section: Section, projects: tuple[Project, ...], kind: str, meta: dict[str, str], remarks: list[Remark]
) -> Ballots:
    """Return the ballots, grouped. Raises BadElection at the first ballot that cannot be read with certainty."""
    vote, points = section.column("vote"), section.column("points")
    if vote is None:
        raise BadElection("colonne absente de la section VOTES", place="vote")
    _check_identifiers(section, remarks)
    if kind in {"cumulative", "scoring"} and points is None:
        raise BadElection(f"colonne absente : un vote « {kind} » donne des points", place="points")
    position = {project.id: place for place, project in enumerate(projects)}
    finder = _Finder(section, vote, points)
    if kind in {"approval", "choose-1"}:
        counted = _approvals(Counter([row[vote] for row in section.rows]), position, finder, remarks)
        return group_ballots(counted, points=False)
    if points is None:
        return _ranks(Counter([row[vote] for row in section.rows]), position, finder, meta, remarks)
    return _scores(Counter([(row[vote], row[points]) for row in section.rows]), position, finder, kind, remarks)


class _Finder:
    """Finds the lines of a raw ballot again: only looked for when something is to be said of it."""

    def __init__(self, section: Section, vote: int, points: int | None) -> None:
        self.section, self.vote, self.points = section, vote, points

    def line(self, vote: str, points: str | None = None) -> int:
        pairs = zip(self.section.rows, self.section.lines, strict=True)
        return next(
            line
            for row, line in pairs
            if row[self.vote] == vote and (points is None or self.points is None or row[self.points] == points)
        )

    def error(self, text: str, vote: str, points: str | None = None, place: str = "vote") -> BadElection:
        return BadElection(text, place=place, line=self.line(vote, points))


def _check_identifiers(section: Section, remarks: list[Remark]) -> None:
    column = section.column("voter_id")
    if column is None:
        return
    names = [row[column] for row in section.rows]
    if len(set(names)) == len(names):
        return
    seen: set[str] = set()
    twice = [line for name, line in zip(names, section.lines, strict=True) if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
    text = "identifiant de votant déjà vu plus haut ; chaque bulletin est compté, comme dans le fichier"
    remarks.append(Remark(twice[0], "voter_id", text, len(twice)))


def _positions(vote: str, position: dict[str, int], finder: _Finder, points: str | None = None) -> list[int]:
    """Return where the chosen projects stand. Raises on an unknown one, for dropping it would change the count unsaid."""
    try:
        return [position[name] for name in vote.split(",")]
    except KeyError:
        names = [name.strip() for name in vote.split(",") if name.strip()]
    unknown = [name for name in names if name not in position]
    if unknown:
        known = "l’ajouter à PROJECTS s’il a été retiré, ou corriger le bulletin"
        raise finder.error(f"projet « {unknown[0]} » inconnu de la section PROJECTS ; {known}", vote, points)
    return [position[name] for name in names]


def _empty(counted: Counter[str], finder: _Finder, remarks: list[Remark]) -> None:
    blank = {raw: times for raw, times in counted.items() if not raw.strip(" ,")}
    if blank:
        line = min(finder.line(raw) for raw in blank)
        text = "bulletin vide : compté parmi les votants, sans choix"
        remarks.append(Remark(line, "vote", text, sum(blank.values())))


def _approvals(
    raws: Counter[str], position: dict[str, int], finder: _Finder, remarks: list[Remark]
) -> dict[tuple[Choices, Choices], int]:
    _empty(raws, finder, remarks)
    counted: dict[tuple[Choices, Choices], int] = {}
    doubled: dict[str, int] = {}
    for raw, times in raws.items():
        places = _positions(raw, position, finder)
        places.sort()
        choices = tuple(places)
        if len(set(choices)) != len(choices):
            doubled[raw], choices = times, tuple(sorted(set(choices)))
        key = choices, ()
        counted[key] = counted.get(key, 0) + times
    if doubled:
        line = min(map(finder.line, doubled))
        remarks.append(Remark(line, "vote", "projet choisi deux fois, compté une fois", sum(doubled.values())))
    return counted


def _ranks(
    raws: Counter[str], position: dict[str, int], finder: _Finder, meta: dict[str, str], remarks: list[Remark]
) -> Ballots:
    """Turn ranks into points: the first of a list of at most m gets m, the next m − 1 (Borda, as Pabulib says)."""
    _empty(raws, finder, remarks)
    read = {raw: _once(_positions(raw, position, finder), raw, finder) for raw in raws}
    longest = max(map(len, read.values()), default=0)
    declared = meta.get("max_length", "")
    most = int(declared) if declared.isdigit() else longest
    if most < longest:
        raise BadElection(f"max_length vaut {most}, mais un bulletin classe {longest} projets", place="max_length")
    if not declared:
        remarks.append(
            Remark(
                None,
                "max_length",
                f"absent : le premier d’un classement reçoit {longest} points, comme le bulletin le plus long",
            )
        )
    counted: dict[tuple[Choices, Choices], int] = {}
    for raw, times in raws.items():
        key = tuple(read[raw]), tuple(most - rank for rank in range(len(read[raw])))
        counted[key] = counted.get(key, 0) + times
    return group_ballots(counted, points=True)


def _once(places: list[int], vote: str, finder: _Finder, points: str | None = None) -> list[int]:
    if len(set(places)) != len(places):
        raise finder.error("le même projet est nommé deux fois", vote, points)
    return places


def _scores(raws: Counter[Raw], position: dict[str, int], finder: _Finder, kind: str, remarks: list[Remark]) -> Ballots:
    read: dict[Raw, list[tuple[int, Fraction]]] = {}
    for raw in raws:
        read[raw] = _scored(raw, position, finder)
    _remark_zeros(raws, read, finder, remarks)
    scale = lcm(*(value.denominator for pairs in read.values() for _, value in pairs))
    counted: dict[tuple[Choices, Choices], int] = {}
    for raw, times in raws.items():
        pairs = [(place, int(value * scale)) for place, value in read[raw] if value]
        if kind != "ordinal":
            pairs.sort()
        key = tuple(place for place, _ in pairs), tuple(value for _, value in pairs)
        counted[key] = counted.get(key, 0) + times
    return group_ballots(counted, points=True, scale=scale)


def _scored(raw: Raw, position: dict[str, int], finder: _Finder) -> list[tuple[int, Fraction]]:
    vote, points = raw
    places = _once(_positions(vote, position, finder, points), vote, finder, points)
    try:
        values = [_point(text) for text in points.split(",")] if points.strip() else []
    except ValueError as error:
        raise finder.error(str(error), vote, points, "points") from None
    if len(values) != len(places):
        text = f"{len(values)} nombres de points pour {len(places)} projets"
        raise finder.error(text, vote, points, "points")
    return list(zip(places, values, strict=True))


@lru_cache(maxsize=1024)
def _point(text: str) -> Fraction:
    """Read one number of points: a file holds few different ones, many times."""
    text = text.strip()
    value = Fraction(int(text)) if text.isdecimal() else read_number(text).value
    if value < 0:
        raise ValueError(f"« {text} » est négatif ; les points vont de 0 vers le haut")
    return value


def _remark_zeros(
    raws: Counter[Raw], read: dict[Raw, list[tuple[int, Fraction]]], finder: _Finder, remarks: list[Remark]
) -> None:
    blank = [raw for raw, pairs in read.items() if not pairs]
    zeros = [raw for raw, pairs in read.items() if any(not value for _, value in pairs)]
    _remark_raws(blank, "vote", "bulletin vide : compté parmi les votants, sans choix", raws, finder, remarks)
    _remark_raws(zeros, "points", "zéro point : n’est pas compté comme un choix", raws, finder, remarks)


def _remark_raws(
    found: Iterable[Raw], place: str, text: str, raws: Counter[Raw], finder: _Finder, remarks: list[Remark]
) -> None:
    found = list(found)
    if found:
        line = min(finder.line(*raw) for raw in found)
        remarks.append(Remark(line, place, text, sum(raws[raw] for raw in found)))
