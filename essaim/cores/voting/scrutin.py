"""Our own open JSON for an election: docs/formats/scrutin.md and its JSON Schema."""

from fractions import Fraction
from math import lcm
from typing import Any

from essaim.cores.voting.election import WITH_POINTS, BadElection, Election, Project, group_ballots
from essaim.cores.voting.money import read_number, write_number

SCRUTIN_FORMAT = "essaim/scrutin/1"
_KEYS = {"format", "kind", "budget", "meta", "projects", "ballots"}
_PROJECT_KEYS = {"id", "cost", "name", "fields", "selected"}
_BALLOT_KEYS = {"choices", "points", "voters"}


def scrutin_json(election: Election) -> dict[str, Any]:
    """Return an election as plain data: amounts as exact text, identical ballots once, in the canonical order."""
    return {
        "format": SCRUTIN_FORMAT,
        "kind": election.kind,
        "budget": write_number(election.budget),
        "meta": dict(election.meta),
        "projects": [_project_json(project) for project in election.projects],
        "ballots": _ballots_json(election.canonical()),
    }


def _project_json(project: Project) -> dict[str, Any]:
    data = {"id": project.id, "cost": write_number(project.cost), "name": project.name, "fields": dict(project.fields)}
    return {**data, "selected": project.selected} if project.selected else data


def _ballots_json(election: Election) -> list[dict[str, Any]]:
    ids = [project.id for project in election.projects]
    groups = []
    for choices, points, voters in election.ballots.groups():
        group: dict[str, Any] = {"choices": [ids[place] for place in choices], "voters": voters}
        if election.ballots.points is not None:
            group["points"] = [write_number(Fraction(point, election.ballots.scale)) for point in points]
        groups.append(group)
    return groups


def read_scrutin(data: Any) -> Election:
    """Read an election from plain data. Raises BadElection, which names the path (``projects[3].cost``), where it is wrong."""
    top = _closed(data, _KEYS, _KEYS - {"meta"}, "")
    if top["format"] != SCRUTIN_FORMAT:
        raise BadElection(f"« {top['format']} » ; attendu {SCRUTIN_FORMAT}", place="format")
    kind, budget = top["kind"], _amount(top["budget"], "budget")
    projects = tuple(_read_project(each, f"projects[{n}]") for n, each in enumerate(_list(top["projects"], "projects")))
    _refuse_doubles([project.id for project in projects], "projects")
    meta = _texts(top.get("meta", {}), "meta")
    return Election(budget, kind, projects, _read_ballots(top["ballots"], kind, projects), meta)


def _read_project(data: Any, place: str) -> Project:
    row = _closed(data, _PROJECT_KEYS, {"id", "cost"}, place)
    key = _text(row["id"], f"{place}.id")
    if not key:
        raise BadElection("attendu : un identifiant", place=f"{place}.id")
    return Project(
        id=key,
        cost=_amount(row["cost"], f"{place}.cost"),
        name=_text(row.get("name", ""), f"{place}.name"),
        fields=_texts(row.get("fields", {}), f"{place}.fields"),
        selected=_text(row.get("selected", ""), f"{place}.selected"),
    )


def _read_ballots(data: Any, kind: str, projects: tuple[Project, ...]) -> Any:
    position = {project.id: place for place, project in enumerate(projects)}
    with_points = kind in WITH_POINTS
    groups = [
        _read_group(each, position, f"ballots[{n}]", with_points=with_points)
        for n, each in enumerate(_list(data, "ballots"))
    ]
    scale = lcm(*(value.denominator for _, points, _ in groups for value in points))
    counted: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for choices, points, voters in groups:
        key = _ordered(kind, choices, tuple(int(value * scale) for value in points))
        counted[key] = counted.get(key, 0) + voters
    return group_ballots(counted, points=with_points, scale=scale)


def _ordered(kind: str, choices: tuple[int, ...], points: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Choices are a set, but in a ranking: put them in the order of the projects, their points with them."""
    if kind == "ordinal" or not choices:
        return choices, points
    pairs = sorted(zip(choices, points or choices, strict=True))
    return tuple(place for place, _ in pairs), tuple(point for _, point in pairs) if points else ()


def _read_group(
    data: Any, position: dict[str, int], place: str, *, with_points: bool
) -> tuple[tuple[int, ...], tuple[Fraction, ...], int]:
    needed = {"choices", "voters", "points"} if with_points else {"choices", "voters"}
    row = _closed(data, needed, needed, place)
    names = [_text(name, f"{place}.choices") for name in _list(row["choices"], f"{place}.choices")]
    unknown = [name for name in names if name not in position]
    if unknown:
        raise BadElection(f"projet « {unknown[0]} » inconnu", place=f"{place}.choices")
    _refuse_doubles(names, f"{place}.choices")
    points = tuple(_amount(value, f"{place}.points") for value in _list(row.get("points", []), f"{place}.points"))
    if with_points and (len(points) != len(names) or not all(points)):
        raise BadElection("attendu : un nombre de points plus grand que 0 pour chaque choix", place=f"{place}.points")
    voters = row["voters"]
    if not isinstance(voters, int) or isinstance(voters, bool) or voters < 1:
        raise BadElection("attendu : un nombre entier, 1 ou plus", place=f"{place}.voters")
    return tuple(position[name] for name in names), points, voters


def _closed(data: Any, allowed: set[str], needed: set[str], place: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadElection("attendu : un objet", place=place)
    unknown, absent = sorted(set(data) - allowed), sorted(needed - set(data))
    if unknown or absent:
        text = f"champ inconnu : {', '.join(unknown)}" if unknown else f"champ absent : {', '.join(absent)}"
        raise BadElection(text, place=place)
    return data


def _list(data: Any, place: str) -> list[Any]:
    if not isinstance(data, list):
        raise BadElection("attendu : une liste", place=place)
    return data


def _text(data: Any, place: str) -> str:
    if not isinstance(data, str):
        raise BadElection("attendu : un texte", place=place)
    return data


def _texts(data: Any, place: str) -> dict[str, str]:
    if not isinstance(data, dict):
        raise BadElection("attendu : un objet de textes", place=place)
    return {key: _text(value, f"{place}.{key}") for key, value in data.items()}


def _amount(data: Any, place: str) -> Fraction:
    try:
        number = read_number(_text(data, place))
    except ValueError as error:
        raise BadElection(str(error), place=place) from None
    if number.oddity or number.value < 0:
        raise BadElection(f'« {data} » ; attendu : un nombre décimal comme "1234.50"', place=place)
    return number.value


def _refuse_doubles(names: list[str], place: str) -> None:
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) != len(names) else set()
    if twice:
        raise BadElection(f"« {min(twice)} » est donné deux fois", place=place)
