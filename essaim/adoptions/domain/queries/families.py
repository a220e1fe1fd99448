"""The family of a kit: from which one it was forked, back to the first."""

from collections.abc import Mapping

from essaim.adoptions.models import KitVersion

GENERATIONS_AT_MOST = 20


def family_of(kit: str) -> str:
    """Return the identifier of the first kit of a family, as far as this platform knows it. One query."""
    return _first(kit, parents_of_all())


def _first(kit: str, parents: Mapping[str, str]) -> str:
    seen = [kit]
    while (parent := parents.get(seen[-1])) and parent not in seen and len(seen) < GENERATIONS_AT_MOST:
        seen.append(parent)
    return seen[-1]


def parents_of_all() -> dict[str, str]:
    """Return, for each kit that is a fork, the kit that it comes from: that of its newest version."""
    rows = KitVersion.objects.exclude(forked_from="").order_by("pk").values_list("kit", "forked_from")
    return {kit: parent.partition("@")[0] for kit, parent in rows}


def members_of(family: str) -> list[str]:
    """Return the kits installed here whose first kit is this one, itself first, then by name. Two queries."""
    parents = parents_of_all()
    kits = sorted(set(KitVersion.objects.values_list("kit", flat=True)))
    return sorted((kit for kit in kits if _first(kit, parents) == family), key=lambda kit: (kit != family, kit))
