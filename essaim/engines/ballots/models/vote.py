"""The tables of a vote: who may vote, who did, sealed envelopes, paper slips, what was counted.

Nothing here joins a voter to a choice. A mark says that somebody voted, never what; an envelope has no time, no number of
order and no voter; its rows and those of marks are kept in random order (`domain.vote.mixing`). See docs/adr/0024-secret.md.
"""

from essaim.engines.ballots.models.paper import Batch, Slip
from essaim.engines.ballots.models.roll import Channel, CodeRequest, Mark, OneTimeCode, RollImport, Voter
from essaim.engines.ballots.models.unordered import LEAST_KEY, UnorderedModel, random_key
from essaim.engines.ballots.models.urn import Checkpoint, Count, Envelope, Observer, Stage, Urn

__all__ = [
    "LEAST_KEY",
    "Batch",
    "Channel",
    "Checkpoint",
    "CodeRequest",
    "Count",
    "Envelope",
    "Mark",
    "Observer",
    "OneTimeCode",
    "RollImport",
    "Slip",
    "Stage",
    "UnorderedModel",
    "Urn",
    "Voter",
    "random_key",
]
