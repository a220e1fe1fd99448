"""Recompute every published figure of a barometer from its open archive, and compare it to its last digit.

Usage: `python -I recompute_barometer.py [FOLDER]`, in the unpacked archive; or, for one crosstab of the explore page, the file that the
page gives: `python -I recompute_barometer.py FOLDER --croisement FILE.csv`. Needs Python 3.11 and numpy, nothing else: none of the
platform's code is imported. Prints each figure, then what differs; the exit code is 0 when everything is the same, 1 otherwise.

What is redone: the weights from the margins (Deville & Särndal 1992, raking and logit; Potter 1990 for cut weights), the totals
reached, then for each figure the raw and adjusted value, its base, its interval (variance of the residuals of the regression on the
margins; logit scale, or Korn & Graubard 1998 below ten people on one side) and the margin of a simple random sample of the same size.
Medians: each Rao–Wu replicate (draws in tirages.csv) brought to the margins again. Crosstabs: the same as figures, in their groups. Changes
between waves: from the two figures and their errors, wide enough for all those of a question (Bonferroni).
"""

import argparse
import csv
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

Vector = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Ends = Callable[[float, float, Vector, int], tuple[float, float, str]]
Ratio = Callable[[Vector], tuple[Vector, Vector]]
LEVEL, FEW, LOW_BASE, HALF = 0.95, 10, 100, 0.5
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
REACHED = 1e-6
SAME_WEIGHT = 1e-6
ROUNDS, STEPS = 1000, 200
SMALL = 1e-15


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the archive."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- the two laws that the standard library lacks -------------------------------------------------------------------


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny, c, d, found = 1e-300, 1.0, 0.0, 1.0
    for step in range(2 * STEPS * 10):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2 == 0:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        d = 1 / (1 + term * d or tiny)
        c = 1 + term / c or tiny
        found *= c * d
        if step and abs(c * d - 1) < SMALL:
            break
    return front * (found - 1)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return the value below which a beta law has this probability, by halving."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if incomplete_beta(a, b, middle) < probability else (low, middle)
    return (low + high) / 2


def student_quantile(probability: float, degrees: float) -> float:
    """Return the quantile (above one half) of Student's law."""
    x = beta_quantile(2 * (1 - probability), degrees / 2, 0.5)
    return math.sqrt(degrees * (1 - x) / x)


# --- weights --------------------------------------------------------------------------------------------------------


class Weights:
    """The weights redone from the margins, beside those of the archive."""

    def __init__(
        self, people: list[dict[str, str]], margins: list[dict[str, str]], rule: dict[str, Any], begin: Vector
    ) -> None:
        names = [(row["variable"], row["groupe"]) for row in margins]
        self.x = np.array([[float(person[variable] == group) for variable, group in names] for person in people])
        self.totals = np.array([float(row["total"]) for row in margins])
        self.variables = [row["variable"] for row in margins]
        first = [name == self.variables[0] for name in self.variables]
        self.start = begin * (self.totals[first].sum() / begin.sum())
        self.rule = rule
        self.found = self._trimmed(self._calibrated(rule, self.start, self.totals), rule)

    def replicate(self, factors: Vector) -> Vector | None:
        """Return the weights of one replicate; None when it cannot be brought to the margins, as some are with bounds."""
        here, totals, start = self.x.T @ factors > 0, self.totals.copy(), self.start * factors
        for name in dict.fromkeys(self.variables):
            inside = np.array([each == name for each in self.variables])
            kept = np.where(here, totals, 0.0)[inside]  # a category that lost everybody leaves its total to the others
            totals[inside] = kept * (totals[inside].sum() / kept.sum())
        found = self._calibrated(self.rule, start, totals)
        if np.abs(self.x.T @ found - totals).max() > REACHED * totals.max():
            return None
        return found  # not cut, even where weights are: a person drawn twice would be

    def _calibrated(self, rule: dict[str, Any], start: Vector, totals: Vector) -> Vector:
        ratio: Ratio = lambda u: (np.exp(u), np.exp(u))  # noqa: E731 - raking: the ratio is its own slope
        if rule["method"] == "logit":
            ratio = self._logit(rule["lowest"], rule["highest"])
        multipliers = np.zeros(len(totals))
        for _ in range(STEPS):
            ratios, slopes = ratio(self.x @ multipliers)
            short = totals - self.x.T @ (start * ratios)
            if np.abs(short).max() < 1e-11 * totals.max():
                break
            hessian = (self.x * (start * slopes)[:, None]).T @ self.x
            move = np.linalg.lstsq(hessian, short, rcond=1e-10)[0]
            multipliers = multipliers + move * min(1, 2 / max(np.abs(self.x @ move).max(), 1e-300))
        found: Vector = start * ratio(self.x @ multipliers)[0]
        return found

    @staticmethod
    def _logit(low: float, high: float) -> Ratio:
        """Return the function of u that gives the ratio of final to start weight, and its slope."""
        speed = (high - low) / ((1 - low) * (high - 1))

        def ratio(u: Vector) -> tuple[Vector, Vector]:
            part = 1 / (1 + (high - 1) / (1 - low) * np.exp(-speed * u))
            return low + (high - low) * part, (high - low) * speed * part * (1 - part)

        return ratio

    @staticmethod
    def _trimmed(weights: Vector, rule: dict[str, Any]) -> Vector:
        if rule["kind"] != "trimmed":
            return weights
        low, high = rule["lowest"] * weights.mean(), rule["highest"] * weights.mean()
        for done in range(ROUNDS):
            outside = (weights < low) | (weights > high)
            if not outside.any():
                break
            clipped = np.clip(weights, low, high)
            free = (clipped > low) & (clipped < high) if done else ~outside
            clipped[free] += (weights.sum() - clipped.sum()) / free.sum()
            weights = clipped
        return weights


