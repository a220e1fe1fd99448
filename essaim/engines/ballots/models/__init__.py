"""The tables of the engine: `edition` (everything but the vote), `vote`, `workshop`. Import them from there."""

from essaim.engines.ballots.models import edition, vote, workshop

__all__ = ["edition", "vote", "workshop"]
