"""Our search beside its peers, on the same corpus, in one run: quality and time in one table.

    python benchmarks/search.py --data FOLDER [--postgres URL] [--scale 100000] [--cache FILE]

FOLDER holds ``service-public-fiches-2020.ndjson`` and ``jeu-recherche-ecrit-ici.json``. Two tasks: our labelled families
among the sheets (right: a sheet of the family is among the first ten), and question → sheet, where every title that is
a question is taken off its sheet. Times are processor milliseconds of one thread, so that a busy machine does not count.
"""

import argparse
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
COLLECTION = "benchmark"
TASKS = ("families", "questions")
MODES = (("words", False), ("words and meaning", True))
Search = Callable[[str], list[str]]


def corpora(folder: Path) -> dict[str, tuple[list[dict], list[dict]]]:
    """Return, for each task, the documents and the labelled queries."""
    lines = (folder / "service-public-fiches-2020.ndjson").read_text(encoding="utf-8").splitlines()
    sheets = [json.loads(line) for line in lines]
    families = json.loads((folder / "jeu-recherche-ecrit-ici.json").read_text(encoding="utf-8"))
    documents = [{"id": one["cle"], "title": one["title"], "body": body(one)} for one in sheets]
    queries = []
    for family in families:
        keys = [f"{family['famille']}#{number}" for number in range(len(family["fiches"]))]
        for key, sheet in zip(keys, family["fiches"], strict=True):
            documents.append({"id": key, "title": sheet["titre"], "body": sheet["texte"]})
        queries += [{"query": one["texte"], "relevant": keys} for one in family["requetes"]]
    untitled = [
        {"id": one["cle"], "title": "" if "?" in one["title"] else one["title"], "body": body(one)} for one in sheets
    ]
    asked = [{"query": one["title"], "relevant": [one["cle"]]} for one in sheets if "?" in one["title"]]
    return {"families": (documents, queries), "questions": (untitled, asked)}


def body(sheet: dict) -> str:
    """The text of a sheet; its description is not said twice."""
    paragraphs = sheet["paragraphs"]
    first = [] if sheet["description"] in paragraphs[:1] else [sheet["description"]]
    return "\n".join([*first, *paragraphs])


