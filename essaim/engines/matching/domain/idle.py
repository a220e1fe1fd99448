"""Why somebody who offers has no proposal: told like the reason of who seeks, from the same criteria."""

from collections.abc import Iterable, Iterator

import numpy as np

from essaim.cores.assignment import Exclusion, Incompatible, Nouns, Pair, sentence
from essaim.engines.matching.domain.gathering import Gathered
from essaim.engines.matching.domain.masks import Mask
from essaim.engines.matching.domain.pairing import Pairing
from essaim.engines.matching.domain.people import Ints
from essaim.engines.matching.domain.reasons import Data, nouns, why_none


def idle(gathered: Gathered, pairs: Iterable[Pair]) -> Iterator[tuple[int, Data]]:
    """Yield those who offer a place, and have neither an agreement nor a proposal, with why. ``pairs``: the new ones."""
    pairing, problem = gathered.pairing, gathered.pairing.problem
    busy = {column for _, column in (*pairs, *problem.running)}
    free = [one for one in np.flatnonzero(problem.free[1]).tolist() if one not in busy]
    chosen = set(problem.columns[problem.allowed].tolist())
    fails = _fails(pairing, [one for one in free if one not in chosen])
    for column in free:
        yield column, _taken(pairing) if column in chosen else _none(pairing, column, fails)


def across(words: Nouns) -> Nouns:
    """What the kit calls the two sides, seen from the other one."""
    return Nouns(words.partner, words.partners, words.seeker, words.seekers)


def _taken(pairing: Pairing) -> Data:
    why = f"les {nouns(pairing).seekers} qui conviennent ont une autre proposition ou un accord"
    return {"kind": "taken", "why": why, "told": ""}


def _none(pairing: Pairing, column: int, fails: dict[int, Mask]) -> Data:
    """Return the reason of one who suits nobody: by criterion, how many it excludes and how many nothing else does."""
    found, words = fails[column], across(nouns(pairing))
    refused = np.zeros(found.shape[1], dtype=bool)
    refused[[row for row, other in pairing.refused if other == column]] = True
    total = found.sum(axis=0)
    alone = (found & (total == 1) & ~refused).sum(axis=1)
    names = [one.name for one in pairing.problem.criteria]
    exclusions = tuple(
        Exclusion(name, int(row.sum()), int(only)) for name, row, only in zip(names, found, alone, strict=True)
    )
    nearest = int(total[~refused].min()) if names and found.shape[1] and not refused.all() else None
    passed = (total == 0) & refused
    reason = Incompatible(column, found.shape[1], exclusions, int(passed.sum()), nearest)
    return {"kind": "incompatible", "why": why_none(pairing, reason, words), "told": sentence(reason, words)}


def _fails(pairing: Pairing, columns: list[int]) -> dict[int, Mask]:
    """Return, for each of these columns, which criterion (c,) fails which seeker (n,).

    The masks of the problem are exact for those who seek only; here every rule is asked again, of these columns alone.
    """
    among = np.zeros(pairing.crowd.shape, dtype=bool)
    at: Ints = np.array(columns, dtype=np.int64)
    among[:, at] = True
    masks = [pairing.crowd.where(rule, among)[:, at] for rule in pairing.section.criteria]
    shared = [one for one in pairing.section.shared if one.at_least is not None]
    masks += [pairing.in_common(one)[:, at] >= pairing.number(one.at_least) for one in shared]
    table = ~np.array(masks, dtype=bool).reshape(len(masks), pairing.crowd.shape[0], len(columns))
    return {column: table[:, :, place] for place, column in enumerate(columns)}
