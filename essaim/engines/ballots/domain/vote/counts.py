"""The rules of the core that each count of a kit is. Pure: scenarios read it too."""

from essaim.cores import voting
from essaim.engines.ballots.params.rule import Count

COUNTED: dict[Count, voting.Rules] = {
    "greedy": voting.Rules("greedy"),
    "greedy-stop": voting.Rules("greedy", misfit="stop"),
    "equal-shares": voting.Rules("equal-shares"),
    "equal-shares-add1": voting.Rules("equal-shares", completion="add1", stop="exhaustive"),
    "equal-shares-add1-last": voting.Rules("equal-shares", completion="add1", stop="last-feasible"),
    "equal-shares-by-votes": voting.Rules("equal-shares", fill=True),
}
