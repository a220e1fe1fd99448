"""Compare a count with the winners that a file declares, and say why they differ where a machine can check it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from essaim.cores.voting.backing import Path, votes
from essaim.cores.voting.count import count
from essaim.cores.voting.election import Election
from essaim.cores.voting.money import read_number
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.ties import TieOrder

WON, LOST = ("1", "2"), ("0", "3", "")  # 2: by the clause, with money from elsewhere; 3: added later, from other money
_ABSENT = re.compile(r"\b(offline|paper)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """The comparison. ``rules``: those that reproduce the official winners, else the first that were tried.

    ``missing``: official winners that the count has not; ``extra``: the reverse; positions. ``cause``: a word for programs
    (``""`` when nothing differs), ``reason``: the likely reason in French, with what was checked.
    """

    rules: Rules
    missing: tuple[int, ...]
    extra: tuple[int, ...]
    cause: str
    reason: str

    @property
    def same(self) -> bool:
        """Whether the count gives the official winners."""
        return not self.missing and not self.extra


def declares_winners(election: Election) -> bool:
    """Whether the file says who won."""
    return any(project.selected for project in election.projects)


def declared_rules(election: Election) -> tuple[Rules, ...]:
    """Return the rules that fit what a Pabulib file says of its rule; several where it leaves them open."""
    name = election.meta.get("rule", "").lower()
    if name.startswith("equalshares"):
        first = Rules("equal-shares", completion="add1" if "add1" in name else "none")
        return (first, replace(first, stop="last-feasible")) if "add1" in name else (first,)
    plain = Rules(
        "greedy", by="points" if election.ballots.points is not None else "votes", threshold=_threshold(election)
    )
    if "no-skip" in name:
        return (replace(plain, misfit="stop"),)
    if "custom" in name:
        return replace(plain, misfit="stop", clause=Fraction(4, 5)), replace(plain, misfit="stop")
    return (plain,)


def _threshold(election: Election) -> Fraction:
    try:
        return read_number(election.meta.get("min_project_score_threshold", "0")).value
    except ValueError:
        return Fraction(0)


def check(election: Election, rules: Sequence[Rules], order: TieOrder, path: Path = "auto") -> Check:
    """Count by each of the rules until one gives the official winners; say why if none does."""
    official = {place for place, project in enumerate(election.projects) if project.selected in WON}
    checks = []
    for each in rules:
        won = set(count(election, each, order, path=path).winners)
        checks.append(Check(each, tuple(sorted(official - won)), tuple(sorted(won - official)), "", ""))
        if checks[-1].same:
            return checks[-1]
    cause, reason = _cause(election, checks[0], order, official)
    return replace(checks[0], cause=cause, reason=reason)


def _cause(election: Election, found: Check, order: TieOrder, official: set[int]) -> tuple[str, str]:
    comment = election.meta.get("comment", "")
    if _ABSENT.search(comment):
        return "absent-ballots", _absent(election, official)
    aside = _set_aside(election, found.rules, order, official)
    if aside:
        names = ", ".join(election.projects[place].id for place in aside)
        named = [election.projects[place].id for place in aside if _names(comment, election.projects[place].id)]
        told = f" ; le commentaire du fichier nomme {', '.join(named)}" if named else ""
        return "set-aside", f"projets écartés hors des voix : sans {names}, la règle donne les gagnants officiels{told}"
    spent = sum(election.projects[place].cost for place in official)
    if spent > election.budget:
        return "overspent", "les gagnants officiels coûtent plus que l’enveloppe du fichier : d’autres fonds ont servi"
    return (
        "unknown",
        "aucune raison vérifiable : la règle suivie n’est pas celle que le fichier déclare, ou des voix manquent",
    )


def _names(comment: str, project: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(project)}(?!\w)", comment) is not None


def _absent(election: Election, official: set[int]) -> str:
    """Say that ballots are absent, and show it: a loser with more votes that costs no more than a winner with fewer."""
    text = "le fichier dit que les bulletins papier n’y sont pas"
    found, projects = votes(election), election.projects
    for loser in sorted(set(range(len(projects))) - official, key=lambda place: -found[place]):
        for winner in sorted(official, key=lambda place: found[place]):
            if found[loser] > found[winner] and projects[loser].cost <= projects[winner].cost:
                pair = f"« {projects[loser].id} » y a {found[loser]} voix et perd, « {projects[winner].id} » y en a {found[winner]} et gagne"
                return f"{text} : {pair} sans coûter moins"
    return text


def _set_aside(election: Election, rules: Rules, order: TieOrder, official: set[int]) -> tuple[int, ...]:
    """Return the projects without which the plain count gives the official winners; nothing if there are no such ones.

    In the order of the count, a project that would be funded and officially was not is set aside, and the count made again.
    """
    if rules.rule != "greedy":
        return ()
    aside: list[int] = []
    while len(aside) < len(election.projects):
        won = count(_without(election, aside), rules, order).winners
        wrong = next((place for place in won if place not in official), None)
        if wrong is None:
            return tuple(aside) if set(won) == official else ()
        aside.append(wrong)
    return ()


def _without(election: Election, aside: Sequence[int]) -> Election:
    """Return the election where some projects cost more than the envelope: they keep their votes and cannot win."""
    beyond = election.budget + 1
    projects = [replace(p, cost=beyond) if place in aside else p for place, p in enumerate(election.projects)]
    return replace(election, projects=tuple(projects))
