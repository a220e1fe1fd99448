"""From what somebody typed to concepts: what to look for, and in which other words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from essaim.cores.text.spelling import Correction, correct, correct_among
from essaim.cores.text.stems import is_french
from essaim.cores.text.synonyms import Expression, Synonyms
from essaim.cores.text.vocabulary import Vocabulary
from essaim.cores.text.words import Word, analyse

How = Literal["exact", "inflection", "derivation", "synonym", "correction"]
INFLECTION, DERIVATION, SYNONYM = 0.9, 0.3, 0.85
"""What an occurrence is worth when it is not the very word that was asked. A correction counts as the word itself."""

_FEW = 2
_PREFIXES = frozenset(
    {
        "anti",
        "auto",
        "bi",
        "co",
        "inter",
        "intra",
        "micro",
        "mini",
        "mono",
        "multi",
        "non",
        "para",
        "pluri",
        "poly",
        "pre",
        "re",
        "semi",
        "sous",
        "sur",
        "tele",
        "trans",
    }
)

Family = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Alternative:
    """One way to say a concept: every slot must occur; a slot is a family of forms, each with its worth (0 to 1)."""

    text: str
    how: How
    slots: tuple[Family, ...]
    worth: float = 1.0

    @property
    def forms(self) -> set[str]:
        return {form for slot in self.slots for form, _ in slot}


@dataclass(frozen=True)
class Concept:
    """One word of the query, with its alternatives, its own family first. None: the corpus has nothing like it."""

    asked: str
    form: str
    alternatives: tuple[Alternative, ...]
    optional: bool = False


@dataclass(frozen=True)
class Query:
    """A query understood. ``concepts`` in the order of the words; ``corrections`` for words unknown to the corpus."""

    text: str
    concepts: tuple[Concept, ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def forms(self) -> list[str]:
        """Every form to look up, sorted."""
        forms = {
            form for concept in self.concepts for alternative in concept.alternatives for form in alternative.forms
        }
        return sorted(forms)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that nothing in the corpus answers."""
        return tuple(concept.asked for concept in self.concepts if not concept.alternatives)

    def without(self, words: Iterable[int]) -> "Query":
        """Return the query without the concepts at these places (a territory read elsewhere, say)."""
        dropped = set(words)
        return replace(self, concepts=tuple(c for place, c in enumerate(self.concepts) if place not in dropped))


def read_query(
    text: str, vocabulary: Vocabulary, synonyms: Synonyms, *, known: Callable[[str], bool] = is_french
) -> Query:
    """Understand a query against a corpus.

    Words the whole corpus lacks are repaired, unless ``known`` to the language or to a synonym group: towards the corpus,
    else towards a word of the groups, which says the same in words that the corpus may hold. Neighbours typed
    apart are joined when only the whole is known. Each word then gets its family and its synonyms.
    """
    words = _kept(analyse(text), vocabulary)
    words = _joined(words, vocabulary)
    words, corrections = _repaired(words, vocabulary, synonyms, known)
    repaired = {correction.used[0] for correction in corrections}
    concepts = _concepts(words, vocabulary, synonyms, repaired)
    return Query(text, tuple(concepts), tuple(corrections))


def _kept(words: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """Leave out stop words, unless nothing else is left; of a compound keep what the corpus knows.

    The corpus holds a stop word only as an acronym: a short query keeps it (« car 47 »).
    """
    compounds = {word.position: word for word in words if word.parts > 1}
    simple = [word for word in words if word.parts == 1]
    kept = [word for word in simple if not word.stop] or simple
    if len(kept) <= _FEW:
        kept = [word for word in simple if word in kept or word.form in vocabulary]
    for compound in compounds.values():
        inside = [word for word in kept if compound.start <= word.start and word.end <= compound.end]
        parts_known = inside and all(vocabulary.knows(word.form, word.text) for word in inside)
        if vocabulary.knows(compound.form, compound.text) or not parts_known:
            kept = [word for word in kept if word not in inside[1:]]
            kept = [compound if inside and word == inside[0] else word for word in kept]
    unique: dict[str, Word] = {}
    for word in kept:
        unique.setdefault(word.form, word)
    return list(unique.values())


def _joined(words: list[Word], vocabulary: Vocabulary) -> list[Word]:
    """« co voiturage » is « covoiturage » when the corpus knows the whole, and lacks a part or the first is a prefix."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if before and vocabulary.knows(before.form + word.form, before.text + word.text):
            apart = vocabulary.knows(before.form, before.text) and vocabulary.knows(word.form, word.text)
            if not apart or before.form in _PREFIXES:
                joined[-1] = replace(before, form=before.form + word.form, text=before.text + word.text, end=word.end)
                continue
        joined.append(word)
    return joined


def _repaired(
    words: list[Word], vocabulary: Vocabulary, synonyms: Synonyms, known: Callable[[str], bool]
) -> tuple[list[Word], list[Correction]]:
    repaired, corrections = [], []
    for word in words:
        correction = None
        if not (vocabulary.knows(word.form, word.text) or synonyms.knows(word.form) or known(word.text)):
            correction = correct(word.form, vocabulary) or correct_among(word.form, synonyms.like(word.form))
        if correction is None:
            repaired.append(word)
            continue
        corrections.append(replace(correction, asked=word.text))
        repaired += [replace(word, form=form, text=form) for form in correction.used]
    return repaired, corrections


def _concepts(words: list[Word], vocabulary: Vocabulary, synonyms: Synonyms, repaired: set[str]) -> list[Concept]:
    alternatives: list[list[Alternative]] = []
    for word in words:
        family = _family(word, vocabulary, derived=True)
        how: How = "correction" if word.form in repaired else "exact"
        alternatives.append([Alternative(word.text, how, (family,))] if family else [])
    for found in synonyms.find(words):
        for other in found.others:
            if said := _said_otherwise(other, vocabulary):
                for place in range(found.start, found.start + found.length):
                    alternatives[place].append(said)
    return [Concept(word.text, word.form, tuple(options)) for word, options in zip(words, alternatives, strict=True)]


def _family(word: Word, vocabulary: Vocabulary, *, derived: bool) -> Family:
    """The word itself, its inflections and, when asked, the words derived from the same root."""
    inflected = vocabulary.inflections(word.form, word.text)
    family = [(word.form, 1.0)] if word.form in vocabulary else []
    family += [(form, INFLECTION) for form in inflected]
    if derived:
        family += [(form, DERIVATION) for form in vocabulary.derivations(word.form, word.text, inflected)]
    return tuple(family)


def _said_otherwise(expression: Expression, vocabulary: Vocabulary) -> Alternative | None:
    """A synonym, when the corpus holds every one of its words."""
    slots = tuple(_family(word, vocabulary, derived=False) for word in expression.words)
    return Alternative(expression.text, "synonym", slots, SYNONYM) if all(slots) else None
