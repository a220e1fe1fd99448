"""Several pages are published or withdrawn at once: each by itself, and those that cannot be are named."""

from collections.abc import Iterable
from uuid import UUID

from essaim.portal.catalogue.domain import lifecycle
from essaim.portal.catalogue.models import Initiative

ACTS = {"publier": "Publier", "retirer": "Retirer"}


def take(*, pages: Iterable[Initiative], act: str, reason: str, actor: UUID | None) -> tuple[int, list[str]]:
    """Take one step for each page; return how many took it, and why the others did not.

    Side effects: those of `lifecycle.publish` or `withdraw`, one transaction a page.
    """
    taken, problems = 0, []
    for page in pages:
        try:
            if act == "publier":
                lifecycle.publish(page=page, actor=actor, reason=reason or "publiée avec d’autres")
            else:
                lifecycle.withdraw(page=page, actor=actor, reason=reason)
            taken += 1
        except lifecycle.WrongStep as problem:
            problems.append(str(problem))
    return taken, problems
