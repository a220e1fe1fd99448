"""Names as they are compared: without accents, capitals, hyphens or abbreviations."""

import re
import unicodedata
from functools import lru_cache

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
ARTICLES = {"l", "le", "la", "les"}
EPCI_KINDS = {"cc", "ca", "cu", "metropole", "communaute", "communes", "agglomeration", "urbaine"}
LINKS = {"d", "de", "du", "des", "et"}


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Return a name as it is compared: lower case, no accents, one space between words, « St » as « saint ».

    >>> fold("L'Haÿ-les-Roses")
    'l hay les roses'
    """
    text = unicodedata.normalize("NFKD", name.lower().translate(LIGATURES))
    bare = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(ABBREVIATIONS.get(word, word) for word in re.findall(r"[a-z0-9]+", bare))


def spellings(folded: str, *, epci: bool) -> list[str]:
    """Return the folded name, and the shorter ones by which people also call it, the full one first.

    >>> spellings("la rochelle", epci=False)
    ['la rochelle', 'rochelle']
    """
    found = [folded]
    leading = (EPCI_KINDS | LINKS | ARTICLES) if epci else ARTICLES
    words = folded.split()
    while len(words) > 1 and words[0] in leading:
        words = words[1:]
        found.append(" ".join(words))
    return found if not epci else [found[0], *([found[-1]] if len(found) > 1 else [])]
