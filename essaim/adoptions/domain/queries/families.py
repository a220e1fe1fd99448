"""The family of a kit: from which one it was forked, back to the first."""

from essaim.adoptions.models import KitVersion

GENERATIONS_AT_MOST = 20


def family_of(kit: str) -> str:
    """Return the identifier of the first kit of a family, as far as this platform knows it. One query."""
    parents = parents_of_all()
    seen = [kit]
    while (parent := parents.get(seen[-1])) and parent not in seen and len(seen) < GENERATIONS_AT_MOST:
        seen.append(parent)
    return seen[-1]


def parents_of_all() -> dict[str, str]:
    """Return, for each kit that is a fork, the kit that it comes from: that of its newest version."""
    rows = KitVersion.objects.order_by("pk").values_list("kit", "document__kit__forked_from")
    return {kit: parent.partition("@")[0] for kit, parent in rows if parent}
