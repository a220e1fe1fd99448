"""Why a result is here, in words and as data."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from essaim.cores.text import Alternative, Concept, Postings, Query, spellings
from essaim.cores.text.query import Family
from essaim.cores.text.ranking import FIELDS
from essaim.portal.catalogue.search.page import Place, Reason

_WHERE = {
    "title": "dans le titre",
    "words": "dans les mots de tous les jours",
    "summary": "dans le résumé",
    "body": "dans le texte",
}
_NBSP = "\u00a0"


def quoted(text: str) -> str:
    """Return a text between French quotation marks."""
    return f"«{_NBSP}{text}{_NBSP}»"


@dataclass
class Fields:
    """In which field the documents shown hold each word: one look in the postings a word, whatever their number."""

    numbers: npt.NDArray[np.int32]
    postings: Callable[[str], Postings]
    _seen: dict[str, dict[int, int]] = field(default_factory=dict)

    def of(self, form: str, number: int) -> int | None:
        """Return the place in ``FIELDS`` of the first field of a document that holds a form; None when it does not."""
        if form not in self._seen:
            self._seen[form] = self.postings(form).first_fields(self.numbers)
        return self._seen[form].get(number)


def reasons_for(
    number: int, query: Query, fields: Fields, shown: str, *, place: Place | None, by_meaning: bool
) -> tuple[Reason, ...]:
    """Return the reasons of one document: one per word of the query that it holds, then place and meaning.

    ``shown`` is its title and summary: words found there are quoted with their accents.
    """
    written = spellings(shown)
    corrected = {form: correction.asked for correction in query.corrections for form in correction.used}
    reasons = [_concept_reason(number, concept, fields, written, corrected) for concept in query.concepts]
    found = [reason for reason in reasons if reason]
    if place:
        found.append(Reason(f"concerne {place.name}", "territory", asked=place.words, found=place.code))
    if by_meaning:
        found.append(Reason("sens proche de votre recherche", "meaning"))
    return tuple(dict.fromkeys(found))


def _concept_reason(
    number: int,
    concept: Concept,
    fields: Fields,
    written: dict[str, str],
    corrected: dict[str, str],
) -> Reason | None:
    for alternative in concept.alternatives:
        places = [_slot_place(number, slot, fields) for slot in alternative.slots]
        hits = [place for place in places if place]
        if len(hits) == len(places):
            worst = max(hits, key=lambda hit: hit[1])
            return _worded(concept, alternative, worst, written, corrected)
    return None


def _slot_place(number: int, slot: Family, fields: Fields) -> tuple[str, int, float] | None:
    """The best form of a family in the document, its first field (place in ``FIELDS``) and what it is worth."""
    for form, worth in slot:
        place = fields.of(form, number)
        if place is not None:
            return form, place, worth
    return None


def _worded(
    concept: Concept,
    alternative: Alternative,
    hit: tuple[str, int, float],
    written: dict[str, str],
    corrected: dict[str, str],
) -> Reason:
    form, place, worth = hit
    where, name = _WHERE[FIELDS[place]], FIELDS[place]
    if alternative.how == "synonym":
        text = f"{quoted(alternative.text)}, proche de {quoted(concept.asked)}, {where}"
        return Reason(text, "synonym", name, concept.asked, alternative.text)
    said = written.get(form, form)
    if asked := corrected.get(concept.form):
        text = f"{quoted(said)} (vous aviez écrit {quoted(asked)}) {where}"
        return Reason(text, "correction", name, asked, said)
    if worth == 1.0:
        return Reason(f"{quoted(written.get(form, concept.asked))} {where}", "exact", name, concept.asked, said)
    text = f"{quoted(said)} (pour {quoted(concept.asked)}) {where}"
    if form not in written:
        text = f"une autre forme de {quoted(concept.asked)} {where}"
    return Reason(text, "inflection", name, concept.asked, said)
