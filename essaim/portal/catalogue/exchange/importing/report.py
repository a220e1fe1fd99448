"""What an import did, or would do: counted, with every bad line, in French or as JSON."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

SHOWN = 50
"""How many bad lines are shown: enough to mend a file, few enough to read."""

OUTCOMES = {
    "created": "créées (brouillons, à relire par la modération)",
    "updated": "mises à jour",
    "unchanged": "inchangées",
    "kept": "gardées telles quelles",
    "skipped": "laissées de côté",
}


@dataclass(frozen=True)
class Problem:
    """One reason to refuse a line: where, what was read, why, and what to do."""

    line: int
    column: str
    value: str
    reason: str
    action: str

    def sentence(self) -> str:
        column = f", colonne « {self.column} »" if self.column else ""
        value = f" : « {self.value} »" if self.value else ""
        return f"ligne {self.line}{column}{value} — {self.reason}. {self.action}"


@dataclass
class Report:
    """Filled while the import goes on. Nothing was written when `problems` is not empty or `dry_run` is true."""

    file: str
    file_hash: str
    mapping: str
    dry_run: bool
    lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    records: int = 0
    seconds: float = 0.0
    seen_before: str = ""

    @property
    def written(self) -> bool:
        return not self.dry_run and not self.problems

    def refuse(self, line: int, column: str, value: object, reason: str, action: str) -> None:
        self.problems.append(Problem(line, column, _short(value), reason.rstrip("."), action))

    def meet_unknown(self, table: str, word: str) -> None:
        self.unknown.setdefault(table, Counter())[word] += 1

    def as_data(self) -> dict[str, Any]:
        """Return the report for a program: only plain JSON values."""
        bad = sorted({problem.line for problem in self.problems})
        return {
            "file": self.file,
            "file_hash": self.file_hash,
            "mapping": self.mapping,
            "dry_run": self.dry_run,
            "written": self.written,
            "lines": self.lines,
            **{name: self.outcomes[name] for name in OUTCOMES},
            "refused": len(bad),
            "problems": [vars(problem) for problem in self.problems[:SHOWN]],
            "problem_count": len(self.problems),
            "kept_pages": self.kept,
            "skipped_reasons": dict(self.skipped),
            "unknown_terms": {table: dict(words.most_common()) for table, words in self.unknown.items()},
            "dropped_values": dict(self.dropped),
            "fill_rate": {name: round(count / self.records, 4) for name, count in self.filled.items() if self.records},
            "seen_before": self.seen_before,
            "seconds": round(self.seconds, 2),
        }

    def as_json(self) -> str:
        return json.dumps(self.as_data(), ensure_ascii=False, indent=2)

    def as_text(self) -> str:
        parts = [self._headline(), *self._problems()] if self.problems else [self._headline(), *self._counts()]
        return "\n".join([*parts, *self._terms(), *self._fill_rates()])

    def _headline(self) -> str:
        if self.problems:
            lines = len({problem.line for problem in self.problems})
            mend = "ligne à corriger" if lines == 1 else "lignes à corriger"
            return f"Rien n’a été importé : {lines} {mend} dans « {self.file} »."
        if self.dry_run:
            return f"Essai à blanc de « {self.file} » : rien n’a été écrit. Un vrai import donnerait :"
        again = f" Ce fichier avait déjà été importé le {self.seen_before}." if self.seen_before else ""
        seconds = f"{self.seconds:.1f}".replace(".", ",")
        return f"Import de « {self.file} » terminé en {seconds} s.{again}"

    def _problems(self) -> list[str]:
        shown = [f"✗ {problem.sentence()}" for problem in self.problems[:SHOWN]]
        rest = len(self.problems) - SHOWN
        return [*shown, f"… et {rest} autres."] if rest > 0 else shown

    def _counts(self) -> list[str]:
        counts = [f"  {self.outcomes[name]:>6} {label}" for name, label in OUTCOMES.items() if self.outcomes[name]]
        reasons = [f"         {count} : {reason}" for reason, count in self.skipped.most_common()]
        return [*counts, *reasons, *(f"         {page}" for page in self.kept)]

    def _terms(self) -> list[str]:
        rows: list[str] = []
        for table, words in self.unknown.items():
            named = ", ".join(f"{word} ({count})" for word, count in words.most_common(12))
            more = f" … et {len(words) - 12} autres" if len(words) > 12 else ""  # noqa: PLR2004 - as above
            rows.append(f"Termes inconnus, {table} : {named}{more}")
        if self.dropped:
            rows.append("Valeurs écartées : " + ", ".join(f"{name} ({count})" for name, count in self.dropped.items()))
        return rows

    def _fill_rates(self) -> list[str]:
        if not self.records:
            return []
        rates = [f"{name} {100 * count // self.records} %" for name, count in self.filled.most_common()]
        pages = "1 fiche" if self.records == 1 else f"{self.records} fiches"
        return [f"Champs remplis, sur {pages} : " + ", ".join(rates)]


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else text[:79] + "…"  # noqa: PLR2004 - what fits beside the reason