def held_out(query: dict) -> bool:
    """Half of the questions were never looked at while the ranking was tuned."""
    return int(hashlib.md5(query["relevant"][0].encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def measure(queries: list[dict], search: Search, *, warm: bool = True) -> dict:
    """Ask every query, after one for nothing when ``warm``; return recalls, mean reciprocal rank and times."""
    ranks, times = [], []
    if warm:
        search(queries[0]["query"])
    for query in queries:
        start = time.process_time()
        found = search(query["query"])[:10]
        times.append((time.process_time() - start) * 1000)
        ranks.append(next((place for place, key in enumerate(found, 1) if key in query["relevant"]), 0))
    times.sort()
    unseen = [rank for rank, query in zip(ranks, queries, strict=True) if held_out(query)]
    return {
        **{f"recall@{depth}": sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 3, 10)},
        "mrr": sum(1 / rank for rank in ranks if rank) / len(ranks),
        "held-out recall@1": sum(rank == 1 for rank in unseen) / max(len(unseen), 1),
        "p50 ms": times[len(times) // 2],
        "p95 ms": times[int(len(times) * 0.95)],
    }


def fts5(documents: list[dict]) -> Search:
    """SQLite FTS5 as its manual shows it: unicode61 without accents, every word asked, bm25 order."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, title, body, tokenize='unicode61 remove_diacritics 2')"
    )
    base.executemany("INSERT INTO d VALUES (:id, :title, :body)", documents)

    def search(text: str) -> list[str]:
        asked = " ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        return [
            row[0] for row in base.execute("SELECT id FROM d WHERE d MATCH ? ORDER BY rank, rowid LIMIT 10", [asked])
        ]

    return search


def postgres(documents: list[dict], url: str) -> Search:
    """PostgreSQL with its French dictionary and unaccent, every word asked, ts_rank order, GIN index."""
    import psycopg

    base = psycopg.connect(url, autocommit=True)
    base.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    base.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS pg_temp.plain")
    base.execute("CREATE TEMP TABLE d (id text, v tsvector)")
    french = "to_tsvector('french', unaccent({}))"
    vector = f"setweight({french.format('%(title)s')}, 'A') || setweight({french.format('%(body)s')}, 'C')"
    with base.cursor() as cursor:
        cursor.executemany(f"INSERT INTO d SELECT %(id)s, {vector}", documents)
    base.execute("CREATE INDEX ON d USING gin (v)")
    base.execute("ANALYZE d")

    def search(text: str) -> list[str]:
        asked = "plainto_tsquery('french', unaccent(%(text)s))"
        query = f"SELECT id FROM d WHERE v @@ {asked} ORDER BY ts_rank(v, {asked}) DESC, id LIMIT 10"
        return [row[0] for row in base.execute(query, {"text": text})]

    return search


def bm25s_(documents: list[dict]) -> Search:
    """bm25s with the French stemmer of Snowball and its French stop words."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("french")
    index = bm25s.BM25()
    options = {"stopwords": "fr", "stemmer": stemmer, "show_progress": False}
    index.index(bm25s.tokenize([f"{one['title']} {one['body']}" for one in documents], **options), show_progress=False)

    def search(text: str) -> list[str]:
        tokens = bm25s.tokenize([text], return_ids=False, **options)
        if not tokens[0]:
            return []
        found, _ = index.retrieve(tokens, k=10, show_progress=False)
        return [documents[place]["id"] for place in found[0]]

    return search


def tantivy_(documents: list[dict]) -> Search:
    """Tantivy with its French stemmer; any word is enough, title boosted as its manual shows."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("title", tokenizer_name="fr_stem")
    schema.add_text_field("body", tokenizer_name="fr_stem")
    index = tantivy.Index(schema.build())
    writer = index.writer(num_threads=1)
    for one in documents:
        writer.add_document(tantivy.Document(id=[one["id"]], title=[one["title"]], body=[one["body"]]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> list[str]:
        words = " ".join(re.findall(r"\w+", text))
        query = index.parse_query(words, ["title", "body"], field_boosts={"title": 3.0})
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, 10).hits]

    return search


def ours(folder: Path, cache: Path) -> dict:
    """Run in a process of its own, on the database that its environment names: figures and first tens, by task and mode."""
    start_django()
    from essaim.portal.catalogue.search import bench, load_synonyms, meaning
    from essaim.portal.catalogue.search.indexing import clear

    load_synonyms()
    figures = {}
    for task, (documents, queries) in corpora(folder).items():
        clear(COLLECTION)
        seconds = bench.fill(documents, COLLECTION)
        with_vectors = meaning.installed() and bool(fill_vectors(cache))
        for name, asked in MODES:
            if asked and not with_vectors:
                continue
            search = bench.searcher(COLLECTION, with_meaning=asked)
            measured = measure(queries, search)
            tens = [search(query["query"])[:10] for query in queries]
            figures[f"{task}/{name}"] = {**measured, "index s": seconds, "tens": tens}
        clear(COLLECTION)
    return figures


def start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def fill_vectors(cache: Path) -> int:
    """Read the meaning of the corpus, through a file that keeps it from one run to the next."""
    import numpy as np

    from essaim.portal.catalogue.models import SearchDocument
    from essaim.portal.catalogue.search import meaning

    kept = sqlite3.connect(cache)
    kept.execute("CREATE TABLE IF NOT EXISTS v (h text PRIMARY KEY, x blob)")
    rows = dict(SearchDocument.objects.filter(collection=COLLECTION).values_list("pk", "excerpt"))
    keys = {pk: hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() for pk, text in rows.items()}
    known = dict(kept.execute("SELECT h, x FROM v"))
    ready = [(pk, np.frombuffer(known[key], "<f2")) for pk, key in keys.items() if key in known]
    meaning.store(COLLECTION, ready)
    meaning.embed_missing(collection=COLLECTION)
    new = SearchDocument.objects.filter(collection=COLLECTION).values_list("pk", "vector")
    kept.executemany("INSERT OR REPLACE INTO v VALUES (?, ?)", [(keys[pk], bytes(data)) for pk, data in new if data])
    kept.commit()
    return len(rows)


def child(arguments: list[str], url: str, file: Path = Path(__file__)) -> dict:
    """Run a file on one database, in a folder of its own, and read the figures it prints."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "ESSAIM_VAR": folder,
            "ESSAIM_DEBUG": "1",
            "DATABASE_URL": url,
            "OMP_NUM_THREADS": "1",
        }
        if not url:
            environment.pop("DATABASE_URL")
        done = subprocess.run(
            [sys.executable, str(file), *arguments], env=environment, stdout=subprocess.PIPE, check=True, text=True
        )
    return json.loads(done.stdout.splitlines()[-1])


COLUMNS = ("recall@1", "recall@3", "recall@10", "mrr", "held-out recall@1", "p50 ms", "p95 ms")


def row(name: str, figures: dict) -> str:
    cells = [f"{figures[column]:.1f}" if column.endswith("ms") else f"{figures[column]:.3f}" for column in COLUMNS]
    return f"| {name} | " + " | ".join(cells) + " |"


def compare(options: argparse.Namespace) -> None:
    """Print the table, then whether both databases gave the same tens."""
    peers: dict[str, Callable[[list[dict]], Search]] = {"SQLite FTS5, every word": fts5}
    if options.postgres:
        peers["PostgreSQL french + unaccent, every word"] = lambda documents: postgres(documents, options.postgres)
    peers |= {"bm25s, French stemmer": bm25s_, "tantivy, French stemmer": tantivy_}
    inside = ["--data", str(options.data), "--cache", str(options.cache), "--ours"]
    databases = {"SQLite": child(inside, "")} | (
        {"PostgreSQL": child(inside, options.postgres)} if options.postgres else {}
    )
    tasks = corpora(options.data)
    for task in TASKS:
        documents, queries = tasks[task]
        print(f"\n{task}: {len(queries)} queries, {len(documents)} documents\n")
        print("| search | " + " | ".join(COLUMNS) + " |\n|" + "---|" * (len(COLUMNS) + 1))
        for name, make in peers.items():
            print(row(name, measure(queries, make(documents))))
        for database, figures in databases.items():
            for mode, _ in MODES:
                if f"{task}/{mode}" in figures:
                    print(row(f"Essaim on {database}, {mode}", figures[f"{task}/{mode}"]))
    if options.postgres:
        for key, figures in databases["SQLite"].items():
            same = figures["tens"] == databases["PostgreSQL"][key]["tens"]
            print(f"\n{key}: the same ten on both databases for every query: {'yes' if same else 'NO'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--scale", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "essaim-bench-vectors.sqlite3")
    parser.add_argument("--ours", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ours:
        print(json.dumps(ours(options.data, options.cache)))
    elif options.scale:
        for url in ("", *([options.postgres] if options.postgres else [])):
            inside = ["--data", str(options.data), "--cache", str(options.cache)]
            inside += ["--records", str(options.scale)]
            print("PostgreSQL" if url else "SQLite", json.dumps(child(inside, url, ROOT / "benchmarks" / "scale.py")))
    else:
        compare(options)


if __name__ == "__main__":
    main()
