"""Read a ``.pb`` text: every oddity becomes an error or a remark that names its line and its field."""

from fractions import Fraction

from essaim.cores.voting.election import KINDS, BadElection, Election, Project, Remark
from essaim.cores.voting.money import read_number
from essaim.cores.voting.pabulib.limits import check_limits, check_totals
from essaim.cores.voting.pabulib.sections import Section, cut, decode
from essaim.cores.voting.pabulib.votes import read_votes

_OWN_COLUMNS = ("project_id", "cost", "name", "selected")
_COUNTED = ("budget", "vote_type", "num_projects", "num_votes")
SELECTED = ("", "0", "1", "2", "3")


def read_pabulib(data: bytes | str) -> Election:
    """Read a Pabulib file (bytes in UTF-8, or text). Voter identifiers and what is known of voters are not kept.

    Raises BadElection (line, field, what is expected) where the file cannot be counted with certainty; what is odd but
    certain is in ``remarks``, in the order of the file.
    """
    sections, remarks = cut(decode(data))
    meta, lines = _read_meta(sections["META"], remarks)
    kind, budget = _kind(meta, lines), _amount(meta, lines, "budget", remarks)
    projects = _read_projects(sections["PROJECTS"], budget, remarks)
    votes = read_votes(sections["VOTES"], projects, kind, meta, remarks)
    others = {key: value for key, value in meta.items() if key not in _COUNTED}
    election = Election(budget, kind, projects, votes, others)
    found = {"num_projects": len(projects), "num_votes": election.voters}
    check_totals(election, found, meta, lines, sections["PROJECTS"], remarks)
    check_limits(election, meta, lines, remarks)
    return Election(budget, kind, projects, votes, others, tuple(sorted(remarks, key=lambda remark: remark.line or 0)))


def _read_meta(section: Section, remarks: list[Remark]) -> tuple[dict[str, str], dict[str, int]]:
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row, line in zip(section.rows, section.lines, strict=True):
        key, value = row[0].strip().lower(), row[1].strip() if len(row) > 1 else ""
        if key in meta and meta[key] != value:
            text = f"« {value} », mais la ligne {lines[key]} dit « {meta[key]} » ; n’en garder qu’une"
            if key in _COUNTED:
                raise BadElection(text, place=key, line=line)
            remarks.append(Remark(line, key, f"{text} ; la première est gardée"))
        meta.setdefault(key, value)
        lines.setdefault(key, line)
    return meta, lines


def _kind(meta: dict[str, str], lines: dict[str, int]) -> str:
    kind = meta.get("vote_type", "").lower()
    if kind not in KINDS:
        raise BadElection(f"« {kind} » : attendu {', '.join(KINDS)}", place="vote_type", line=lines.get("vote_type"))
    return kind


def _amount(meta: dict[str, str], lines: dict[str, int], key: str, remarks: list[Remark]) -> Fraction:
    if not meta.get(key):
        raise BadElection("absent ; attendu : un montant comme 400000", place=key, line=lines.get(key))
    return _number(meta[key], lines[key], key, remarks)


def _number(text: str, line: int, place: str, remarks: list[Remark]) -> Fraction:
    try:
        number = read_number(text)
    except ValueError as error:
        raise BadElection(str(error), place=place, line=line) from None
    if number.value < 0:
        raise BadElection(f"« {text} » est négatif", place=place, line=line)
    if number.oddity:
        remarks.append(Remark(line, place, f"« {text} » lu avec {number.oddity}"))
    return number.value


def _read_projects(section: Section, budget: Fraction, remarks: list[Remark]) -> tuple[Project, ...]:
    for column in ("project_id", "cost"):
        if section.column(column) is None:
            raise BadElection(
                "colonne absente de la section PROJECTS",
                place=column,
                line=section.lines[0] - 1 if section.lines else None,
            )
    seen: dict[str, int] = {}
    projects = []
    for row, line in zip(section.rows, section.lines, strict=True):
        project = _read_project(dict(zip(section.header, row, strict=True)), line, remarks)
        if project.id in seen:
            raise BadElection(f"« {project.id} » est déjà à la ligne {seen[project.id]}", place="project_id", line=line)
        seen[project.id] = line
        _remark_cost(project, budget, line, remarks)
        projects.append(project)
    if not projects:
        raise BadElection("aucun projet dans la section PROJECTS")
    return tuple(projects)


def _read_project(row: dict[str, str], line: int, remarks: list[Remark]) -> Project:
    key, selected = row["project_id"].strip(), row.get("selected", "").strip()
    if not key or "," in key:
        raise BadElection(f"« {key} » : attendu un identifiant, sans virgule", place="project_id", line=line)
    if selected not in SELECTED:
        text = f"« {selected} » n’est pas une valeur connue (0, 1, 2, 3) ; le projet n’est compté ni gagnant ni perdant"
        remarks.append(Remark(line, "selected", text))
    cost = _number(row["cost"], line, "cost", remarks)
    fields = {name: value for name, value in row.items() if name not in _OWN_COLUMNS and name}
    return Project(key, cost, row.get("name", ""), fields, selected)


def _remark_cost(project: Project, budget: Fraction, line: int, remarks: list[Remark]) -> None:
    if project.cost > budget:
        remarks.append(Remark(line, "cost", f"« {project.id} » coûte plus que l’enveloppe : il ne peut pas gagner"))
    if project.cost == 0:
        remarks.append(Remark(line, "cost", f"« {project.id} » ne coûte rien"))
