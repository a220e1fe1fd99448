"""The questions of a published wave as axes of a crosstab: the answers of each, in order, and who gave which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from essaim.cores.disclosure.lattice import SILENT, Codes, Variable
from essaim.portal.barometer.domain.crossing.poll import Poll
from essaim.portal.barometer.models import Kind

CHOICE = ":"
NOT = "!"
FEW_WORDS = 3
CLASSES = 4
"""A number is read in so many classes of nearly as many people."""


@dataclass(frozen=True)
class Axis:
    """One way of sharing out people: a profile question, a question, or one choice of a question with several answers.

    ``name``: the question, then « : » and the choice for one choice. ``levels``: code and words of each answer, in order;
    ``codes`` (n,): the place of the answer of each person, -1 without.
    """

    name: str
    question: str
    choice: str
    label: str
    wording: str
    levels: tuple[tuple[str, str], ...]
    codes: Codes
    ordered: bool
    result: bool
    unit: str = ""

    @property
    def variable(self) -> Variable:
        quiet = 1 if self.choice else None  # who answers nothing does not choose it
        return Variable(self.name, self.codes, len(self.levels), self.ordered, self.result, quiet)

    def code_of(self, part: Sequence[int], *, silent: bool) -> str:
        """Return the code of answers read together: theirs joined by « + », and that of no answer where it is among them."""
        return "+".join([*(self.levels[place][0] for place in part), *(["NR"] if silent else [])])

    def label_of(self, part: Sequence[int], *, silent: bool) -> str:
        """Return the words of answers read together."""
        words = [self.levels[place][1] for place in part]
        if not self.ordered and len(words) > FEW_WORDS:
            said = f"Autres réponses : {', '.join(words)}"
        elif self.ordered and len(words) > 1:
            first, last = words[0].split(" à ")[0].removeprefix("De "), words[-1].split(" à ")[-1]
            said = f"De {first} à {last}"
        else:
            said = " ou ".join([words[0], *(f"{each[:1].lower()}{each[1:]}" for each in words[1:])])
        return f"{said} ou sans réponse" if silent else said


def axes(poll: Poll) -> dict[str, Axis]:
    """Return every axis of a wave: the crossed profile questions, then its questions in order."""
    return {axis.name: axis for axis in [*_profile(poll), *_questions(poll)]}


def _profile(poll: Poll) -> Iterator[Axis]:
    for each in poll.book["profil"]:
        if each["croisée"]:
            levels = [(group["code"], group["libellé"]) for group in each["groupes"]]
            codes = _places([(text,) if text else () for text in poll.columns[each["variable"]]], levels)
            yield Axis(
                each["variable"],
                each["variable"],
                "",
                each["nom"],
                each["question"],
                tuple(levels),
                codes,
                False,
                False,
            )


def _questions(poll: Poll) -> Iterator[Axis]:
    for each in poll.book["questions"]:
        given = poll.given(each["question"])
        if each["nature"] == Kind.MULTIPLE.value:
            yield from _choices(each, given)
        else:
            yield _question(each, given)


def _question(entry: Mapping[str, Any], given: Sequence[tuple[str, ...]]) -> Axis:
    name, levels = entry["question"], [(each["code"], each["libellé"]) for each in entry["réponses"]]
    number, scale = entry["nature"] == Kind.NUMBER.value, entry["nature"] == Kind.SCALE.value
    if number:
        levels, codes = _classes(given, entry["unité"])
    else:
        codes = _places(given, levels)
    return Axis(
        name, name, "", entry["nom"], entry["libellé"], tuple(levels), codes, number or scale, True, entry["unité"]
    )


def _choices(entry: Mapping[str, Any], given: Sequence[tuple[str, ...]]) -> Iterator[Axis]:
    for each in entry["réponses"]:
        code, words = each["code"], each["libellé"]
        places = np.array([SILENT if not said else int(code not in said) for said in given], np.intp)
        levels = ((code, words), (f"{NOT}{code}", f"Pas « {words} »"))
        name = f"{entry['question']}{CHOICE}{code}"
        yield Axis(
            name, entry["question"], code, f"{entry['nom']} : {words}", entry["libellé"], levels, places, False, True
        )


def _places(given: Sequence[tuple[str, ...]], levels: Sequence[tuple[str, str]]) -> Codes:
    place = {code: rank for rank, (code, _) in enumerate(levels)}
    return np.array([place[said[0]] if said else SILENT for said in given], np.intp)


def _classes(given: Sequence[tuple[str, ...]], unit: str) -> tuple[list[tuple[str, str]], Codes]:
    """Share numbers out into classes that hold nearly as many people, each a run of the numbers that were given."""
    values = np.array([float(said[0]) if said else np.nan for said in given])
    texts = {float(said[0]): said[0] for said in given if said}
    known = np.unique(values[~np.isnan(values)])
    ends = (
        np.unique(np.nanquantile(values, np.arange(1, CLASSES) / CLASSES, method="inverted_cdf"))
        if len(known)
        else known
    )
    of_known = np.searchsorted(ends, known)
    levels = []
    for place in np.unique(of_known):
        run = [texts[value] for value in known[of_known == place].tolist()]
        words = run[0] if len(run) == 1 else f"De {run[0]} à {run[-1]}"
        levels.append(("+".join(run), f"{words} {unit}".strip().replace(".", ",")))
    ranks = np.searchsorted(np.unique(of_known), np.searchsorted(ends, values))
    return levels, np.where(np.isnan(values), SILENT, ranks).astype(np.intp)
