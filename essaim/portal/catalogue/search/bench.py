"""Measuring the search on a corpus of one's own: documents and labelled queries in, quality and speed out."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from essaim.portal.catalogue.models.search import SearchDocument
from essaim.portal.catalogue.search import meaning
from essaim.portal.catalogue.search.finder import find
from essaim.portal.catalogue.search.indexing import Document, clear, index
from essaim.portal.catalogue.search.page import SearchRequest

COLLECTION = "search-bench"
_DEPTH = 10
_LEVELS = (1, 3, 10)


class BadInput(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """A file of documents or queries is wrong; says file, line and field."""


@dataclass(frozen=True)
class LabelledQuery:
    """A query and the documents that answer it, by key. ``kind`` is how hard it is (typo, synonym…), where known."""

    text: str
    relevant: frozenset[str]
    kind: str = ""


@dataclass
class Measure:
    """Quality and speed of one way to search. ``recalls`` by depth; a query is right when one relevant document is there."""

    queries: int = 0
    recalls: dict[int, float] = field(default_factory=dict)
    mrr: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """Return what is printed."""
        recalls = {f"recall@{depth}": round(value, 4) for depth, value in self.recalls.items()}
        speed = {"p50_ms": round(self.p50_ms, 2), "p95_ms": round(self.p95_ms, 2)}
        return {"queries": self.queries, **recalls, "mrr": round(self.mrr, 4), **speed}


def read_documents(path: Path) -> list[dict[str, str]]:
    """Read a corpus (JSON lines: id, title, body, and family where there is one). Raises BadInput."""
    documents, keys = [], set[str]()
    for number, record in _lines(path):
        for name in ("id", "title", "body"):
            if not isinstance(record.get(name), str):
                raise BadInput(f"{path.name}, ligne {number}, champ « {name} » : un texte est attendu.")
        if not isinstance(record.get("family", ""), str | None):
            raise BadInput(f"{path.name}, ligne {number}, champ « family » : un texte est attendu.")
        if not record["id"] or record["id"] in keys:
            raise BadInput(f"{path.name}, ligne {number}, champ « id » : vide ou déjà vu ({record['id']!r}).")
        keys.add(record["id"])
        documents.append(record)
    if not documents:
        raise BadInput(f"{path.name} : aucun document.")
    return documents


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} : lecture impossible ({error}).") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _object(path, number, line)


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path.name}, ligne {number} : ce n’est pas du JSON ({error.msg}).") from error
    if not isinstance(record, dict):
        raise BadInput(f"{path.name}, ligne {number} : un objet JSON est attendu.")
    return record


def read_queries(path: Path, documents: list[dict[str, str]]) -> tuple[list[dict[str, str]], list[LabelledQuery]]:
    """Read the queries; return the documents that the file itself brings, and the queries. Raises BadInput.

    Two shapes: families (``fiches`` and ``requetes``; the sheets of a family answer its queries, and join the corpus
    unless the corpus already has the family), or pairs (``query`` and ``relevant``, a list of ids).
    """
    records = _queries_file(path)
    extra: list[dict[str, str]] = []
    queries: list[LabelledQuery] = []
    families: dict[str, set[str]] = {}
    for document in documents:
        if document.get("family"):
            families.setdefault(document["family"], set()).add(document["id"])
    keys = {document["id"] for document in documents}
    for place, record in enumerate(records, 1):
        where = f"{path.name}, élément {place}"
        if "requetes" in record:
            added = [] if record.get("famille") in families else _sheets(record, where)
            extra += added
            relevant = families.get(str(record.get("famille")), {sheet["id"] for sheet in added})
            queries += _family_queries(record, frozenset(relevant), where)
        else:
            queries.append(_pair(record, keys, where))
    if not queries:
        raise BadInput(f"{path.name} : aucune requête.")
    return extra, queries


def _queries_file(path: Path) -> list[dict[str, Any]]:
    """A JSON list, or JSON lines."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError:
        return [record for _, record in _lines(path)]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} : lecture impossible ({error}).") from error
    records = content if isinstance(content, list) else [content]
    for place, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise BadInput(f"{path.name}, élément {place} : un objet JSON est attendu.")
    return records


