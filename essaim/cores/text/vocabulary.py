"""The words of a corpus: how often each occurs, and which are of one family."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from essaim.cores.text.stems import lemma, root, stem


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the corpus: folded form, number of documents, and the keys of its families."""

    form: str
    frequency: int
    stem: str
    lemma: str
    root: str

    @classmethod
    def of(cls, form: str, text: str, frequency: int) -> "Entry":
        """Build the entry of a word from its text (lower case, accents kept)."""
        return cls(form, frequency, stem(text), lemma(text), root(text))


@dataclass
class Vocabulary:
    """The words of a corpus. Grows by ``add``; a word added again replaces its frequency."""

    entries: dict[str, Entry] = field(default_factory=dict)
    _by_stem: dict[str, set[str]] = field(default_factory=dict)
    _by_lemma: dict[str, set[str]] = field(default_factory=dict)
    _by_root: dict[str, set[str]] = field(default_factory=dict)
    _table: "SpellingTable | None" = None

    def add(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries. A frequency of 0 keeps the word known to nobody."""
        for entry in entries:
            self.entries[entry.form] = entry
            self._by_stem.setdefault(entry.stem, set()).add(entry.form)
            self._by_lemma.setdefault(entry.lemma, set()).add(entry.form)
            if entry.root:
                self._by_root.setdefault(entry.root, set()).add(entry.form)
        self._table = None

    def __contains__(self, form: str) -> bool:
        entry = self.entries.get(form)
        return entry is not None and entry.frequency > 0

    def frequency(self, form: str) -> int:
        """Return in how many documents the form occurs (0 when unknown)."""
        entry = self.entries.get(form)
        return entry.frequency if entry else 0

    def inflections(self, form: str, text: str) -> list[str]:
        """Return the other forms with the same stem or lemma, sorted; known forms use the stem of the corpus."""
        stems, lemmas = {stem(text), stem(form)}, {lemma(text)}
        if known := self.entries.get(form):
            stems.add(known.stem)
            lemmas.add(known.lemma)
        found: set[str] = set()
        for key in stems:
            found |= self._by_stem.get(key, set())
        for key in lemmas:
            found |= self._by_lemma.get(key, set())
        return self._occurring(found, {form})

    def derivations(self, form: str, text: str, except_: Iterable[str]) -> list[str]:
        """Return the forms that share the root (« parrainage » for « parrainer »), sorted, without ``except_``."""
        roots = {root(text), root(form)} - {""}
        found: set[str] = set()
        for key in roots:
            found |= self._by_root.get(key, set())
        return self._occurring(found, {form, *except_})

    def knows(self, form: str, text: str) -> bool:
        """Say whether the corpus holds the word, as is or inflected."""
        return form in self or bool(self.inflections(form, text))

    def _occurring(self, forms: set[str], without: set[str]) -> list[str]:
        return sorted(form for form in forms - without if form in self)

    def near(self, form: str, edits: int) -> list[str]:
        """Return the forms that may be within ``edits`` edits of ``form``: a superset, to be measured one by one."""
        if self._table is None:
            self._table = SpellingTable.of(entry.form for entry in self.entries.values() if entry.frequency > 0)
        return self._table.near(form, edits)


@dataclass(frozen=True)
class SpellingTable:
    """The letters of every form as one bit mask: an edit changes at most two bits, so most forms are put aside at once.

    ``masks`` is uint64 of shape (n,), ``lengths`` int16 of shape (n,), in the order of ``forms`` (sorted).
    """

    forms: list[str]
    masks: npt.NDArray[np.uint64]
    lengths: npt.NDArray[np.int16]

    @classmethod
    def of(cls, forms: Iterable[str]) -> "SpellingTable":
        kept = sorted(form for form in forms if form.isalpha())
        masks = np.array([_mask(form) for form in kept], dtype=np.uint64)
        lengths = np.array([len(form) for form in kept], dtype=np.int16)
        return cls(kept, masks, lengths)

    def near(self, form: str, edits: int) -> list[str]:
        if not self.forms:
            return []
        different = np.bitwise_count(self.masks ^ np.uint64(_mask(form)))
        close = (different <= 2 * edits) & (np.abs(self.lengths - len(form)) <= edits)
        return [self.forms[index] for index in np.flatnonzero(close)]


def _mask(form: str) -> int:
    """One bit per letter, a second one for a letter that comes twice."""
    mask = 0
    for letter in form:
        bit = 1 << ((ord(letter) - 97) % 32)
        mask |= bit << 32 if mask & bit else bit
    return mask
