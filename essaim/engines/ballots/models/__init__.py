"""The tables of the engine: `edition` (everything but the vote) and `vote`. Import them from there."""

from essaim.engines.ballots.models import edition, vote

__all__ = ["edition", "vote"]
