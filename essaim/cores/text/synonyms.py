"""Groups of expressions that mean the same to a reader: single words, several words, acronyms and their expansions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from essaim.cores.text.stems import stem
from essaim.cores.text.words import Word, analyse

_EDITS = 2
"""Letters too many or missing that a repair may count."""


@dataclass(frozen=True)
class Expression:
    """One member of a group. ``words`` are the words that count, in order; ``keys`` their stems without accents."""

    text: str
    words: tuple[Word, ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Expression | None":
        """Analyse an expression; None when it holds no word that counts."""
        words = [word for word in analyse(text) if word.parts == 1]
        kept = tuple(word for word in words if not word.stop) or tuple(words)
        return cls(text, kept, tuple(stem(word.form) for word in kept)) if kept else None


@dataclass(frozen=True)
class Found:
    """An expression of a group read in a query, at ``start`` (index of its first word) over ``length`` words."""

    start: int
    length: int
    others: tuple[Expression, ...]


@dataclass
class Synonyms:
    """Groups ready to be found in a query. Each group is a list of expressions, all equal."""

    _groups: list[tuple[Expression, ...]] = field(default_factory=list)
    _by_first: dict[str, list[tuple[Expression, int]]] = field(default_factory=dict)
    _words: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]]) -> "Synonyms":
        """Compile groups given as lists of texts. A group of fewer than two expressions is left out."""
        compiled = cls()
        for group in groups:
            expressions = tuple(expression for text in group if (expression := Expression.of(text)))
            if len(expressions) > 1:
                compiled._add(expressions)
        return compiled

    def _add(self, expressions: tuple[Expression, ...]) -> None:
        number = len(self._groups)
        self._groups.append(expressions)
        self._words |= {word.form for expression in expressions for word in expression.words}
        for expression in expressions:
            self._by_first.setdefault(expression.keys[0], []).append((expression, number))

    def find(self, words: Sequence[Word]) -> list[Found]:
        """Return every expression of a group that stands in ``words`` (stop words already out), in order."""
        keys = [stem(word.form) for word in words]
        found = []
        for start, key in enumerate(keys):
            for expression, number in self._by_first.get(key, ()):
                length = len(expression.keys)
                if tuple(keys[start : start + length]) == expression.keys:
                    others = tuple(other for other in self._groups[number] if other.keys != expression.keys)
                    found.append(Found(start, length, others))
        return _longest_first(found)

    def knows(self, form: str) -> bool:
        """Say whether a group holds the folded word: a reader means it, even when the corpus lacks it."""
        return form in self._words

    def like(self, form: str) -> list[str]:
        """Return the words of the groups that a mistyped folded word may stand for: same first letter, near length."""
        return sorted(word for word in self._words if word[:1] == form[:1] and abs(len(word) - len(form)) <= _EDITS)


def _longest_first(found: list[Found]) -> list[Found]:
    """Drop an expression that lies inside a longer one: in « maison de retraite », « maison » means something else."""

    def inside(one: Found, other: Found) -> bool:
        longer = other.length > one.length
        return longer and other.start <= one.start and one.start + one.length <= other.start + other.length

    return [one for one in found if not any(inside(one, other) for other in found)]


def parse_groups(text: str) -> list[list[str]]:
    """Read groups from a text: one group a line, expressions apart by ``=``; ``#`` starts a comment.

    Raises ValueError, naming the line, for a group of one expression or an empty one.
    """
    groups = []
    for number, line in enumerate(text.splitlines(), 1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        group = [expression.strip() for expression in content.split("=")]
        if len(group) == 1 or not all(group):
            message = f"ligne {number} : un groupe compte au moins deux expressions séparées par « = »."
            raise ValueError(message)
        groups.append(group)
    return groups
