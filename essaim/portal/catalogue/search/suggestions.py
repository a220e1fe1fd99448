"""Completions for the search field, while somebody types."""

from essaim.cores.text import fold
from essaim.portal.catalogue.search.indexing import CATALOGUE
from essaim.portal.catalogue.search.page import Suggestion
from essaim.portal.catalogue.search.snapshot import KINDS, Snapshot, current

_SHORTEST = 2


def suggest(prefix: str, *, limit: int = 8, collection: str = CATALOGUE) -> tuple[Suggestion, ...]:
    """Return titles that hold every word typed (the last one by its beginning), then words of the catalogue.

    Nothing for fewer than two letters. Costs one query once the process is warm.
    """
    typed = fold(prefix).split()
    if sum(map(len, typed)) < _SHORTEST:
        return ()
    snapshot, _ = current(collection)
    with snapshot.lock:
        titles = _titles(typed, snapshot, limit)
        words = _words(typed, snapshot, limit - len(titles))
    return (*titles, *words)[:limit]


def _titles(typed: list[str], snapshot: Snapshot, limit: int) -> list[Suggestion]:
    columns, found = snapshot.columns, list[tuple[int, str, int]]()
    for number, folded in enumerate(columns.titles):
        if folded and columns.alive[number] and _holds(folded, typed):
            found.append((int(columns.kinds[number]), folded, number))
    best = sorted(found)[:limit]
    return [
        Suggestion(columns.shown[number][0], KINDS[kind], columns.shown[number][1])  # type: ignore[arg-type]
        for kind, _, number in best
        if KINDS[kind]
    ]


def _holds(folded: str, typed: list[str]) -> bool:
    padded = f" {folded}"
    return all(f" {word}" in padded or f"'{word}" in padded or f"-{word}" in padded for word in typed)


def _words(typed: list[str], snapshot: Snapshot, limit: int) -> list[Suggestion]:
    """Complete the last word with the commonest words that begin so."""
    begun = [
        (-entry.frequency, form)
        for form, entry in snapshot.vocabulary.entries.items()
        if entry.frequency and form.startswith(typed[-1]) and form != typed[-1]
    ]
    before = " ".join(typed[:-1])
    return [Suggestion(f"{before} {form}".strip(), "word") for _, form in sorted(begun)[: max(limit, 0)]]
