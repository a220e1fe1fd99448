"""The JSON Schema of a kit, for editors and for other programs: from the same models that check it."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from essaim.adoptions.contract import Engine
from essaim.adoptions.params.kit import KitRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(engines: Mapping[str, Engine]) -> dict[str, Any]:
    """Return the schema of a kit. With engines, `engines` is closed on them and each section has its own schema."""
    found = _of(KitRecord)
    sections = {key: _of(engine.section, f"{key}.") for key, engine in sorted(engines.items())}
    if sections:
        for section in sections.values():
            found["$defs"] |= section.pop("$defs", {})
        found["properties"]["engines"] = {
            "type": "object",
            "properties": sections,
            "additionalProperties": False,
            "minProperties": 1,
        }
    return {"$schema": DIALECT, **found, "title": "Kit", "description": "Un kit Essaim, format 1 (docs/formats/kit.md)"}


def _of(model: type[BaseModel], prefix: str = "") -> dict[str, Any]:
    """The schema of a model; the parts of an engine's section are named after it, so that two never collide."""
    found = model.model_json_schema(by_alias=True, ref_template=f"#/$defs/{prefix}{{model}}")
    parts = found.pop("$defs", {})
    without: dict[str, Any] = _without_null(
        {**found, "$defs": {f"{prefix}{name}": part for name, part in parts.items()}}
    )
    return without


def _without_null(part: Any) -> Any:
    """A kit has no null: what is optional is left out."""
    if isinstance(part, list):
        return [_without_null(one) for one in part if one != {"type": "null"}]
    if not isinstance(part, dict):
        return part
    kept = {key: _without_null(value) for key, value in part.items() if not (key == "default" and value is None)}
    alone = kept.get("anyOf")
    if isinstance(alone, list) and len(alone) == 1:
        kept = {**{key: value for key, value in kept.items() if key != "anyOf"}, **alone[0]}
    return kept


def written(engines: Mapping[str, Engine]) -> str:
    """Return the schema as the file that is committed."""
    return json.dumps(schema(engines), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
