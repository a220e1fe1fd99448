"""`essaim survey weight`: weights, and the trace of how they were obtained."""

import argparse
import csv
import io
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from essaim.config.survey.margins import Matched, match, read_margins
from essaim.config.survey.tables import Table, UnusableFile, read_table, write_whole
from essaim.cores.survey import BOUNDED, Options, Problem, Refused, Trimming, Weighting, quality, trim, weigh
from essaim.cores.survey.refusals import french
from essaim.cores.survey.words import number

LINES_SHOWN = 5
WEAK = 30  # respondents under which a category's weight rests on few people: said, not refused


@dataclass(frozen=True)
class Weighed:
    """A file of answers, what its margins became, and its weights."""

    table: Table
    matched: Matched
    weighting: Weighting


def options_of(options: argparse.Namespace) -> Options:
    """Return the core's options from those of the command line."""
    if options.method in BOUNDED and options.bounds is None:
        raise UnusableFile(f"La méthode « {options.method} » demande --bounds MIN MAX, par exemple --bounds 0.5 2.")
    if options.method not in BOUNDED and options.bounds is not None:
        raise UnusableFile("--bounds ne vaut que pour « logit » et « truncated ».")
    return Options(
        options.method,
        tuple(options.bounds) if options.bounds else None,
        options.tolerance,
        options.minimum_base,
    )


def weigh_file(data: Path, margins: Path, options: argparse.Namespace) -> Weighed:
    """Read both files and weigh; problems are said with the lines of the file."""
    table = read_table(data)
    start = table.numbers(options.base_weight) if options.base_weight else None
    matched = match(read_margins(margins), table)
    try:
        weighting = weigh(matched.factors, matched.margins, start=start, options=options_of(options))
    except Refused as refused:
        raise Refused(*(_located(each, table) for each in refused.problems)) from None
    return Weighed(table, matched, weighting)


def _located(problem: Problem, table: Table) -> Problem:
    if not problem.rows:
        return problem
    lines = [str(table.lines[row]) for row in problem.rows[:LINES_SHOWN]]
    more = len(problem.rows) - len(lines)
    where = f"{table.name}, ligne{'s' if len(problem.rows) > 1 else ''} {', '.join(lines)}"
    return replace(problem, text=f"{where}{f' et {more} autres' if more > 0 else ''} — {problem.text}")


def run(options: argparse.Namespace) -> int:
    """Weigh, say how, write the weights."""
    weighed = weigh_file(options.data, options.margins, options)
    weighting, weights = weighed.weighting, weighed.weighting.weights
    trimming = None
    if options.trim:
        trimming = trim(weights, tuple(options.trim), factors=weighed.matched.factors, margins=weighed.matched.margins)
        weights = trimming.weights
    report = _report(weighed, trimming)
    if options.output:
        write_whole(options.output, _csv(weighed.table, weights.tolist(), options.id))
    elif options.json:
        report["weights"] = weights.tolist()
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else _text(report, weighting, trimming))
    return 0


def _csv(table: Table, weights: list[float], identifier: str) -> str:
    names = table.texts(identifier) if identifier else [str(row) for row in range(1, len(weights) + 1)]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([identifier or "row", "weight"])
    writer.writerows(zip(names, map(repr, weights), strict=True))
    return file.getvalue()


def _report(weighed: Weighed, trimming: Trimming | None) -> dict[str, object]:
    weighting = weighed.weighting
    report: dict[str, object] = {
        "method": weighting.options.method,
        "bounds": weighting.options.bounds,
        "source": weighed.matched.source,
        **asdict(quality(trimming.weights if trimming else weighting.weights)),
        "gap": weighting.gap,
        "tolerance": weighting.options.tolerance,
        "steps": weighting.steps,
        "margins": [asdict(line) for line in weighting.lines],
        "weak": [f"{line.margin} : {line.category}" for line in weighting.lines if line.respondents < WEAK],
    }
    if trimming:
        report["trimming"] = {
            "cut": trimming.cut,
            "rounds": trimming.rounds,
            "before": asdict(trimming.before),
            "after": asdict(trimming.after),
            "margins": [asdict(drift) for drift in trimming.drifts],
        }
    return report


def _text(report: dict[str, object], weighting: Weighting, trimming: Trimming | None) -> str:
    found = trimming.after if trimming else quality(weighting.weights)
    lines = [
        f"{found.n} réponses redressées ({weighting.options.method}), somme des poids {number(found.total)}.",
        (
            f"Poids de {number(found.least, 3)} à {number(found.largest, 3)} ; effet de plan des poids {number(found.design_effect, 3)} : "
            f"elles valent {number(found.effective_size, 0)} réponses tirées au sort."
        ),
        f"Écart aux marges : {french(weighting.gap, 2)} (permis : {french(weighting.options.tolerance, 2)}), {weighting.steps} itérations.",
    ]
    if trimming:
        lines += _trimming_text(trimming)
    weak = report["weak"]
    if isinstance(weak, list) and weak:
        lines.append(
            f"Catégories de moins de {WEAK} personnes, dont le poids repose sur peu de gens : {', '.join(weak)}."
        )
    return "\n".join(lines)


def _trimming_text(trimming: Trimming) -> list[str]:
    worst = max(trimming.drifts, key=lambda drift: abs(drift.after / drift.before - 1))
    moved = 100 * (worst.after / worst.before - 1)
    return [
        (
            f"Poids bornés : {trimming.cut} coupés ; effet de plan {number(trimming.before.design_effect, 3)} → "
            f"{number(trimming.after.design_effect, 3)}. Les marges ne sont plus exactes : au plus {number(moved, 2)} % "
            f"(« {worst.margin} », « {worst.category} »)."
        )
    ]