# --- figures --------------------------------------------------------------------------------------------------------


class Poll:
    """The people of the archive, their published weights, and the regression that takes the margins off a variance."""

    def __init__(self, people: list[dict[str, str]], weights: Vector, redone: Weights, book: dict[str, Any]) -> None:
        self.people, self.weights, self.book = people, weights, book
        self.kinds = {entry["question"]: entry for entry in book["questions"]}
        self.x, self.start = redone.x, redone.start
        self.inverse = np.linalg.pinv((self.x * self.start[:, None]).T @ self.x, rcond=1e-10, hermitian=True)
        self.reach = student_quantile((1 + LEVEL) / 2, len(people) - 1)
        self.replicates: list[Vector] = []
        self.groups: dict[tuple[str, str], Mask] = {}

    def draw(self, drawn: list[dict[str, str]], redone: Weights) -> None:
        """Make the replicates, from how many times each drew each person."""
        counts = np.array([[DIGITS.index(digit) for digit in row["tirages"]] for row in drawn], float).T
        n = len(self.people)
        made = (redone.replicate(each * (n / (n - 1))) for each in counts)
        self.replicates = [each for each in made if each is not None]

    def error(self, linearised: Vector) -> float:
        """Return the standard error of a sum whose linearised variable is given."""
        fitted = self.x @ (self.inverse @ (self.x.T @ (self.start * linearised)))
        scores, n = self.weights * (linearised - fitted), len(self.people)
        return math.sqrt(max(n / (n - 1) * float(scores @ scores - scores.sum() ** 2 / n), 0.0))

    def figure(self, row: dict[str, str]) -> dict[str, str]:
        """Return one line of the table of figures, redone."""
        said = np.array([person[row["question"]] for person in self.people])
        base = (said != "") & (said != self.book["sans_réponse"])
        if row["variable"]:
            base &= np.array([person[row["variable"]] == row["groupe"] for person in self.people])
        if row["statistique"] != "part":
            values = np.array([float(text) if asked else 0.0 for text, asked in zip(said, base, strict=True)])
            if row["statistique"] == "médiane":
                return self._median(row, base, values)
            return self._line(row, base, values, self._mean_ends)
        wanted = [row["reponse"] in text.split(self.book["entre_réponses"]) for text in said]
        return self._line(row, base, np.array(wanted, float) * base, self._share_ends)

    def crossing(self, row: dict[str, str]) -> dict[str, str]:
        """Return one line of a crosstab, redone: answers and groups may be several, joined by « + »."""
        answered = ~self._among(row["question"], self.book["sans_réponse"])
        column = self._among(row["variable"], row["groupe"])
        if row["filtre"]:
            column = column & self._among(row["filtre"], row["filtre_groupe"])
        base: Any = column if row["parmi"] == "tous" else column & answered
        return self._line(
            row, base, (self._among(row["question"], row["reponse"]) & base).astype(float), self._share_ends
        )

    def _among(self, name: str, codes: str) -> Mask:
        """Return who gave one of these answers: « NR » is none at all, « !code » any but this one."""
        if (name, codes) not in self.groups:
            self.groups[name, codes] = np.array([self._gave(person[name], codes) for person in self.people])
        return self.groups[name, codes]

    def _gave(self, text: str, codes: str) -> bool:
        wanted, none = set(codes.split("+")), self.book["sans_réponse"]
        if text in {"", none}:
            return none in wanted
        given = {text, *text.split(self.book["entre_réponses"]), *text.split("+")}
        refused = {code[1:] for code in wanted if code.startswith("!")}
        return not given & refused if refused else text == codes or bool(given & wanted)

    def _median(self, row: dict[str, str], base: Vector, values: Vector) -> dict[str, str]:
        order = np.flatnonzero(base)[np.argsort(values[base], kind="stable")]

        def read_with(weights: Vector) -> float:
            climb = np.cumsum(weights[order])
            place = int(np.searchsorted(climb, HALF * climb[-1] * (1 - 1e-12)))
            return float(values[order][min(place, len(order) - 1)])

        found = read_with(self.weights)
        again = np.sort([read_with(each) for each in self.replicates if each[order].sum() > 0])
        if len(again) < 2:  # noqa: PLR2004 - margins that no replicate reaches: they are not those of this archive
            return row | {"intervalle_bas": "non disponible", "intervalle_haut": "non disponible"}
        ends = [float(again[math.ceil(end * len(again)) - 1]) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]
        error = math.sqrt(float(((again - found) ** 2).sum()) / (len(again) - 1))
        numbers = {
            "brut": read_with(np.ones(len(values))),
            "redresse": found,
            "intervalle_bas": ends[0],
            "intervalle_haut": ends[1],
        }
        return self._written_line(row, numbers | {"erreur_type": error}, "", len(order))

    def _line(self, row: dict[str, str], base: Vector, values: Vector, ends: Ends) -> dict[str, str]:
        weight, count = self.weights[base].sum(), int(base.sum())
        value = float(self.weights @ values) / weight
        error = self.error((values - value * base) / weight)
        low, high, margin = ends(value, error, base, int(values.sum()))
        numbers = {
            "brut": float(values.sum()) / count,
            "redresse": value,
            "intervalle_bas": low,
            "intervalle_haut": high,
        }
        return self._written_line(row, numbers | {"erreur_type": error}, margin, count)

    def _written_line(self, row: dict[str, str], numbers: dict[str, float], margin: str, count: int) -> dict[str, str]:
        written = {name: self._written(number) for name, number in numbers.items()}
        reading = "base faible" if count < LOW_BASE else "normale"
        return row | written | {"marge_convention": margin, "base": str(count), "lecture": reading}

    def change(self, row: dict[str, str]) -> dict[str, str]:
        """Return one line of the table of changes, redone from the two figures and their errors."""
        difference = float(row["redresse"]) - float(row["avant"])
        error = math.sqrt(float(row["erreur_avant"]) ** 2 + float(row["erreur_type"]) ** 2)
        reach = NormalDist().inv_cdf(1 - (1 - LEVEL) / int(row["lues_ensemble"]) / 2) * error
        low, high = difference - reach, difference + reach
        numbers = {"evolution": difference, "erreur_evolution": error, "evolution_bas": low, "evolution_haut": high}
        sense = "pas d’évolution établie" if low <= 0 <= high else "hausse" if difference > 0 else "baisse"
        return row | {name: self._written(number) for name, number in numbers.items()} | {"sens": sense}

    def _mean_ends(self, value: float, error: float, _base: Vector, _events: int) -> tuple[float, float, str]:
        return value - self.reach * error, value + self.reach * error, ""

    def _share_ends(self, value: float, error: float, base: Vector, events: int) -> tuple[float, float, str]:
        count = int(base.sum())
        inside = 0 < events < count
        value = value if inside else float(events > 0)
        margin = self._written(NormalDist().inv_cdf((1 + LEVEL) / 2) * math.sqrt(value * (1 - value) / count))
        if min(events, count - events) >= FEW and inside:
            middle, reach = math.log(value / (1 - value)), self.reach * error / (value * (1 - value))
            return 1 / (1 + math.exp(reach - middle)), 1 / (1 + math.exp(-reach - middle)), margin
        if error > 0 and inside:
            size = min(value * (1 - value) / error**2, count)
        else:
            size = float(self.weights[base].sum() ** 2 / (self.weights[base] @ self.weights[base]))
        yes, no, tail = value * size, (1 - value) * size, (1 - LEVEL) / 2
        low = 0.0 if yes <= 0 else beta_quantile(tail, yes, no + 1)
        return low, 1.0 if no <= 0 else beta_quantile(1 - tail, yes + 1, no), margin

    def _written(self, number: float) -> str:
        return f"{round(number, self.book['décimales']) + 0.0:.{self.book['décimales']}f}"


