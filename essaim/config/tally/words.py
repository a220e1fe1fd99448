"""The answer that people read, in French."""

from essaim.cores.voting import Result, write_number


def as_text(result: Result) -> str:
    """Return the answer in lines."""
    projects = result.election.projects
    lines = [f"{len(result.winners)} projets retenus pour {write_number(result.total_cost)} sur {write_number(result.election.budget)}"]
    lines += [
        f"{number:>3}. {projects[place].id}  {projects[place].name}  ({write_number(projects[place].cost)})"
        for number, place in enumerate(result.winners, 1)
    ]
    return "\n".join(lines)
