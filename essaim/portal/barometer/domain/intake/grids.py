"""A file of a quota grid: one line for each combination of answers of the crossed questions, with its official number of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from essaim.cores.tables import Problem, Table, UnreadableError, refuse
from essaim.portal.barometer.domain import quotas
from essaim.portal.barometer.domain.intake.tables import read_table
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.models import Wave

TOTAL, SOURCE, PERIOD = "total", "source", "periode"
ENDING = (TOTAL, SOURCE, PERIOD)
LONGEST = {SOURCE: 300, PERIOD: 40}
LARGEST = 100_000_000
SHOWN = 60
Codes = tuple[str, ...]


@dataclass(frozen=True)
class GridFile:
    """What a file gives: the crossed questions in the order of its columns, a number for each combination, one source."""

    axes: tuple[Asked, ...]
    populations: dict[Codes, int]
    source: str
    source_date: str


def take_grid(
    *, wave: Wave, profile: Sequence[Asked], name: str, data: bytes, with_margins: bool, actor: UUID | None
) -> GridFile:
    """Set the quota that a file gives. The whole grid or nothing.

    Args:
        wave: In preparation.
        profile: The questions that may hold a quota.
        name: Of the file: its end says what it is.
        data: CSV or XLSX: a column for each crossed question (its label or its name), then `ENDING`; a cell of a question is the code
            or the words of a choice; a total may have decimals, as those of a census by sampling: it is rounded to the unit.
        with_margins: As `quotas.set_quota`.
        actor: For the journal.

    Side effects: as `quotas.set_quota`. Raises UnreadableError, NotNow.
    """
    found = read_grid(name, data, profile)
    quotas.set_quota(
        wave=wave, axes=found.axes, populations=found.populations, source=found.source, source_date=found.source_date,
        actor=actor, with_margins=with_margins,
    )  # fmt: skip
    return found


def read_grid(name: str, data: bytes, profile: Sequence[Asked]) -> GridFile:
    """Read a grid without writing anything. Raises UnreadableError with every problem: line, column, value, what is expected."""
    table = read_table(name, data)
    axes = _axes(table, profile)
    problems: list[Problem] = []
    populations: dict[Codes, int] = {}
    for line, row in table.records():
        codes, wrong = _codes(line, row, axes)
        total, bad = _total(line, row[TOTAL])
        problems += [*wrong, *bad]
        if wrong or bad:
            continue
        if codes in populations:
            words = " × ".join(asked.label_of(code) for asked, code in zip(axes.values(), codes, strict=True))
            problems.append(Problem(f"« {words} » a déjà son total plus haut : une ligne par case", line, TOTAL))
        populations[codes] = total
    source, period = (_same(table, column, problems) for column in (SOURCE, PERIOD))
    problems += [] if problems else _whole(tuple(axes.values()), populations)
    if problems:
        raise UnreadableError(problems)
    crossed = tuple(axes.values())
    ordered = {codes: populations[codes] for codes in quotas.combinations(crossed)}
    return GridFile(crossed, ordered, source, period)


def _axes(table: Table, profile: Sequence[Asked]) -> dict[str, Asked]:
    """Return the crossed question of each column that is not one of `ENDING`, in order."""
    missing = [column for column in ENDING if column not in table.columns]
    if missing:
        raise refuse(
            f"Il manque {'la colonne' if len(missing) == 1 else 'les colonnes'} {', '.join(missing)}. Attendues : une colonne par question "
            f"croisée, puis {', '.join(ENDING)}.", line=1,
        )  # fmt: skip
    known = {asked.label: asked for asked in profile} | {asked.slug: asked for asked in profile}
    columns = [column for column in table.columns if column not in ENDING]
    unknown = [column for column in columns if column not in known]
    if unknown or not columns:
        offered = ", ".join(asked.label for asked in profile) or "aucune encore"
        said = f"« {unknown[0][:SHOWN]} » n’est pas une question" if unknown else "aucune colonne ne nomme une question"
        raise refuse(f"{said} de profil de cette vague. Attendu : {offered}.", line=1, column=(unknown or [""])[0])
    axes = {column: known[column] for column in columns}
    if len({asked.slug for asked in axes.values()}) < len(axes):
        raise refuse("Deux colonnes nomment la même question : gardez-en une.", line=1)
    cells = len(quotas.combinations(list(axes.values())))
    if len(axes) > quotas.MOST_AXES or cells > quotas.MOST_CELLS:
        raise refuse(
            f"{len(axes)} questions croisées font {cells} cases ; {quotas.MOST_AXES} questions et {quotas.MOST_CELLS} cases au plus.",
            line=1,
        )
    if not table.rows:
        raise refuse(f"Aucune ligne sous les titres. Attendu : {cells} lignes, une par case.", line=2)
    return axes


def _codes(line: int, row: dict[str, str], axes: dict[str, Asked]) -> tuple[Codes, list[Problem]]:
    codes, problems = [], []
    for column, asked in axes.items():
        options = [option for option in asked.options if not option.no_opinion]
        known = {option.label: option.code for option in options} | {option.code: option.code for option in options}
        code = known.get(row[column])
        if code is None:
            offered = ", ".join(f"« {option.label} »" for option in options)
            problems.append(Problem(f"{_value(row[column])} n’est pas une réponse. Attendu : {offered}", line, column))
        codes.append(code or "")
    return tuple(codes), problems


def _total(line: int, text: str) -> tuple[int, list[Problem]]:
    plain = "".join(text.split()).replace(",", ".")
    number = float(plain) if plain.replace(".", "", 1).isascii() and plain.replace(".", "", 1).isdigit() else -1.0
    if 0 <= number <= LARGEST:
        return round(number), []
    return 0, [
        Problem(
            f"{_value(text)} n’est pas un nombre de personnes. Attendu : un nombre comme « 12 340 », 0 s’il n’y en a aucune",
            line,
            TOTAL,
        )
    ]


def _same(table: Table, column: str, problems: list[Problem]) -> str:
    """A grid has one source: the first line gives it, the others repeat it or leave it empty."""
    place = table.columns.index(column)
    first = table.rows[0][place]
    if not first or len(first) > LONGEST[column]:
        expected = {
            SOURCE: "producteur et publication, 300 signes au plus",
            PERIOD: "l’année des totaux, 40 signes au plus",
        }[column]
        problems.append(
            Problem(
                f"{_value(first)} ne dit pas d’où viennent les totaux. Attendu : {expected}", table.lines[0], column
            )
        )
    for line, row in zip(table.lines, table.rows, strict=True):
        if first and row[place] not in {"", first}:
            problems.append(
                Problem(
                    f"{_value(row[place])} diffère de la première ligne. Attendu : « {first[:SHOWN]} », ou rien",
                    line,
                    column,
                )
            )
    return first


def _whole(axes: Sequence[Asked], populations: dict[Codes, int]) -> list[Problem]:
    missing = [codes for codes in quotas.combinations(axes) if codes not in populations]
    words = [" × ".join(asked.label_of(code) for asked, code in zip(axes, codes, strict=True)) for codes in missing]
    if words:
        return [Problem(f"Il manque la ligne de la case « {each} »", column=TOTAL) for each in words]
    return (
        []
        if any(populations.values())
        else [Problem("Tous les totaux sont nuls : copiez les totaux officiels", column=TOTAL)]
    )


def _value(text: str) -> str:
    return f"« {text[:SHOWN]} »" if text else "Une cellule vide"
