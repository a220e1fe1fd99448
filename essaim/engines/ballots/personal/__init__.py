"""The personal data of the engine."""

from essaim.engines.ballots.personal import edition, vote, workshop


def declare() -> None:
    """Enter the fields of the engine in the register."""
    edition.declare()
    vote.declare()
    workshop.declare()
