"""`essaim survey check`: work a reference case again and name the first values that differ."""

import argparse
import json
from pathlib import Path

from essaim.config.survey.cases import AREAS, Case
from essaim.config.survey.comparison import Comparison, Difference
from essaim.config.survey.recipes import answer
from essaim.config.survey.tables import UnusableFile, read_text

SHOWN = 5
KEYS = {"id", "area", "title", "inputs", "params", "expected", "rtol", "atol"}


def run(options: argparse.Namespace) -> int:
    """Check each case; 1 when one differs."""
    reports = [check(path) for path in options.cases]
    if options.json:
        print(json.dumps(reports, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            print(_line(report))
    return 0 if all(report["passed"] for report in reports) else 1


def check(path: Path) -> dict[str, object]:
    """Return what was compared and what differs."""
    case = read_case(path)
    comparison = Comparison(case.relative, case.absolute)
    differences = list(comparison.differences(case.wanted(), answer(case)))
    return {
        "id": case.id,
        "area": case.area,
        "title": case.title,
        "passed": not differences and comparison.compared > 0,
        "compared": comparison.compared,
        "gap": comparison.gap,
        "furthest": comparison.furthest,
        "differences": [_as_json(each) for each in differences[:SHOWN]],
        "different": len(differences),
    }


def read_case(path: Path) -> Case:
    """Read a case; UnusableFile when it is not one, or when its area is not ours."""
    try:
        content = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise UnusableFile(f"« {path} », ligne {error.lineno} : JSON illisible.") from None
    absent = sorted(KEYS - set(content)) if isinstance(content, dict) else sorted(KEYS)
    if absent:
        raise UnusableFile(f"« {path} » n’est pas un cas de référence : il manque « {absent[0]} ».")
    if content["area"] not in AREAS:
        raise UnusableFile(f"« {path} » : domaine « {content['area']} » ; ceux-ci sont refaits : {', '.join(AREAS)}.")
    return Case(
        content["id"],
        content["area"],
        content["title"],
        path.parent,
        content["inputs"],
        content["params"],
        content["expected"],
        float(content["rtol"]),
        float(content["atol"]),
    )


def _as_json(difference: Difference) -> dict[str, object]:
    return {"path": difference.path, "wanted": difference.wanted, "got": repr(difference.got)}


def _line(report: dict[str, object]) -> str:
    mark = "✓" if report["passed"] else "✗"
    furthest = f"plus grand écart {report['gap']:.1e}, soit {report['furthest']:.1e} fois la tolérance"
    lines = [f"{mark} {report['id']} ({report['area']}) : {report['compared']} valeurs comparées, {furthest}"]
    found = report["differences"]
    if isinstance(found, list) and found:
        lines[0] += f", {report['different']} différentes"
        lines += [f"    {each['path']} : attendu {each['wanted']}, obtenu {each['got']}" for each in found]
    return "\n".join(lines)
