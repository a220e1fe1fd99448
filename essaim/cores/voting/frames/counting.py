"""Count an election within a frame: fit it, set void ballots aside, count its pots, and put the result together."""

from essaim.cores.voting.backing import Path, scores, votes
from essaim.cores.voting.election import Election
from essaim.cores.voting.frames.admitting import admit
from essaim.cores.voting.frames.fitting import Fitted, fit
from essaim.cores.voting.frames.frame import Frame
from essaim.cores.voting.frames.funding import Funding, Support
from essaim.cores.voting.frames.sharing import Counting, refuse_together, share_out
from essaim.cores.voting.result import Result
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.ties import TieOrder, declare_order


def count_framed(
    election: Election, rules: Rules, order: TieOrder, frame: Frame, path: Path, counting: Counting
) -> Result:
    """Return the result. ``counting`` counts the election of one pot, for the rules that are not the plain count.

    Raises BadFrame, UndeclaredTie, and ValueError where rules and ballots do not go together.
    """
    fitted = fit(frame, election)
    refuse_together(fitted, rules)
    valid, void = admit(election, fitted)
    if void and "votes" in order.criteria:
        order = declare_order(valid, order.criteria)
    if rules.rule == "greedy":
        counts = Funding(valid, fitted, rules).run(support_of(valid, rules, path), order).counts
    else:
        counts = share_out(valid, fitted, order, counting)
    return Result(
        election=election,
        rules=rules,
        order=order,
        winners=tuple(place for count in counts for place in count.winners),
        ties=tuple(tie for count in counts for tie in count.ties),
        steps=tuple(step for count in counts for step in count.steps),
        frame=frame,
        pots=tuple(counts),
        void=void,
        valid=valid,
    )


def support_of(election: Election, rules: Rules, path: Path = "auto") -> Support:
    """Return votes, and what the rules rank by."""
    found = votes(election, path)
    if rules.by == "points":
        return Support(scores(election, path), found)
    return Support(found, found)


def fitted_of(result: Result) -> Fitted:
    """Return the frame of a result on its election."""
    if result.frame is None:
        raise ValueError("this result was counted without a frame")
    return fit(result.frame, result.election)
