"""Write an election as a ``.pb`` text: ballots in the one order that depends on no arrival, voters numbered."""

import csv
import io
from collections.abc import Iterable
from fractions import Fraction

from essaim.cores.voting.backing import scores, votes
from essaim.cores.voting.election import Election, Project
from essaim.cores.voting.money import write_number


def write_pabulib(election: Election) -> str:
    """Return the text of a Pabulib file (UTF-8, line feeds). Nobody's identifier, age or place is in it."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\n").writerow
    for row in (["META"], ["key", "value"], *_meta(election)):
        write(row)
    write(["PROJECTS"])
    for row in _projects(election):
        write(row)
    write(["VOTES"])
    for row in _votes(election.canonical()):
        write(row)
    return out.getvalue()


def _meta(election: Election) -> Iterable[list[str]]:
    yield ["num_projects", str(len(election.projects))]
    yield ["num_votes", str(election.voters)]
    yield ["budget", write_number(election.budget)]
    yield ["vote_type", election.kind]
    yield from ([key, value] for key, value in election.meta.items())


def _projects(election: Election) -> Iterable[list[str]]:
    computed = {"votes": [str(number) for number in votes(election)]}
    if election.ballots.points is not None:
        computed["score"] = [write_number(score) for score in scores(election)]
    extra = list(dict.fromkeys(key for project in election.projects for key in project.fields if key not in computed))
    selected = ["selected"] if any(project.selected for project in election.projects) else []
    yield ["project_id", "cost", *computed, "name", *selected, *extra]
    for place, project in enumerate(election.projects):
        yield [
            *_own(project),
            *(column[place] for column in computed.values()),
            project.name,
            *_rest(project, selected, extra),
        ]


def _own(project: Project) -> list[str]:
    return [project.id, write_number(project.cost)]


def _rest(project: Project, selected: list[str], extra: list[str]) -> list[str]:
    return [project.selected for _ in selected] + [project.fields.get(key, "") for key in extra]


def _votes(election: Election) -> Iterable[list[str]]:
    with_points = election.ballots.points is not None
    yield ["voter_id", "vote", *(["points"] if with_points else [])]
    number = 0
    for choices, points, voters in election.ballots.groups():
        row = [",".join(election.projects[place].id for place in choices)]
        if with_points:
            row.append(",".join(write_number(Fraction(point, election.ballots.scale)) for point in points))
        for _ in range(voters):
            number += 1
            yield [str(number), *row]
