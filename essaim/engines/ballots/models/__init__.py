"""The tables of the engine: `edition` (everything but the vote). Import them from there."""

from essaim.engines.ballots.models import edition

__all__ = ["edition"]
