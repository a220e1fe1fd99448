"""What the database itself refuses."""

from essaim.engines.ballots.guards import edition, vote


def declare() -> None:
    """Declare every guard of the engine."""
    edition.declare()
    vote.declare()
