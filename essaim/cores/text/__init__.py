"""French text for search: words, stems, synonyms, spelling, ranking. Pure: no Django, no database, no network.

``analyse`` cuts a text into words; ``Vocabulary`` knows the words of a corpus; ``read_query`` turns what somebody typed
into concepts with their alternatives (as is, by inflection, by synonym, by correction); ``Corpus`` scores documents
(BM25F, coverage, proximity, exact title); ``fuse`` joins rankings by rank. Allowed libraries: numpy, a stemmer, simplemma.
"""

from essaim.cores.text.folding import fold, squeeze
from essaim.cores.text.fusion import fuse
from essaim.cores.text.query import Alternative, Concept, Query, read_query
from essaim.cores.text.ranking import Corpus, Postings, Ranked, Weights, rank
from essaim.cores.text.spelling import Correction, distance
from essaim.cores.text.stems import lemma, root, stem
from essaim.cores.text.synonyms import Synonyms, parse_groups
from essaim.cores.text.vocabulary import Entry, Vocabulary
from essaim.cores.text.words import STOP_WORDS, Word, analyse, spellings

__all__ = [
    "STOP_WORDS",
    "Alternative",
    "Concept",
    "Corpus",
    "Correction",
    "Entry",
    "Postings",
    "Query",
    "Ranked",
    "Synonyms",
    "Vocabulary",
    "Weights",
    "Word",
    "analyse",
    "distance",
    "fold",
    "fuse",
    "lemma",
    "parse_groups",
    "rank",
    "read_query",
    "root",
    "spellings",
    "squeeze",
    "stem",
]
