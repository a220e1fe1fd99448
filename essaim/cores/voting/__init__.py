"""Counting the votes of a participatory budget: exact, explained, and checkable by anybody.

``read_pabulib`` and ``read_scrutin`` give an `Election` (identical ballots grouped); ``declare_order`` settles ties before
they are met; ``count`` applies `Rules` (greedy, Equal Shares, Phragmén, welfare) and gives a `Result`; ``published_json``
writes what somebody else needs to recount it. Allowed libraries: numpy, and scipy for the welfare optimum; neither is needed.
"""

from essaim.cores.voting.canonical import canonical_json, chain
from essaim.cores.voting.count import count
from essaim.cores.voting.election import BadElection, Ballots, Election, Project, Remark, ballots_of
from essaim.cores.voting.money import read_number, write_number
from essaim.cores.voting.pabulib import read_pabulib, write_pabulib
from essaim.cores.voting.published import published_json
from essaim.cores.voting.result import Result
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.scrutin import read_scrutin, scrutin_json
from essaim.cores.voting.ties import Tie, TieOrder, UndeclaredTie, declare_order, lot_key

__all__ = [
    "BadElection",
    "Ballots",
    "Election",
    "Project",
    "Remark",
    "Result",
    "Rules",
    "Tie",
    "TieOrder",
    "UndeclaredTie",
    "ballots_of",
    "canonical_json",
    "chain",
    "count",
    "declare_order",
    "lot_key",
    "published_json",
    "read_number",
    "read_pabulib",
    "read_scrutin",
    "scrutin_json",
    "write_number",
    "write_pabulib",
]
