"""The JSON Schema of a kit, for editors and for other programs: from the same models that check it."""

import json
from collections.abc import Mapping
from typing import Any

from essaim.adoptions.contract import Engine
from essaim.adoptions.params.kit import KitRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REFERENCES = "#/$defs/{model}"


def schema(engines: Mapping[str, Engine]) -> dict[str, Any]:
    """Return the schema of a kit. With engines, `engines` is closed on them and each section has its own schema."""
    found = KitRecord.model_json_schema(by_alias=True, ref_template=REFERENCES)
    sections = {
        key: engine.section.model_json_schema(by_alias=True, ref_template=REFERENCES)
        for key, engine in sorted(engines.items())
    }
    if sections:
        found["properties"]["engines"] = _closed(sections, found["$defs"])
    return {"$schema": DIALECT, **found, "title": "Kit", "description": "Un kit Essaim, format 1 (docs/formats/kit.md)"}


def _closed(sections: Mapping[str, dict[str, Any]], shared: dict[str, Any]) -> dict[str, Any]:
    """The table of engines; the parts of each section are named after its engine, so that two never collide."""
    properties: dict[str, Any] = {}
    for key, section in sections.items():
        parts = section.pop("$defs", {})
        renamed = json.dumps(section)
        for name in parts:
            if name not in shared or shared[name] != parts[name]:
                renamed = renamed.replace(f'"#/$defs/{name}"', f'"#/$defs/{key}.{name}"')
        properties[key] = json.loads(renamed)
        shared.update(_renamed(key, parts, shared))
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}


def _renamed(key: str, parts: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    own = {name for name, part in parts.items() if shared.get(name) != part}
    text = json.dumps({f"{key}.{name}": parts[name] for name in own})
    for name in own:
        text = text.replace(f'"#/$defs/{name}"', f'"#/$defs/{key}.{name}"')
    renamed: dict[str, Any] = json.loads(text)
    return renamed


def written(engines: Mapping[str, Engine]) -> str:
    """Return the schema as the file that is committed."""
    return json.dumps(schema(engines), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
