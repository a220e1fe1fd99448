"""Why a result is here, in words and as data."""

from collections.abc import Callable

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


def reasons_for(
    number: int, query: Query, postings: Callable[[str], Postings], shown: str, *, place: Place | None, by_meaning: bool
) -> tuple[Reason, ...]:
    """Return the reasons of one document: one per word of the query that it holds, then place and meaning.

    ``shown`` is its title and summary: words found there are quoted with their accents.
    """
    written = spellings(shown)
    corrected = {form: correction.asked for correction in query.corrections for form in correction.used}
    reasons = [_concept_reason(number, concept, postings, written, corrected) for concept in query.concepts]
    found = [reason for reason in reasons if reason]
    if place:
        found.append(Reason(f"concerne {place.name}", "territory", asked=place.words, found=place.code))
    if by_meaning:
        found.append(Reason("sens proche de votre recherche", "meaning"))
    return tuple(dict.fromkeys(found))


def _concept_reason(
    number: int,
    concept: Concept,
    postings: Callable[[str], Postings],
    written: dict[str, str],
    corrected: dict[str, str],
) -> Reason | None:
    for alternative in concept.alternatives:
        places = [_slot_place(number, slot, postings) for slot in alternative.slots]
        hits = [place for place in places if place]
        if len(hits) == len(places):
            worst = max(hits, key=lambda hit: hit[1])
            return _worded(concept, alternative, worst, written, corrected)
    return None


def _slot_place(number: int, slot: Family, postings: Callable[[str], Postings]) -> tuple[str, int, float] | None:
    """The best form of a family in the document, its first field (place in ``FIELDS``) and what it is worth."""
    for form, worth in slot:
        counts = postings(form).at(number)
        if any(counts):
            return form, next(place for place, count in enumerate(counts) if count), worth
    return None


def _worded(
    concept: Concept,
    alternative: Alternative,
    hit: tuple[str, int, float],
    written: dict[str, str],
    corrected: dict[str, str],
) -> Reason:
    form, place, worth = hit
    where, field = _WHERE[FIELDS[place]], FIELDS[place]
    if alternative.how == "synonym":
        text = f"{quoted(alternative.text)}, proche de {quoted(concept.asked)}, {where}"
        return Reason(text, "synonym", field, concept.asked, alternative.text)
    said = written.get(form, form)
    if asked := corrected.get(concept.form):
        text = f"{quoted(said)} (vous aviez écrit {quoted(asked)}) {where}"
        return Reason(text, "correction", field, asked, said)
    if worth == 1.0:
        return Reason(f"{quoted(written.get(form, concept.asked))} {where}", "exact", field, concept.asked, said)
    text = f"{quoted(said)} (pour {quoted(concept.asked)}) {where}"
    if form not in written:
        text = f"une autre forme de {quoted(concept.asked)} {where}"
    return Reason(text, "inflection", field, concept.asked, said)