def compare(folder: Path, crosstab: Path | None = None) -> list[str]:
    """Redo everything, or one crosstab; print each figure; return what differs, in French."""
    people, margins = read(folder, "reponses.csv"), read(folder, "marges.csv")
    book = json.loads((folder / "dictionnaire.json").read_text(encoding="utf-8"))
    given = read(folder, "poids.csv")
    if [row["numero"] for row in given] != [row["numero"] for row in people]:
        return ["poids.csv : les lignes ne sont pas celles de reponses.csv"]
    weights, begin = (np.array([float(row[name]) for row in given]) for name in ("poids", "depart"))
    redone = Weights(people, margins, book["redressement"], begin)
    poll = Poll(people, weights, redone, book)
    if crosstab is not None:
        return _of_table(read(crosstab.parent, crosstab.name), poll.crossing)
    if (folder / "tirages.csv").exists():
        poll.draw(read(folder, "tirages.csv"), redone)
    figures = read(folder, "chiffres.csv")
    return [
        *_of_weights(given, weights, redone.found), *_of_margins(margins, redone.x, weights, poll), *_of_table(figures, poll.figure),
        *_of_table(read(folder, "croisements.csv"), poll.crossing), *_of_changes(read(folder, "tendances.csv"), figures, poll),
    ]  # fmt: skip


