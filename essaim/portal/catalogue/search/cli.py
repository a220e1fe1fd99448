"""`essaim search` and `essaim search-bench`."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from essaim.portal.catalogue.search import bench, meaning
from essaim.portal.catalogue.search.finder import search
from essaim.portal.catalogue.search.page import Group, Hit, SearchPage, SearchRequest

_MOST = 100


def configure_search(parser: argparse.ArgumentParser) -> None:
    """Describe `essaim search`."""
    parser.description = "Chercher des solutions et des initiatives avec les mots de tous les jours."
    parser.epilog = "Codes de sortie : 0 trouvé ; 1 rien trouvé ; 2 appel incorrect."
    parser.add_argument("query", metavar="RECHERCHE", help="les mots, entre guillemets")
    parser.add_argument("--json", action="store_true", help="réponse à lire par un programme")
    parser.add_argument("--limit", type=_limit, default=10, metavar="N", help="nombre de résultats (10)")
    parser.add_argument(
        "--territory", default="", metavar="CODE", help="ce qui concerne ce territoire (departement-32)"
    )
    parser.add_argument("--no-meaning", action="store_true", help="chercher par les mots seulement")
    parser.set_defaults(run=run_search)


def _limit(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST:
        message = f"« {text} » : un nombre de 1 à {_MOST} est attendu."
        raise argparse.ArgumentTypeError(message)
    return int(text)


def run_search(options: argparse.Namespace) -> int:
    """Search and print; return 0 when something was found, 1 otherwise."""
    request = SearchRequest(
        query=options.query, territory=options.territory, per_page=options.limit, meaning=not options.no_meaning
    )
    page = search(request, log=False)
    print(json.dumps(as_json(page), ensure_ascii=False, indent=2) if options.json else as_text(page))
    return 0 if page.total else 1


def as_json(page: SearchPage) -> dict[str, Any]:
    """Return the answer as plain data: one result a group, its other pages under ``initiatives``."""
    return {
        "total": page.total,
        "results": [_group(group) for group in page.groups],
        "corrected": [asdict(correction) for correction in page.corrected],
        "widened": list(page.widened),
        "place": asdict(page.place) if page.place else None,
        "with_meaning": page.with_meaning,
    }


def _group(group: Group) -> dict[str, Any]:
    return {**_hit(group.head), "initiatives": [_hit(hit) for hit in group.hits]}


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.slug,
        "kind": hit.kind,
        "title": hit.title,
        "score": hit.score,
        "reasons": [asdict(reason) for reason in hit.reasons],
    }


def as_text(page: SearchPage) -> str:
    """Return the answer as people read it."""
    lines = [f"{page.total} résultat{'s' if page.total > 1 else ''}"]
    lines += [f"« {one.asked} » inconnu : cherché « {one.used} »" for one in page.corrected]
    if page.widened:
        lines.append("recherche élargie sans : " + ", ".join(page.widened))
    for number, group in enumerate(page.groups, 1):
        lines.append(f"{number:>3}. {group.head.title}  [{group.head.kind} {group.head.slug}]")
        lines += [f"       {reason.text}" for reason in group.head.reasons]
        lines += [f"     – {hit.title}  [{hit.slug}]" for hit in group.hits]
    return "\n".join(lines)


def configure_bench(parser: argparse.ArgumentParser) -> None:
    """Describe `essaim search-bench`."""
    parser.description = (
        "Mesurer la recherche sur un corpus : il est indexé à côté du vrai catalogue, interrogé, puis retiré. "
        "Une requête est juste quand l’un des documents attendus est dans les 1, 3 ou 10 premiers."
    )
    parser.epilog = "Codes de sortie : 0 fait ; 2 fichier incorrect (fichier, ligne et champ sont nommés)."
    parser.add_argument("--documents", type=Path, required=True, metavar="F.ndjson", help="id, title, body, family")
    parser.add_argument(
        "--queries", type=Path, required=True, metavar="Q.json", help="familles (fiches, requetes) ou query et relevant"
    )
    parser.add_argument("--json", action="store_true", help="réponse à lire par un programme")
    parser.add_argument("--no-meaning", action="store_true", help="ne mesurer que la recherche par les mots")
    parser.set_defaults(run=run_bench)


def run_bench(options: argparse.Namespace) -> int:
    """Run the bench and print; return 0, or 2 when a file is wrong."""
    from django.db import connection

    try:
        documents = bench.read_documents(options.documents)
        extra, queries = bench.read_queries(options.queries, documents)
    except bench.BadInput as error:
        print(error, file=sys.stderr)
        return 2
    figures = {"database": connection.vendor, "meaning_installed": meaning.installed()}
    figures |= bench.run([*documents, *extra], queries, with_meaning=not options.no_meaning)
    print(json.dumps(figures, ensure_ascii=False, indent=2) if options.json else _table(figures))
    return 0


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{figures['documents']} documents ({figures['database']}), indexés en {figures['index_seconds']} s"]
    for name, label in (("without_meaning", "par les mots"), ("with_meaning", "mots et sens")):
        measured = figures[name]
        text = ", ".join(f"{key} {value}" for key, value in measured.items()) if measured else "non disponible"
        lines.append(f"{label} : {text}")
    return "\n".join(lines)
