"""Our search at size: processor time with facets, groups and reasons, on records made of real titles and sentences.

    python benchmarks/search.py --data FOLDER --scale 100000        # in a base of its own, taken away at the end
    ESSAIM_VAR=FOLDER python benchmarks/scale.py --data FOLDER --records 100000   # in a base that is kept

Vectors come from the file of real ones that ``benchmarks/search.py`` fills (``--cache``); without it, words only.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from search import COLLECTION, Search, corpora, measure, start_django


def scaled(count: int, folder: Path, cache: Path) -> dict:
    """Index ``count`` records made of real titles and sentences; return times with facets, groups and reasons."""
    start_django()
    from django.conf import settings

    from essaim.portal.catalogue.search import load_synonyms, meaning

    settings.DEBUG = False  # or every query would be remembered
    load_synonyms()
    tasks = corpora(folder)
    figures = {"records": count, "index s": fill(count, tasks["families"][0])}
    queries = [*tasks["families"][1], *tasks["questions"][1][:150]]
    figures |= timed("words, postings not read yet", queries, asker())
    figures |= timed("words, again", queries, asker())
    figures |= timed("words and two filters", queries, asker(themes=("t1",), stages=("running",)))
    figures |= timed("no words", [{"query": "", "relevant": [""]}] * 5, asker())
    if meaning.installed() and lay_vectors(cache):
        figures |= timed("words and meaning, new query", queries, asker(meaning=True))
        figures |= timed("words and meaning, known query", queries, asker(meaning=True))
        figures |= first_look([one["query"] for one in queries])
    return figures


def fill(count: int, documents: list[dict]) -> int | None:
    """Index the records; return the seconds. None when this base holds them already (an ESSAIM_VAR kept from a run)."""
    from essaim.portal.catalogue.models import SearchDocument
    from essaim.portal.catalogue.search.indexing import clear, index

    if SearchDocument.objects.filter(collection=COLLECTION, key__startswith="i").count() == count:
        return None
    clear(COLLECTION)
    start = time.process_time()
    index(synthetic(count, documents), collection=COLLECTION)
    return round(time.process_time() - start)


def asker(**values: object) -> Search:
    """Return a whole search: facets, groups and reasons with the results."""
    from essaim.portal.catalogue.search import SearchRequest, search

    def ask(text: str) -> list[str]:
        request = SearchRequest(query=text, **{"meaning": False, **values})
        return [group.head.slug for group in search(request, collection=COLLECTION, log=False).groups]

    return ask


def timed(name: str, queries: list[dict], ask: Search) -> dict:
    measured = measure(queries, ask, warm=False)
    print(name, {key: round(measured[key], 1) for key in ("p50 ms", "p95 ms")}, file=sys.stderr, flush=True)
    return {name: [round(measured[key], 1) for key in ("p50 ms", "p95 ms")]}


def lay_vectors(cache: Path) -> int:
    """Give every record a vector of its own: two real ones mixed, and noise of their shape (fixed seed)."""
    import numpy as np

    from essaim.portal.catalogue.search.snapshot import current
    from essaim.portal.catalogue.search.vectors import Vectors

    kept = sqlite3.connect(cache)
    kept.execute("CREATE TABLE IF NOT EXISTS v (h text PRIMARY KEY, x blob)")
    real = [np.frombuffer(data, "<f2") for (data,) in kept.execute("SELECT x FROM v ORDER BY h")]
    if not real:
        return 0
    snapshot, _ = current(COLLECTION)
    rows = mixed(np.stack(real).astype(np.float32), snapshot.columns.size)
    start = time.process_time()
    snapshot.vectors = Vectors.empty().updated(len(rows), {number: row.tobytes() for number, row in enumerate(rows)})
    print(f"vectors read in {time.process_time() - start:.1f} s", file=sys.stderr)
    return len(rows)


def mixed(real, count: int):
    """Return ``count`` vectors (float16) between two real ones drawn at random, moved by half of their spread."""
    import numpy as np

    draw = np.random.default_rng(7)
    values, axes = np.linalg.eigh(np.cov(real.T))
    spread = (axes * np.sqrt(np.maximum(values, 0))).T.astype(np.float32)
    share = draw.uniform(0.3, 1, (count, 1)).astype(np.float32)
    first, second = draw.integers(0, len(real), (2, count))
    rows = share * real[first] + (1 - share) * real[second]
    rows += 0.5 * draw.standard_normal(rows.shape, dtype=np.float32) @ spread
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("<f2")


def first_look(texts: list[str]) -> dict:
    """Return how much of the exact ten and hundred nearest the first look keeps."""
    import numpy as np

    from essaim.portal.catalogue.search import meaning
    from essaim.portal.catalogue.search.snapshot import current

    snapshot, _ = current(COLLECTION)
    vectors, kept = snapshot.meaning(), {10: 0.0, 100: 0.0}
    everything, rows = np.ones(snapshot.columns.size, bool), vectors.rows.astype(np.float32)
    for text in texts:
        vector = meaning.query_vector(text)
        likeness = np.round(rows @ vector, 4)
        exact = np.lexsort((np.arange(len(rows)), -likeness))
        found = vectors.nearest(vector, everything, 100)
        for depth in kept:
            kept[depth] += float(np.isin(exact[:depth], found[:depth]).mean()) / len(texts)
    return {f"of the exact {depth} nearest": round(share, 4) for depth, share in kept.items()}


def synthetic(count: int, documents: list[dict]):
    """Records of the size of an initiative, drawn from real titles and sentences; the seed is fixed."""
    import random

    from essaim.portal.catalogue.search.indexing import Document

    draw = random.Random(7)
    sentences = [line for one in documents for line in one["body"].split("\n") if 20 < len(line) < 400]
    titles = [one["title"] for one in documents]
    departements = [f"departement-{number:02d}" for number in range(1, 96) if number != 20]
    for number in range(count):
        place = draw.choice(departements)
        yield Document(
            key=f"i{number}",
            kind="initiative",
            object_id=number,
            slug=f"i-{number}",
            title=draw.choice(titles),
            summary=" ".join(draw.choices(sentences, k=2)),
            body=" ".join(draw.choices(sentences, k=4)),
            solution_id=number // 8 if draw.random() < 0.7 else None,
            facets=(
                f"theme:t{draw.randrange(14)}",
                f"public:p{draw.randrange(12)}",
                f"stage:{draw.choice(['idea', 'test', 'running'])}",
                f"evidence:{draw.choice(['none', 'followed'])}",
                f"territory:{place}",
            ),
            territories=(place,),
            day=737_000 + number % 900,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "essaim-bench-vectors.sqlite3")
    options = parser.parse_args()
    print(json.dumps(scaled(options.records, options.data, options.cache)))


if __name__ == "__main__":
    main()
