"""Counting the votes of a participatory budget: exact, explained, and checkable by anybody.

``read_pabulib`` and ``read_scrutin`` give an `Election` (identical ballots grouped); ``declare_order`` settles ties before
they are met; ``count`` applies `Rules` (greedy, Equal Shares, Phragmén, welfare) and gives a `Result`; ``published_json``
writes what somebody else needs to recount it. A `Frame` holds what French rules add (cost bands, zones, cantons, limits, void
ballots). Allowed library: numpy, and it is not needed.
"""

from essaim.cores.voting.canonical import canonical_json, chain
from essaim.cores.voting.compare import Candidate, Line, Slice, compare, usual_rules
from essaim.cores.voting.count import count
from essaim.cores.voting.election import BadElection, Ballots, Election, Project, Remark, ballots_of
from essaim.cores.voting.explain import explain, voters_with_a_winner
from essaim.cores.voting.explanation import Explanation
from essaim.cores.voting.frames.admitting import Void, admit, fault_of, fault_text
from essaim.cores.voting.frames.fitting import fit
from essaim.cores.voting.frames.frame import Among, BadFrame, BallotRule, Frame, Limit, Pot
from essaim.cores.voting.frames.reading import read_frame
from essaim.cores.voting.frames.writing import frame_json, rulebook_hash
from essaim.cores.voting.money import read_number, write_number
from essaim.cores.voting.official import Check, check, declared_rules, declares_winners
from essaim.cores.voting.pabulib import read_pabulib, write_pabulib
from essaim.cores.voting.published import published_json
from essaim.cores.voting.result import PotCount, Result
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.scrutin import read_scrutin, scrutin_json
from essaim.cores.voting.simulating import Model, simulate
from essaim.cores.voting.ties import Tie, TieOrder, UndeclaredTie, declare_order, lot_key

__all__ = [
    "Among",
    "BadElection",
    "BadFrame",
    "BallotRule",
    "Ballots",
    "Candidate",
    "Check",
    "Election",
    "Explanation",
    "Frame",
    "Limit",
    "Line",
    "Model",
    "Pot",
    "PotCount",
    "Project",
    "Remark",
    "Result",
    "Rules",
    "Slice",
    "Tie",
    "TieOrder",
    "UndeclaredTie",
    "Void",
    "admit",
    "ballots_of",
    "canonical_json",
    "chain",
    "check",
    "compare",
    "count",
    "declare_order",
    "declared_rules",
    "declares_winners",
    "explain",
    "fault_of",
    "fault_text",
    "fit",
    "frame_json",
    "lot_key",
    "published_json",
    "read_frame",
    "read_number",
    "read_pabulib",
    "read_scrutin",
    "rulebook_hash",
    "scrutin_json",
    "simulate",
    "usual_rules",
    "voters_with_a_winner",
    "write_number",
    "write_pabulib",
]