def _sheets(record: dict[str, Any], where: str) -> list[dict[str, str]]:
    family = record.get("famille")
    sheets = record.get("fiches")
    if not isinstance(family, str) or not isinstance(sheets, list):
        raise BadInput(f"{where}, champs « famille » et « fiches » : un texte et une liste sont attendus.")
    found = []
    for number, sheet in enumerate(sheets, 1):
        for name in ("titre", "texte"):
            if not isinstance(sheet, dict) or not isinstance(sheet.get(name), str):
                raise BadInput(f"{where}, fiche {number}, champ « {name} » : un texte est attendu.")
        found.append({"id": f"{family}#{number}", "title": sheet["titre"], "body": sheet["texte"], "family": family})
    return found


def _family_queries(record: dict[str, Any], relevant: frozenset[str], where: str) -> Iterator[LabelledQuery]:
    requests = record["requetes"]
    if not isinstance(requests, list):
        raise BadInput(f"{where}, champ « requetes » : une liste est attendue.")
    for number, request in enumerate(requests, 1):
        if not isinstance(request, dict) or not isinstance(request.get("texte"), str):
            raise BadInput(f"{where}, requête {number}, champ « texte » : un texte est attendu.")
        yield LabelledQuery(request["texte"], relevant, str(request.get("type", "")))


def _pair(record: dict[str, Any], keys: set[str], where: str) -> LabelledQuery:
    query, relevant = record.get("query"), record.get("relevant")
    if not isinstance(query, str) or not query.strip():
        raise BadInput(f"{where}, champ « query » : un texte est attendu.")
    if not isinstance(relevant, list) or not relevant or not all(isinstance(key, str) for key in relevant):
        raise BadInput(f"{where}, champ « relevant » : une liste d’identifiants est attendue.")
    if unknown := [key for key in relevant if key not in keys]:
        raise BadInput(f"{where}, champ « relevant » : « {unknown[0]} » n’est dans aucun document.")
    return LabelledQuery(query, frozenset(relevant))


def run(
    documents: list[dict[str, str]], queries: list[LabelledQuery], *, with_meaning: bool, collection: str = COLLECTION
) -> dict[str, Any]:
    """Index the corpus beside the real one, ask every query, take the corpus away; return figures.

    Side effects: rows of the index, all deleted at the end.
    """
    try:
        clear(collection)
        seconds = fill(documents, collection)
        figures: dict[str, Any] = {"documents": len(documents), "index_seconds": round(seconds, 2)}
        figures["without_meaning"] = ask(queries, collection, with_meaning=False).as_dict()
        if with_meaning and meaning.installed():
            start = time.perf_counter()
            meaning.embed_missing(collection=collection)
            figures["meaning_seconds"] = round(time.perf_counter() - start, 2)
            figures["with_meaning"] = ask(queries, collection, with_meaning=True).as_dict()
        else:
            figures["with_meaning"] = None
        return figures
    finally:
        clear(collection)


def fill(documents: list[dict[str, str]], collection: str) -> float:
    """Index a corpus; return the seconds it took."""
    start = time.perf_counter()
    index((Document(key=one["id"], title=one["title"], body=one["body"]) for one in documents), collection=collection)
    return time.perf_counter() - start


def ask(queries: list[LabelledQuery], collection: str, *, with_meaning: bool) -> Measure:
    """Ask every query of an indexed collection and measure. Memory is warmed by one search first."""
    search = searcher(collection, with_meaning=with_meaning)
    search(queries[0].text)
    return measure(queries, search)


def searcher(collection: str, *, with_meaning: bool) -> Callable[[str], list[str]]:
    """Return the search of a collection: a text in, the keys of the first ten out."""
    keys = dict(SearchDocument.objects.filter(collection=collection).values_list("number", "key"))

    def search(text: str) -> list[str]:
        request = SearchRequest(query=text, per_page=_DEPTH, meaning=with_meaning)
        return [keys[number] for number, _ in find(request, collection=collection)]

    return search


def measure(queries: list[LabelledQuery], search: Callable[[str], list[str]]) -> Measure:
    """Ask every query of any search that returns keys, best first; return recall at 1, 3, 10, mean reciprocal rank, speed."""
    ranks, times = [], []
    for query in queries:
        start = time.perf_counter()
        found = search(query.text)[:_DEPTH]
        times.append((time.perf_counter() - start) * 1000)
        ranks.append(next((place for place, key in enumerate(found, 1) if key in query.relevant), 0))
    count = max(len(queries), 1)
    recalls = {depth: sum(0 < rank <= depth for rank in ranks) / count for depth in _LEVELS}
    mrr = sum(1 / rank for rank in ranks if rank) / count
    p50, p95 = (float(value) for value in np.percentile(times or [0.0], [50, 95]))
    return Measure(len(queries), recalls, mrr, p50, p95)
