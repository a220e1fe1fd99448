"""Three ways in which words are of one family: same stem, same lemma, same root."""

import re
from functools import lru_cache

import simplemma
import snowballstemmer

from essaim.cores.text.folding import fold

_STEMMER = snowballstemmer.stemmer("french")
_SUFFIX = re.compile(
    r"(?:issement|atrice|ateur|ation|ition|ement|aison|eresse|iste|isme|ism|ique|iqu|ienn|ien|euse|eur|rice|tric|ance|anc|ant"
    r"|ence|enc|ent|age|ag|ite|ive|iv|if|aire|ier|iere|ell|el|al|ais|ee|er|ir|e)$"
)
_SHORTEST_ROOT = 5


@lru_cache(maxsize=65_536)
def stem(text: str) -> str:
    """Return the folded stem of a word in lower case with its accents (Snowball, French: snowballstem.org)."""
    return fold(str(_STEMMER.stemWord(text)))


@lru_cache(maxsize=65_536)
def lemma(text: str) -> str:
    """Return the folded dictionary form of a word (simplemma): « yeux » gives ``oeil``, « travaux » ``travail``."""
    return fold(simplemma.lemmatize(text, lang="fr"))


@lru_cache(maxsize=65_536)
def root(text: str) -> str:
    """Return what derived words share, or "" when too short to tell: « parrainage » and « parrainer » give ``parrain``."""
    shortened = _SUFFIX.sub("", stem(text))
    return shortened if len(shortened) >= _SHORTEST_ROOT else ""


@lru_cache(maxsize=16_384)
def is_french(text: str) -> bool:
    """Say whether the dictionary holds the word: such a word is never taken for a misspelling."""
    return bool(simplemma.is_known(text, lang="fr"))
