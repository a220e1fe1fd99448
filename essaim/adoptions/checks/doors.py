"""The doors that a kit opens: the documents that they ask for have one name each."""

from collections.abc import Iterator

from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.kits.kit import Kit


def documents(kit: Kit) -> Iterator[Finding]:
    """Refuse two documents of one name: each file that is given belongs to one of them."""
    seen: dict[str, str] = {}
    for key, engine in kit.engines.items():
        for door in engine.doors(kit.sections[key]):
            for asked in (asked for page in door.pages for asked in page.documents):
                before = seen.setdefault(asked.id, asked.label)
                if before != asked.label:
                    yield Finding(
                        ("engines", key),
                        f"deux documents s’appellent « {asked.id} » : « {before} » et « {asked.label} »",
                        "donnez à chacun son identifiant",
                    )
