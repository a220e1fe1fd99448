"""The ways of a project from one standing to the next. Pure: played by scenarios, written by `deciding` and `following`."""

from dataclasses import dataclass

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.models.project import Standing


@dataclass(frozen=True)
class Way:
    """What a verb does: from which standings, to which one, in which phases, whether it says why."""

    before: tuple[str, ...]
    after: str
    phases: tuple[str, ...]
    reason: bool = False


BEFORE_THE_VOTE = ("instruction", "catalogue")
AFTER_THE_VOTE = ("results", "follow-up")
WAYS: dict[str, Way] = {
    "admit": Way((Standing.STUDIED,), Standing.ADMITTED, ("instruction",)),
    "refuse": Way((Standing.STUDIED,), Standing.REFUSED, ("instruction",), reason=True),
    "reopen": Way((Standing.ADMITTED, Standing.REFUSED), Standing.STUDIED, ("instruction",), reason=True),
    "withdraw": Way((Standing.STUDIED, Standing.ADMITTED), Standing.WITHDRAWN, BEFORE_THE_VOTE, reason=True),
    "deliver": Way((Standing.WINNER,), Standing.DELIVERED, AFTER_THE_VOTE),
    "abandon": Way((Standing.WINNER,), Standing.ABANDONED, AFTER_THE_VOTE, reason=True),
}
"""What people do. `retained` is the other way: what the count does."""


def retained(won: bool) -> Way:  # noqa: FBT001 - the one thing that the count says of a project
    """Return the way that the published count makes a project take."""
    return Way((Standing.ADMITTED,), Standing.WINNER if won else Standing.NOT_RETAINED, AFTER_THE_VOTE)


def check(way: Way, standing: str, reason: str) -> None:
    """Refuse a way that does not begin at a standing, or that lacks its reason. Raises RefusedActError."""
    if standing not in way.before:
        raise RefusedActError(
            f"Ce projet est « {Standing(standing).label} » : il ne peut pas devenir « {Standing(way.after).label} »."
        )
    if way.reason and not reason.strip():
        raise RefusedActError("Dites pourquoi : le motif est publié sur la page du projet.")


def check_cost(cents: int | None, at_least: int, at_most: int, said: tuple[str, str]) -> None:
    """Refuse a project without a cost, or out of the bounds of the edition, whose words are ``said``. Raises RefusedActError."""
    if not cents:
        raise RefusedActError("Un projet soumis au vote a un coût estimé : demandez d’abord l’avis d’un service.")
    if not at_least <= cents <= at_most:
        raise RefusedActError(f"Le coût d’un projet va de {said[0]} à {said[1]} : celui-ci n’y est pas.")
