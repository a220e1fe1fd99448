"""Read the seed files into records, strictly: an error names the file, the entry and the field."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from yaml import CSafeLoader

from essaim.cores.reading import Limits, check_bounds, sentence
from essaim.portal.catalogue.params import (
    CatalogueRecord,
    DiffusionRecord,
    InitiativeRecord,
    Record,
    SolutionRecord,
)
from essaim.portal.catalogue.seed.records import PassageRecord, Seed, TermRecord, Terms

FOLDER = Path(__file__).parent
NOTE = "Fondation Jean-Jaurès, note « la fabrique Solutions solidaires »"
"""How every figure of the seed names its source; the number of the passage follows."""

PAGES = frozenset({"home", "search", "territories", "diffusion", "contribute", "data", "note"})
"""The pages of the platform that the map of the note may lead to, as ``page:<name>``."""

CITED = (
    "title", "summary", "problem", "how_it_works", "for_whom", "needs", "holder", "partners", "stage", "stages",
    "lessons", "figures", "costs", "funding", "legal_basis", "obstacles", "links",
)  # fmt: skip
"""The fields that state something, and so cite a passage. The everyday words are search aids: they state nothing."""


LIMITS = Limits(size=256 * 1024, depth=12, nodes=20_000)
R = TypeVar("R", bound=Record)
Entry = dict[str, Any]


class SeedError(ValueError):
    """A seed file cannot be read; the message names the file, the entry and the field."""


class _Loader(CSafeLoader):
    """Plain text only: a date, a number or « non » stays the string that was written; a key is given once."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        keys = [key.value for key, _value in node.value]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise SeedError(f"ligne {node.start_mark.line + 1} : la clé « {twice[0]} » est donnée deux fois")
        return super().construct_mapping(node, deep=deep)


def read_seed(folder: Path = FOLDER) -> Seed:
    """Read the whole seed: terms, solutions, initiatives, diffusion and the map of the note.

    Nothing is kept between two calls. Raises `SeedError` naming file, entry and field.
    """
    return Seed(terms=_terms(folder / "terms.yaml"), catalogue=_catalogue(folder), note=_note(folder / "note.yaml"))


def _terms(path: Path) -> Terms:
    content = _load(path, dict)
    unknown = sorted(set(content) ^ {"themes", "publics"})
    if unknown:
        raise SeedError(f"{path.name} : clé inattendue ou absente « {unknown[0]} »")
    themes, publics = (_records(path, content[key], TermRecord, _as_written) for key in ("themes", "publics"))
    return Terms(themes=themes, publics=publics)


def _catalogue(folder: Path) -> CatalogueRecord:
    diffusion = folder / "diffusion.yaml"
    return CatalogueRecord(
        solutions=list(_folder(folder / "solutions", SolutionRecord)),
        initiatives=list(_folder(folder / "initiatives", InitiativeRecord)),
        diffusion=_records(diffusion, _load(diffusion, list), DiffusionRecord, _sourced),
    )


def _note(path: Path) -> list[PassageRecord]:
    return _records(path, _load(path, list), PassageRecord, _as_written)


def _folder(folder: Path, kind: type[R]) -> Iterator[R]:
    for path in sorted(folder.glob("*.yaml")):
        yield from _records(path, _load(path, list), kind, _cited)


def _load(path: Path, expected: type) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        check_bounds(text, LIMITS, CSafeLoader)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  # nosec B506 - a SafeLoader
    except (OSError, yaml.YAMLError, SeedError) as error:
        raise SeedError(f"{path.name} : {error}") from error
    if not isinstance(content, expected):
        raise SeedError(f"{path.name} : attendu une {'liste' if expected is list else 'table'} au premier niveau")
    return content


def _records(path: Path, entries: Iterable[Any], kind: type[R], prepare: Callable[[Entry], Entry]) -> list[R]:
    return [_record(path, number, entry, kind, prepare) for number, entry in enumerate(entries, start=1)]


def _record(path: Path, number: int, entry: Any, kind: type[R], prepare: Callable[[Entry], Entry]) -> R:
    if not isinstance(entry, dict):
        raise SeedError(f"{path.name}, entrée {number} : attendu une table de champs")
    name = entry.get("id") or entry.get("number") or entry.get("solution") or number
    try:
        return kind.model_validate(prepare(entry))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "l’entrée"
        raise SeedError(f"{path.name}, entrée « {name} », champ « {field} » : {sentence(first)}") from error


def _as_written(entry: Entry) -> Entry:
    return entry


def _cited(entry: Entry) -> Entry:
    """Spread ``passage``, the passage of a whole entry, over its fields; ``passages`` names those that differ."""
    entry = dict(entry)
    default = _numbers(entry.pop("passage", []))
    differing = entry.pop("passages", {})
    entry["passages"] = {key: _numbers(differing.get(key, default)) for key in CITED if entry.get(key)}
    entry["passages"] |= {key: value for key, value in differing.items() if key not in CITED}
    for part in ("figures", "stages", "obstacles"):
        if part in entry:
            entry[part] = [_part(item, part, default) for item in entry[part]]
    if "stage" in entry:
        return {"provenance": NOTE, **entry}
    return {"source_key": f"note:solution:{entry.get('id')}", **entry}


def _part(item: Entry, part: str, default: list[str]) -> Entry:
    item = {"passage": default[0], **item} if default else dict(item)
    return _sourced(item) if part == "figures" else item


def _sourced(item: Entry) -> Entry:
    return {"source": f"{NOTE}, passage {item.get('passage', '?')}", **item}


def _numbers(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]
