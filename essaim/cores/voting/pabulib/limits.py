"""Compare what a file says of itself with what it holds: counts, votes, scores, lengths of ballots."""

from collections.abc import Mapping
from fractions import Fraction

from essaim.cores.voting.backing import scores, votes
from essaim.cores.voting.election import Election, Remark
from essaim.cores.voting.money import read_number, write_number
from essaim.cores.voting.pabulib.sections import Section


def check_totals(
    election: Election,
    found: Mapping[str, int],
    meta: Mapping[str, str],
    lines: Mapping[str, int],
    section: Section,
    remarks: list[Remark],
) -> None:
    """Remark where num_projects, num_votes, votes or score differ from what the file holds."""
    for key, number in found.items():
        if key not in meta:
            remarks.append(Remark(None, key, f"absent ; {number} dans le fichier"))
        elif meta[key] != str(number):
            remarks.append(Remark(lines[key], key, f"annonce {meta[key]}, le fichier en contient {number}"))
    _check_column(section, "votes", [Fraction(number) for number in votes(election)], remarks)
    _check_column(section, "score", scores(election), remarks)


def _check_column(section: Section, name: str, found: list[Fraction], remarks: list[Remark]) -> None:
    column = section.column(name)
    if column is None:
        return
    wrong = []
    for row, line, number in zip(section.rows, section.lines, found, strict=True):
        text = row[column].strip()
        if text and _value(text) != number:
            wrong.append((line, f"annonce {text}, les bulletins donnent {write_number(number)}"))
    if wrong:
        remarks.append(Remark(wrong[0][0], name, wrong[0][1], len(wrong)))


def _value(text: str) -> Fraction | None:
    try:
        return read_number(text).value
    except ValueError:
        return None


def check_limits(election: Election, meta: Mapping[str, str], lines: Mapping[str, int], remarks: list[Remark]) -> None:
    """Remark where ballots are outside the limits that the file announces; they are counted all the same."""
    lengths: dict[str, int] = {}
    sums: dict[str, int] = {}
    ballots = election.ballots
    for group, voters in enumerate(ballots.voters):
        start, end = ballots.offsets[group], ballots.offsets[group + 1]
        lengths[str(end - start)] = lengths.get(str(end - start), 0) + voters
        if ballots.points is not None:
            total = write_number(Fraction(sum(ballots.points[start:end]), ballots.scale))
            sums[total] = sums.get(total, 0) + voters
    if election.kind == "choose-1":
        meta, lines = {"max_length": "1", **meta}, {"max_length": 0, **lines}
    _check_range("length", "projets choisis", lengths, meta, lines, remarks)
    _check_range("sum_points", "points donnés", sums, meta, lines, remarks)


def _check_range(
    name: str,
    what: str,
    found: Mapping[str, int],
    meta: Mapping[str, str],
    lines: Mapping[str, int],
    remarks: list[Remark],
) -> None:
    for side in ("min", "max"):
        key = f"{side}_{name}"
        limit = _value(meta.get(key, ""))
        if limit is None:
            continue
        outside = {size: n for size, n in found.items() if size != "0" and _outside(Fraction(size), limit, side)}
        if outside:
            text = (
                f"annonce {meta[key]} {what}, des bulletins en ont {', '.join(sorted(outside)[:5])} ; ils sont comptés"
            )
            remarks.append(Remark(lines[key] or None, key, text, sum(outside.values())))


def _outside(size: Fraction, limit: Fraction, side: str) -> bool:
    return size < limit if side == "min" else size > limit
