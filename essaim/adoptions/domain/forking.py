"""Start from an adoption to make another kit: its file with its values as defaults, and the kit that it comes from."""

from typing import Any

import yaml

from essaim.adoptions.models import Terms

FIRST = "1.0.0"


def forked(terms: Terms, *, identifier: str, title: str = "") -> dict[str, Any]:
    """Return the document of a new kit that starts from an adoption.

    Args:
        terms: Whose kit and values; each value becomes the default, and what decided it the source.
        identifier: The new kit's.
        title: The new kit's; the same without it.
    """
    tree = terms.version.tree
    header = tree["kit"]
    header.pop("replaces", None)
    header |= {"id": identifier, "version": FIRST, "forked_from": str(terms.version), "title": title or header["title"]}
    for one in tree.get("parameters", []):
        if one["id"] in terms.settings:
            one["default"] = terms.settings[one["id"]]
            one["source"] = terms.reason[:200] or one["source"]
    return tree


def written(tree: dict[str, Any]) -> str:
    """Return a kit as a file. What the reader makes of it is the same document: everything in it is text."""
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120)