def _of_table(rows: list[dict[str, str]], redo: Callable[[dict[str, str]], dict[str, str]]) -> list[str]:
    differences = []
    for row in rows:
        again = redo(row)
        print(_sentence(again))
        differences += [
            f"{_name(row)}, {name} : publié {row[name]}, recalculé {again[name]}"
            for name in row
            if row[name] != again[name]
        ]
    return differences


def _of_changes(rows: list[dict[str, str]], figures: list[dict[str, str]], poll: Poll) -> list[str]:
    """Redo the changes; the second figure of each is one of the table of figures, the first is in the archive of the wave before."""
    own = {(row["question"], row["statistique"], row["reponse"]): row for row in figures if not row["variable"]}
    differences = []
    for row in rows:
        known, again = own[row["question"], row["statistique"], row["reponse"]], poll.change(row)
        again |= {name: known[name] for name in ("redresse", "erreur_type")}
        print(
            f"{_name(row | {'variable': ''})} : {again['evolution']} [{again['evolution_bas']} ; {again['evolution_haut']}], {again['sens']}"
        )
        differences += [
            f"évolution {row['question']}, {name} : publié {row[name]}, recalculé {again[name]}"
            for name in row
            if row[name] != again[name]
        ]
    return differences


def _of_weights(given: list[dict[str, str]], published: Vector, found: Vector) -> list[str]:
    gaps = np.abs(published - found) / found
    return [
        f"poids de la ligne {given[place]['numero']} : publié {published[place]!r}, recalculé {found[place]!r}"
        for place in np.flatnonzero(~(gaps <= SAME_WEIGHT))
    ]


def _of_margins(margins: list[dict[str, str]], x: Vector, weights: Vector, poll: Poll) -> list[str]:
    differences = []
    for place, row in enumerate(margins):
        again = {"reponses": str(int(x[:, place].sum())), "atteint": poll._written(float(x[:, place] @ weights))}  # noqa: SLF001
        name = f"marge {row['variable']} = {row['groupe']}"
        differences += [
            f"{name}, {key} : publié {row[key]}, recalculé {value}" for key, value in again.items() if row[key] != value
        ]
    return differences


def _name(row: dict[str, str]) -> str:
    where = f" [{row['variable']} = {row['groupe']}]" if row["variable"] else ""
    inside = f" dans {row['filtre']} = {row['filtre_groupe']}" if row.get("filtre") else ""
    return f"{row['question']} · {row['reponse'] or row['statistique']}{where}{inside}"


def _sentence(row: dict[str, str]) -> str:
    ends = f"[{row['intervalle_bas']} ; {row['intervalle_haut']}]"
    return f"{_name(row)} : brut {row['brut']}, redressé {row['redresse']} {ends}, base {row['base']} ({row['etat']})"


def main() -> int:
    """Compare, and say the outcome."""
    parser = argparse.ArgumentParser(description="Recalcule les chiffres d’une archive ouverte, et les compare.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="archive dépliée")
    parser.add_argument("--croisement", type=Path, help="fichier CSV d’un croisement, donné par la page « Croiser »")
    asked = parser.parse_args()
    differences = compare(asked.folder, asked.croisement)
    for line in differences:
        print(f"DIFFÉRENT : {line}", file=sys.stderr)
    print(f"{len(differences)} différence(s)." if differences else "Tout est identique, au dernier chiffre.")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
