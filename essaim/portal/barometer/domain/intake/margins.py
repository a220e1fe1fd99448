"""A file of margins: one line for each answer of each profile question, with its official number or share, and its source."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from essaim.cores.tables import Problem, UnreadableError, refuse
from essaim.portal.barometer.domain import margins
from essaim.portal.barometer.domain.intake.tables import read_table
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.models import Wave

COLUMNS = ("question", "reponse", "total", "source", "periode")
MOST_LINES = 2_000
ROUNDING = 0.005
"""Shares are often given with one decimal: their sum may miss 1 by this much."""
LONGEST_SOURCE, LONGEST_PERIOD = 300, 40


@dataclass
class Given:
    """The totals of one question as the file gives them, with the line where they begin."""

    line: int
    source: str
    source_date: str
    totals: dict[str, float] = field(default_factory=dict)


@transaction.atomic
def take_margins(*, wave: Wave, profile: Sequence[Asked], name: str, data: bytes, actor: UUID | None) -> list[str]:
    """Set the margins that a file gives; return the labels of their questions. All of them or none.

    Args:
        wave: Not published yet.
        profile: The questions that can hold a margin.
        name: Of the file: its end says what it is.
        data: CSV or XLSX with the columns `COLUMNS`; ``reponse`` is a code or the words of a choice; a total with « % » is a share.
        actor: For the journal.

    Side effects: as `margins.set_margin` for each. Raises UnreadableError, NotNow.
    """
    by_slug = {asked.slug: asked for asked in profile}
    found, shares = _read(name, data, by_slug)
    rows = {row.version.question.slug: row for row in wave.questions.select_related("version__question")}
    for slug, given in found.items():
        margins.set_margin(
            wave=wave, question=rows[slug], totals=given.totals, in_shares=slug in shares, source=given.source,
            source_date=given.source_date, actor=actor,
        )  # fmt: skip
    return [by_slug[slug].label for slug in found]


class _WrongLineError(Exception):
    """A line is refused; it carries the problem."""

    def __init__(self, said: str, column: str) -> None:
        super().__init__(said)
        self.said, self.column = said, column


def _read(name: str, data: bytes, profile: dict[str, Asked]) -> tuple[dict[str, Given], set[str]]:
    table = read_table(name, data, rows=MOST_LINES)
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        raise refuse(f"Colonnes attendues : {', '.join(COLUMNS)}. Il manque : {', '.join(missing)}.")
    if not table.rows:
        raise refuse("Ce fichier n’a aucune ligne de totaux.")
    found: dict[str, Given] = {}
    shares: set[str] = set()
    problems: list[Problem] = []
    for line, row in table.records():
        try:
            _take_line(line, row, profile, found, shares)
        except _WrongLineError as wrong:
            problems.append(Problem(wrong.said, line, wrong.column))
    problems += [] if problems else _whole(found, shares, profile)
    if problems:
        raise UnreadableError(problems)
    return found, shares


def _take_line(
    line: int, row: dict[str, str], profile: dict[str, Asked], found: dict[str, Given], shares: set[str]
) -> None:
    asked, code = _answer(row, profile)
    if not row["source"] or len(row["source"]) > LONGEST_SOURCE or len(row["periode"]) > LONGEST_PERIOD:
        raise _WrongLineError(
            "une source (300 signes au plus) et une période (40 signes au plus) sont attendues", "source"
        )
    total, percent = _total(row["total"])
    given = found.setdefault(asked.slug, Given(line, row["source"], row["periode"]))
    if code in given.totals:
        raise _WrongLineError(f"« {row['reponse']} » a déjà son total", "reponse")
    if given.totals and percent != (asked.slug in shares):
        raise _WrongLineError("des nombres et des parts sont mêlés pour une même question", "total")
    given.totals[code] = total
    shares |= {asked.slug} if percent else set()


def _answer(row: dict[str, str], profile: dict[str, Asked]) -> tuple[Asked, str]:
    asked = profile.get(row["question"]) or next(
        (one for one in profile.values() if one.label == row["question"]), None
    )
    if asked is None:
        known = ", ".join(profile) or "aucune"
        raise _WrongLineError(
            f"« {row['question']} » n’est pas une question de profil à une réponse ({known})", "question"
        )
    codes = {option.label: option.code for option in asked.options} | {code: code for code in asked.codes}
    code = codes.get(row["reponse"])
    if code is None:
        said = f"« {row['reponse']} » n’est pas une réponse de « {asked.label} » : {', '.join(asked.codes)}"
        raise _WrongLineError(said, "reponse")
    return asked, code


def _total(text: str) -> tuple[float, bool]:
    plain = "".join(text.split()).replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
    percent = plain.endswith("%")
    try:
        number = float(plain.removesuffix("%"))
    except ValueError:
        number = -1.0
    if not 0 <= number <= (100 if percent else 1e9):
        raise _WrongLineError(f"un nombre, ou une part comme « 52,3 % », est attendu : « {text[:40]} »", "total")
    return number / 100 if percent else number, percent


def _whole(found: dict[str, Given], shares: set[str], profile: dict[str, Asked]) -> list[Problem]:
    """A margin says its part of the population for each answer that has one; its shares make a whole."""
    problems = []
    for slug, given in found.items():
        known = [option for option in profile[slug].options if not option.no_opinion]
        missing = [option.label for option in known if option.code not in given.totals]
        if missing:
            problems.append(
                Problem(f"« {profile[slug].label} » : il manque {', '.join(missing)}", given.line, "reponse")
            )
        whole = sum(given.totals.values())
        if not whole:
            problems.append(Problem(f"« {profile[slug].label} » : tous les totaux sont nuls", given.line, "total"))
        elif slug in shares and abs(whole - 1) > ROUNDING:
            said = f"{100 * whole:.1f}".replace(".", ",")
            problems.append(
                Problem(f"« {profile[slug].label} » : les parts font {said} % au lieu de 100 %", given.line, "total")
            )
    return problems
